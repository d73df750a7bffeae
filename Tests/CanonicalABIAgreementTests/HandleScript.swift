// What a guest does with handles, written down so that it can be run twice. Plain values, any thread.

import TestSupport

/// A guest that does as it is told.
///
/// It has four cells, which keep what it holds from one call to the next. Its resources: `thing` and `other` are the
/// host's, `mine` is its own. Its imports: `make: func() -> own<thing>`, `look: func(borrow<thing>)`,
/// `take: func(own<thing>)`, `both: func(borrow<thing>, own<thing>)`, `note: func(u32)`, `greet: func() -> string`.
struct HandleScript: Sendable {
    enum Step: Sendable {
        /// Puts into a cell a handle from `make`, a new handle to one of `mine`, or a number.
        case make(Int), create(Int), number(Int, UInt32)
        /// Calls the import with what is in the cells.
        case look(Int), take(Int), both(Int, Int), note(Int)
        /// Calls the import, whose result has to be allocated.
        case greet
        /// Drops a cell's handle, as one to that resource.
        case dropThing(Int), dropOther(Int), dropMine(Int)
        /// Notes what it calls the resource of its own that a cell's handle stands for.
        case represent(Int)
        case trap
    }

    /// What the host passes.
    enum Parameter: Sendable {
        case ownThing, borrowThing, ownOther
        /// The last of `mine` that the host was given; a call for which there is none isn't made.
        case ownMine, borrowMine
        /// What has to be allocated.
        case text
    }

    enum Answer: Sendable { case nothing, thing(Int), mine(Int) }

    struct Function: Sendable {
        /// They come to lie in the cells of their numbers.
        var parameters: [Parameter] = []
        var body: [Step] = []
        var answer = Answer.nothing
        /// After the result has been read.
        var freeing: [Step] = []
    }

    enum Call: Sendable {
        case function(Int)
        /// The host drops what of `mine` it was given last.
        case drop
    }

    static let cellCount = 4

    var functions: [Function]
    /// Before each allocation.
    var allocating: [Step] = []
    /// When one of `mine` is dropped.
    var destroying: [Step] = []
    var calls: [Call]

    init(_ functions: [Function], allocating: [Step] = [], destroying: [Step] = [], calls: [Call]? = nil) {
        self.functions = functions
        self.allocating = allocating
        self.destroying = destroying
        self.calls = calls ?? functions.indices.map { .function($0) }
    }

    init(_ body: [Step], _ parameters: Parameter..., answer: Answer = .nothing, freeing: [Step] = []) {
        self.init([Function(parameters: parameters, body: body, answer: answer, freeing: freeing)])
    }
}

/// What happened: two that ran the same script have seen the same.
enum HandleEvent: Equatable {
    /// What the host was lent, was given, and heard of.
    case looked(UInt32), took(UInt32), noted(UInt32), dropped(UInt32)
    case returned
    /// A call returned a thing; one of `mine` has no name that the host could compare.
    case returnedThing(UInt32), returnedMine
    case trapped
}

// MARK: - By chance

extension HandleScript {
    /// One that mostly does what it may.
    static func random(using random: inout SeededGenerator) -> HandleScript {
        var drawing = Drawing(random: random)
        defer { random = drawing.random }
        let functions = (0..<3).map { _ in drawing.function() }
        var script = HandleScript(functions)
        if drawing.random.chance(0.2) { script.allocating = drawing.steps(most: 1) }
        if drawing.random.chance(0.5) {
            // One that drops another could go on until some stack is full: where that is nobody says.
            script.destroying = drawing.steps(most: 2).filter { if case .dropMine = $0 { false } else { true } }
        }
        script.calls = (0..<6).map { _ in
            drawing.random.chance(0.15) ? .drop : .function(Int.random(in: 0..<3, using: &drawing.random))
        }
        return script
    }

    private struct Drawing {
        private enum Content { case thing, lent, mine, other, nothing }

        var random: SeededGenerator
        /// What is likely to be in the cells.
        private var cells = [Content](repeating: .nothing, count: cellCount)

        init(random: SeededGenerator) { self.random = random }

        mutating func function() -> Function {
            cells = Array(repeating: .nothing, count: cellCount)
            var function = Function()
            let kinds: [(Parameter, Content)] = [
                (.ownThing, .thing), (.ownThing, .thing), (.borrowThing, .lent), (.ownOther, .other), (.ownMine, .mine),
                (.borrowMine, .nothing), (.text, .nothing),
            ]
            for index in 0..<Int.random(in: 0...2, using: &random) {
                let kind = kinds.randomElement(using: &random)!
                function.parameters.append(kind.0)
                cells[index] = kind.1
            }
            function.body = steps(most: 6)
            let lent = cells.indices.filter { cells[$0] == .lent }
            if random.chance(0.95) { function.body += lent.map { .dropThing($0) } }
            if random.chance(0.3), let cell = cell(.thing) { function.answer = .thing(cell) }
            if random.chance(0.3), let cell = cell(.mine) { function.answer = .mine(cell) }
            if random.chance(0.1) { function.freeing = steps(most: 1) }
            return function
        }

        /// A cell with that in it, mostly.
        private mutating func cell(_ content: Content) -> Int? {
            if random.chance(0.02) { return Int.random(in: 0..<cellCount, using: &random) }
            return cells.indices.filter { cells[$0] == content }.randomElement(using: &random)
        }

        mutating func steps(most: Int) -> [Step] {
            (0..<Int.random(in: 0...most, using: &random)).compactMap { _ in step() }
        }

        private mutating func step() -> Step? {
            let any = Int.random(in: 0..<cellCount, using: &random)
            switch Int.random(in: 0..<20, using: &random) {
            case 0...3:
                guard cells[any] != .lent else { return nil }
                cells[any] = .thing
                return .make(any)
            case 4, 5:
                guard cells[any] != .lent else { return nil }
                cells[any] = .mine
                return .create(any)
            case 6, 7: return cell(.thing).map { .look($0) }
            case 8: return cell(.lent).map { .look($0) }
            case 9: return emptied(random.chance(0.1) ? .lent : .thing) { .take($0) }
            case 10:
                guard let first = cell(random.chance(0.5) ? .lent : .thing) else { return nil }
                return emptied(.thing) { .both(first, $0) }
            case 11, 12: return .note(any)
            case 13: return random.chance(0.5) ? .greet : nil
            case 14: return emptied(.thing) { .dropThing($0) }
            case 15: return emptied(.other) { .dropOther($0) }
            case 16: return emptied(.mine) { .dropMine($0) }
            case 17, 18: return cell(.mine).map { .represent($0) }
            default:
                guard random.chance(0.1) else { return nil }
                return random.chance(0.2) ? .trap : .number(any, UInt32.random(in: 0...6, using: &random))
            }
        }

        private mutating func emptied(_ content: Content, _ step: (Int) -> Step) -> Step? {
            guard let cell = cell(content) else { return nil }
            cells[cell] = .nothing
            return step(cell)
        }
    }
}
