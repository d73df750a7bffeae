// Two implementations of the canonical ABI, asked the same: ours, and wasmtime's. One thread at a time.

import CanonicalABI
import TestSupport
import WasmEngine

/// What the two made different.
struct Disagreement: Error, CustomStringConvertible {
    let description: String
}

/// One question: what a function is called with, and what its import answers.
struct Sample {
    enum Damage {
        case none, arguments, result
        case allocator(MirrorGuest.Lie, after: Int)
    }

    /// Of the function.
    let number: Int
    let arguments: [Value]
    let answer: Value?
    let damage: Damage
}

/// A component that runs in wasmtime, and what our own implementation makes of the same memory, handles and calls.
final class AgreementBench {
    private let component: AgreementComponent
    private let shapes: [Shape]
    /// Of the function at hand.
    private var shape: Shape
    private let template: ComponentTemplate
    private let exchange = Exchange()
    private var theirs: RunningComponent
    private var world: HostWorld
    private var damage: Damage
    /// How often both trapped, by what ours calls the reason; and how often values came through whole.
    private(set) var trapCounts: [String: Int] = [:]
    private(set) var wholeCount = 0

    init(_ component: AgreementComponent, seed: UInt64) throws {
        self.component = component
        shapes = component.functions.map { Shape($0) }
        shape = shapes[0]
        damage = Damage(seed: seed)
        template = try RunningComponent.template(component.text, granting: Self.interface(component, exchange))
        theirs = try RunningComponent(template)
        world = HostWorld(resourceCount: component.resourceCount)
    }

    private static func interface(_ component: AgreementComponent, _ exchange: Exchange) -> HostInterface {
        var interface = HostInterface("")
        for number in component.functions.indices { interface.functions["host-\(number)"] = exchange.function }
        for number in 0..<component.resourceCount { interface.resources["r\(number)"] = .init(.numbered(number)) }
        return interface
    }

    /// After a trap nothing is called again, on either side.
    private func restart() throws {
        theirs = try RunningComponent(template)
        world = HostWorld(resourceCount: component.resourceCount)
    }

    // MARK: - Asking both

    /// Takes a sample through both; whatever they do is the same.
    ///
    /// Errors: `Disagreement`.
    func run(_ sample: Sample) throws {
        let function = component.functions[sample.number]
        shape = shapes[sample.number]
        guard var state = try take(function, sample) else { return }
        if !shape.hasBorrows {
            guard let called = try call(function, sample, state) else { return }
            state = called
        }
        if function.result != nil, !(try give(function, sample, state)) { return }
        if case .none = sample.damage { wholeCount += 1 }
    }

    /// A function's types, as what is written and read is looked at.
    private struct Shape {
        let parameters: [EchoType]
        let result: EchoType?
        let hasBorrows: Bool

        init(_ function: FunctionType) {
            parameters = function.parameters.map { EchoType($0.type) }
            result = function.result.map { EchoType($0) }
            hasBorrows = function.hasBorrows
        }
    }

    /// Our guest, and the words of theirs, which mean the same.
    private struct State {
        let ours: MirrorGuest
        let theirs: [UInt64]
    }

    /// Arguments are lowered into both guests; handles that were borrowed are passed on, and dropped.
    private func take(_ function: FunctionType, _ sample: Sample) throws -> State? {
        let ours = MirrorGuest(world.context(component.encoding))
        if case .allocator(let lie, let after) = sample.damage { (ours.lie, ours.liesAfter) = (lie, after) }
        var seen: [Value]?
        var drops: [(index: UInt32, resource: Int)] = []
        let broken = broken { () throws(CanonicalABIError) in
            var guest = ours
            let result = try guest.beginExport(FunctionType(function.parameters), sample.arguments) {
                guest, core throws(CanonicalABIError) in
                guest.note(core)
                guard shape.hasBorrows else { return [] }
                drops = self.borrows(self.arguments(function, guest).places, guest)
                seen = try self.passOn(&guest, function, sample.answer)
                for drop in drops { try self.world.drop(drop.index, resource: drop.resource) }
                return []
            }
            try guest.endExport(result)
        }

        exchange.prepare(translated(sample.answer, function))
        if shape.hasBorrows {
            let plan = [1 | UInt64(drops.count) << 32] + drops.map { UInt64($0.resource) | UInt64($0.index) << 32 }
            try returned("plan", [list(plan)])
        }
        if let lie = ours.lie, case .allocator(_, let after) = sample.damage {
            try returned("lie", [.u32(lie.rawValue), .u32(UInt32(after))])
        }
        let arguments = zip(sample.arguments, function.parameters).map { ComponentValue($0, $1.type) }
        guard try bothReturned(broken, theirs.call("take-\(sample.number)", arguments), "lowering") else { return nil }
        if let lie = ours.lie {
            try returned("lie", [.u32(0), .u32(0)])
            // What overlaps is no value any more.
            guard lie != .overlaps else {
                _ = try peek(0)
                return nil
            }
        }

        let words = try peek(ours.wordCount)
        guard words[0] == ours[word: 0] else {
            throw disagreement("memory in use: ours to \(ours[word: 0]), theirs to \(words[0])")
        }
        try compare(self.arguments(function, ours), words, "an argument")
        if shape.hasBorrows {
            try compareSeen(seen, function, expected: sample.arguments)
            try compare(result(function, ours), words, "a result")
        }
        ours.lie = nil
        return State(ours: ours, theirs: words)
    }

    /// Both lift arguments: wasmtime what ours wrote, ours what wasmtime wrote. Both lower the answer.
    private func call(_ function: FunctionType, _ sample: Sample, _ state: State) throws -> State? {
        var words = state.ours.words
        var reads = state.theirs
        var expected: [Value]? = sample.arguments
        if case .arguments = sample.damage {
            words = damage.applied(
                to: words, arguments(function, state.ours).places + resultPointer(function))
            reads = words
            expected = nil
        }
        let ours = MirrorGuest(world.context(component.encoding), words: reads)
        var seen: [Value]?
        let broken = broken { () throws(CanonicalABIError) in
            var guest = ours
            let result = try guest.beginExport(FunctionType([]), []) { guest, _ throws(CanonicalABIError) in
                seen = try self.passOn(&guest, function, sample.answer)
                return []
            }
            try guest.endExport(result)
        }
        try returned("poke", [list(words)])
        exchange.prepare(translated(sample.answer, function))
        guard try bothReturned(broken, theirs.call("call-\(sample.number)"), "lifting arguments") else { return nil }
        try compareSeen(seen, function, expected: expected)
        let found = try peek(ours.wordCount)
        try compare(result(function, ours), found, "a result")
        // A result may have come to lie anywhere.
        guard expected != nil else { return nil }
        return State(ours: ours, theirs: found)
    }

    /// Both lift a result: wasmtime what ours wrote, ours what wasmtime wrote. False when both trapped.
    private func give(_ function: FunctionType, _ sample: Sample, _ state: State) throws -> Bool {
        let type = function.result!
        var words = state.ours.words
        var reads = state.theirs
        var expected = sample.answer
        if case .result = sample.damage {
            words = damage.applied(to: words, result(function, state.ours).places + resultPointer(function))
            reads = words
            expected = nil
        }
        func bits(_ words: [UInt64]) -> UInt64 {
            let address =
                function.returnsResultInMemory
                ? AgreementComponent.resultPointerAddress : AgreementComponent.flatResultAddress
            return words[address / 8]
        }
        let ours = MirrorGuest(world.context(component.encoding), words: reads)
        var found: Value?
        let broken = broken { () throws(CanonicalABIError) in
            var guest = ours
            let give = FunctionType([.init("bits", .u64)], result: type)
            let result = try guest.beginExport(give, [.u64(bits(reads))]) { _, _ throws(CanonicalABIError) in
                [CoreValue(word: bits(reads), function.exportedSignature.results[0])]
            }
            found = result.value
            try guest.endExport(result)
        }
        try returned("poke", [list(words)])
        let outcome = try self.theirs.call("give-\(sample.number)", [.u64(bits(words))])
        guard try bothReturned(broken, outcome, "lifting a result") else { return false }
        guard case .returned(let theirs) = outcome, let found else { return false }
        let ourValue = ComponentValue(found, type).withOneNaN
        guard theirs?.withOneNaN == ourValue else {
            throw disagreement("a result: ours \(ourValue), theirs \(String(describing: theirs))")
        }
        if let expected, ComponentValue(expected, type).withOneNaN != ourValue {
            throw disagreement("a result that should be \(expected): \(found)")
        }
        return true
    }

    /// Our guest calls its import with the core values that are noted, and notes what comes back.
    private func passOn(_ guest: inout MirrorGuest, _ function: FunctionType, _ answer: Value?)
        throws(CanonicalABIError) -> [Value]
    {
        let place = function.returnsResultInMemory ? [CoreValue.i32(guest.resultPointer)] : []
        let core = guest.noted(function.exportedSignature.parameters) + place
        let seen = try guest.beginImport(function, core)
        guest.noteResult(try guest.endImport(answer, of: function, core))
        return seen
    }

    // MARK: - Comparing

    private func broken(_ body: () throws(CanonicalABIError) -> Void) -> CanonicalABIError? {
        do {
            try body()
            return nil
        } catch {
            return error
        }
    }

    private func bothReturned(_ broken: CanonicalABIError?, _ outcome: RunningComponent.Outcome, _ what: String) throws
        -> Bool
    {
        switch (broken, outcome) {
        case (nil, .returned): return true
        case (let broken?, .trapped):
            trapCounts[broken.kind.name, default: 0] += 1
            try restart()
            return false
        case (nil, .trapped(let reason)): throw disagreement("\(what): only theirs trapped: \(reason)")
        case (let broken?, .returned(let value)):
            throw disagreement("\(what): only ours trapped: \(broken); theirs: \(String(describing: value))")
        }
    }

    private func disagreement(_ what: String) -> Disagreement {
        try? restart()
        return Disagreement(description: what)
    }

    private func compareSeen(_ seen: [Value]?, _ function: FunctionType, expected: [Value]?) throws {
        let types = function.parameters.map(\.type)
        let ours = zip(seen ?? [], types).map { ComponentValue($0, $1).withOneNaN }
        let theirs = exchange.seen?.map(\.withOneNaN)
        guard ours == theirs else {
            throw disagreement("arguments: ours \(ours), theirs \(String(describing: theirs))")
        }
        guard let expected else { return }
        guard zip(expected, types).map({ ComponentValue($0, $1).withOneNaN }) == ours else {
            throw disagreement("arguments that should be \(expected): \(ours)")
        }
    }

    private func compare(_ survey: Survey, _ theirs: [UInt64], _ what: String) throws {
        let bytes = theirs.withUnsafeBytes { Array($0) }
        guard let place = survey.difference(from: bytes) else { return }
        let range = place.address..<min(place.address + place.byteCount, bytes.count)
        throw disagreement("\(what) in memory: \(place): ours \(survey.bytes(place)), theirs \(bytes[range])")
    }

    /// Where arguments lie, the core values among them.
    private func arguments(_ function: FunctionType, _ guest: MirrorGuest) -> Survey {
        var survey = Survey(guest.memory, encoding: component.encoding)
        var address = AgreementComponent.flatsAddress
        guard !function.passesParametersInMemory else {
            survey.add(.tuple(shape.parameters), pointedToFrom: address)
            return survey
        }
        for type in shape.parameters {
            survey.add(type, flatAt: address)
            address += 8 * type.flat.count
        }
        return survey
    }

    private func result(_ function: FunctionType, _ guest: MirrorGuest) -> Survey {
        var survey = Survey(guest.memory, encoding: component.encoding)
        guard let type = shape.result else { return survey }
        if function.returnsResultInMemory {
            survey.add(type, at: Int(guest.resultPointer))
        } else {
            survey.add(type, flatAt: AgreementComponent.flatResultAddress)
        }
        return survey
    }

    /// Where it is said where a result lies.
    private func resultPointer(_ function: FunctionType) -> [Survey.Place] {
        guard let type = function.result, function.returnsResultInMemory else { return [] }
        return [
            Survey.Place(
                address: AgreementComponent.resultPointerAddress, byteCount: 4,
                meaning: .pointer(alignment: type.alignment), isFlat: false)
        ]
    }

    private func borrows(_ places: [Survey.Place], _ guest: MirrorGuest) -> [(index: UInt32, resource: Int)] {
        places.compactMap { place in
            guard case .scalar(.borrow(let resource)) = place.meaning else { return nil }
            return (guest.memory.loadUnaligned(fromByteOffset: place.address, as: UInt32.self), resource)
        }
    }

    // MARK: - Calling theirs

    @discardableResult
    private func returned(_ name: String, _ arguments: [ComponentValue]) throws -> ComponentValue? {
        switch try theirs.call(name, arguments) {
        case .returned(let value): return value
        case .trapped(let reason): throw disagreement("\(name) trapped: \(reason)")
        }
    }

    private func list(_ words: [UInt64]) -> ComponentValue { .list(words.map { .u64($0) }) }

    private func peek(_ count: Int) throws -> [UInt64] {
        guard case .list(let words) = try returned("peek", [.u32(UInt32(count))]) else { return [] }
        return words.map { if case .u64(let word) = $0 { word } else { 0 } }
    }

    private func translated(_ answer: Value?, _ function: FunctionType) -> ComponentValue? {
        guard let answer, let type = function.result else { return nil }
        return ComponentValue(answer, type)
    }
}

extension FunctionType {
    var hasBorrows: Bool { parameters.contains { $0.type.hasBorrows } }
}

extension ValueType {
    var hasBorrows: Bool {
        switch self {
        case .borrow: true
        case .list(let element): element.hasBorrows
        default: (members ?? cases?.compactMap { $0 } ?? []).contains(where: \.hasBorrows)
        }
    }
}

extension CanonicalABIError.Kind {
    /// Which kind it is, without what was found.
    var name: String {
        switch self {
        case .outOfBounds: "outOfBounds"
        case .misaligned: "misaligned"
        case .tooLong: "tooLong"
        case .beyondAllowance: "beyondAllowance"
        case .invalidUTF8: "invalidUTF8"
        case .invalidUTF16: "invalidUTF16"
        case .invalidCharacter: "invalidCharacter"
        case .invalidCase: "invalidCase"
        case .allocationFailed: "allocationFailed"
        case .functionTrapped: "functionTrapped"
        case .broken(.noHandle): "noHandle"
        case .broken(.otherResource): "otherResource"
        case .broken: "broken"
        }
    }
}
