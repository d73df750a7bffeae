// Faust's functions made to work on any instance's memory, and not only on one that lies at address 0. Used once, by one
// thread.
//
// Faust's code counts the addresses of its own state from 0 and takes those of samples from the host. Here its first
// parameter, `dsp`, which it leaves unused, becomes the address of the state: it is added to every address that doesn't
// stem from a parameter. Which those are is found out by going through the code with, for each value, no more than whether
// it stems from one. What a module could do to get around it does not matter to anybody but itself: it stays within its
// memory, as all code does, and what comes out is validated as all code is.

import WasmBinary

/// One function on its way to its new place.
struct FaustCode {
    private let module: ModuleBinary
    private let bodyIndex: Int
    private let body: ModuleLayout.FunctionBody
    private let type: ModuleSummary.FunctionType
    /// Whether the first parameter is the state's address: in all functions but those that only compute.
    private let hasState: Bool
    /// New indices of functions, by their old ones.
    private let indices: [Int: Int]

    /// Which locals hold addresses from outside.
    private var outside: [Bool] = []
    private var stack: [Operand] = []
    private var frames: [Frame] = []
    /// Where, in the order of the file, the state's address is added.
    private var additions: [Int] = []
    private var calls: [(range: Range<Int>, index: Int)] = []

    /// A value on the stack.
    private struct Operand {
        var isOutside = false
        /// Behind the instruction that left it; nil in code that is never reached.
        var end: Int?
    }

    private struct Frame {
        let height: Int
        let resultCount: Int
        var isUnreachable = false
        var leavesOutside = false
    }

    private static let computeParameters: [ModuleSummary.ValueType] = [.i32, .i32, .i32, .i32]

    /// - Parameter bodyIndex: among the functions that the module defines.
    init(_ module: ModuleBinary, bodyIndex: Int, indices: [Int: Int]) {
        self.module = module
        self.indices = indices
        self.bodyIndex = bodyIndex
        body = module.layout.functionBodies[bodyIndex]
        type = module.summary.functions[module.importedFunctionCount + bodyIndex]
        hasState = type.parameters.first == .i32
    }

    /// The functions that a body calls, by their old indices.
    static func callees(_ module: ModuleBinary, bodyIndex: Int) throws(FaustProblem) -> [Int] {
        var instructions = module.instructions(ofBody: bodyIndex)
        var callees: [Int] = []
        do throws(WasmBinaryError) {
            while let instruction = try instructions.next() {
                if instruction.opcode == .call { callees.append(Int(instruction.first)) }
            }
        } catch {
            throw .damaged(error)
        }
        return callees
    }

    /// The body in its new place.
    ///
    /// Errors: instructions that Faust doesn't use; an address that is made of the state's and of others.
    mutating func rewritten() throws(FaustProblem) -> [UInt8] {
        // Of `compute`, the inputs' addresses and the outputs'.
        outside = type.parameters.indices.map {
            $0 == 0 ? hasState : $0 > 1 && type.parameters == Self.computeParameters
        }
        // An address is handed on once or twice; each pass finds at least one variable more.
        var passCount = 0
        while true {
            passCount += 1
            guard passCount <= FaustLimits.addressPasses else {
                throw .unexpected("addresses that are handed on from variable to variable")
            }
            let before = outside
            (stack, additions, calls) = ([], [], [])
            frames = [Frame(height: 0, resultCount: type.results.count)]
            try walk()
            if outside == before { break }
        }
        var writer = BinaryWriter()
        var copied = body.whole.lowerBound
        // local.get 0, i32.add
        let addition: [UInt8] = [0x20, 0, 0x6a]
        // What is added comes before a call that begins in the same place.
        let edits =
            additions.map { (range: $0..<$0, bytes: addition) }
            + calls.map { call in
                var writer = BinaryWriter([0x10])
                writer.unsigned(call.index)
                return (range: call.range, bytes: writer.bytes)
            }
        for edit in edits.sorted(by: { ($0.range.lowerBound, $0.range.count) < ($1.range.lowerBound, $1.range.count) })
        {
            writer.append(module.bytes[copied..<edit.range.lowerBound])
            writer.append(edit.bytes)
            copied = edit.range.upperBound
        }
        writer.append(module.bytes[copied..<body.whole.upperBound])
        return writer.bytes
    }

    // MARK: - Going through the code

    private mutating func walk() throws(FaustProblem) {
        do {
            var instructions = module.instructions(ofBody: bodyIndex)
            var current = try instructions.next()
            while let instruction = current {
                current = try instructions.next()
                try step(instruction, end: current?.offset ?? body.whole.upperBound)
            }
        } catch let error as WasmBinaryError {
            throw .damaged(error)
        } catch let error as FaustProblem {
            throw error
        } catch {
            throw .unexpected("code that can't be read")
        }
    }

    private mutating func pop() -> Operand {
        guard let frame = frames.last, stack.count > frame.height else { return Operand() }
        return stack.removeLast()
    }

    private mutating func push(_ isOutside: Bool, _ end: Int) { stack.append(Operand(isOutside: isOutside, end: end)) }

    private mutating func step(_ instruction: Instruction, end: Int) throws(FaustProblem) {
        let opcode = instruction.opcode.rawValue
        let refused = FaustProblem.unexpectedInstruction(opcode: opcode, offset: instruction.offset)
        switch opcode {
        case 0x01: break
        case 0x02...0x04:
            let blockType = module.bytes[instruction.offset + 1]
            guard blockType == 0x40 || (0x7c...0x7f).contains(blockType), frames.count < 1_000 else { throw refused }
            if opcode == 0x04 { _ = pop() }
            frames.append(Frame(height: stack.count, resultCount: blockType == 0x40 ? 0 : 1))
        case 0x05: elseBranch()
        case 0x0b: endBlock(end)
        case 0x0c, 0x0e, 0x00, 0x0f:
            if opcode == 0x0e { _ = pop() }
            if opcode == 0x0c || opcode == 0x0e { leave() }
            becomeUnreachable()
        case 0x0d:
            _ = pop()
            leave()
        case 0x10: try call(instruction, end: end, refused)
        case 0x1a: _ = pop()
        case 0x1b:
            _ = pop()
            let (second, first) = (pop(), pop())
            push(first.isOutside || second.isOutside, end)
        case 0x20, 0x21, 0x22:
            let local = Int(instruction.first)
            while outside.count <= local {
                guard outside.count < 50_000 else { throw refused }
                outside.append(false)
            }
            if opcode == 0x20 { return push(outside[local], end) }
            // The state's address stays what it is.
            guard local > 0 || !hasState else { throw refused }
            let value = pop()
            if value.isOutside { outside[local] = true }
            if opcode == 0x22 { push(outside[local], end) }
        case 0x28...0x35:
            let address = pop()
            try access(address, instruction)
            // What lies where an address from outside points to may be one: that of a channel's samples.
            push(address.isOutside && opcode == 0x28, end)
        case 0x36...0x3e:
            let value = pop()
            let address = pop()
            // An address of samples kept in the state would be one of nobody knows what when it is read again.
            guard !value.isOutside else { throw .unclearAddress(offset: instruction.offset) }
            try access(address, instruction)
        case 0x41...0x44: push(false, end)
        case 0x45, 0x50, 0x67...0x69, 0x79...0x7b, 0x8b...0x91, 0x99...0x9f, 0xa7...0xc4, 0xfc_0000...0xfc_0007:
            _ = pop()
            push(false, end)
        case 0x46...0x4f, 0x51...0x66:
            _ = (pop(), pop())
            push(false, end)
        case 0x6a...0x78, 0x7c...0x8a, 0x92...0x98, 0xa0...0xa6:
            let (second, first) = (pop(), pop())
            push(first.isOutside || second.isOutside, end)
        default: throw refused
        }
    }

    /// A load or a store at an address.
    private mutating func access(_ address: Operand, _ instruction: Instruction) throws(FaustProblem) {
        guard !address.isOutside, let end = address.end else { return }
        guard hasState else { throw .unclearAddress(offset: instruction.offset) }
        additions.append(end)
    }

    private mutating func call(
        _ instruction: Instruction, end: Int, _ refused: FaustProblem
    ) throws(FaustProblem) {
        let callee = Int(instruction.first)
        guard let index = indices[callee], module.summary.functions.indices.contains(callee) else { throw refused }
        calls.append((instruction.offset..<end, index))
        let type = module.summary.functions[callee]
        for parameter in type.parameters.indices.reversed() {
            let value = pop()
            // Faust's own functions get the state, first, and nothing else from outside but what `compute` got.
            let takesState = parameter == 0 && type.parameters[0] == .i32 && type.results.isEmpty
            guard value.isOutside == takesState || frames.last?.isUnreachable == true else {
                throw .unclearAddress(offset: instruction.offset)
            }
        }
        for _ in type.results { push(false, end) }
    }

    // MARK: - Blocks

    private mutating func leave() {
        // A value that is taken along is not an address in Faust's code; if it were, the block's end would miss it.
        if let top = stack.last, top.isOutside, frames.count > 1 { frames[frames.count - 1].leavesOutside = true }
    }

    private mutating func becomeUnreachable() {
        guard let frame = frames.last else { return }
        stack.removeSubrange(min(frame.height, stack.count)...)
        frames[frames.count - 1].isUnreachable = true
    }

    private mutating func elseBranch() {
        guard frames.count > 1 else { return }
        if frames[frames.count - 1].resultCount == 1, pop().isOutside { frames[frames.count - 1].leavesOutside = true }
        let height = frames[frames.count - 1].height
        stack.removeSubrange(min(height, stack.count)...)
        frames[frames.count - 1].isUnreachable = false
    }

    private mutating func endBlock(_ end: Int) {
        guard let frame = frames.popLast() else { return }
        guard !frames.isEmpty else { return }
        var isOutside = frame.leavesOutside
        if frame.resultCount == 1, stack.count > frame.height { isOutside = stack.removeLast().isOutside || isOutside }
        stack.removeSubrange(min(frame.height, stack.count)...)
        if frame.resultCount == 1 { push(isOutside, end) }
    }
}
