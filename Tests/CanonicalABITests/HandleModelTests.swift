// Random sequences of calls between three instances and the host, the real thing beside the naive one.

import CanonicalABI
import TestSupport
import Testing

@Suite struct HandleModelTests {
    /// 3,000 stories of up to 60 steps, each until the first trap. Indices are drawn from a little more than there
    /// are, so forged, dropped, lent and wrongly typed ones occur; how often each rule was broken is asserted below.
    @Test func `three instances behave as the spec's pseudo-code does`() throws {
        var random = SeededGenerator(seed: 0x3a4d)
        var endings: [String: Int] = [:]
        var steps = 0
        for _ in 0..<3_000 {
            var story = Story(random: random)
            for _ in 0..<60 {
                steps += 1
                guard try story.step() else { break }
            }
            random = story.random
            endings[story.ending ?? "none", default: 0] += 1
        }
        #expect(steps > 50_000)
        // Each of these must have been met, or the test says less than it seems to.
        for rule in [
            "noHandle", "otherResource", "notOwned", "lent", "tooManyHandles", "borrowsLeft", "reentered", "none",
        ] {
            #expect(endings[rule, default: 0] >= 5, "\(rule): \(endings)")
        }
    }
}

/// One store and its model, from the first call to the first trap.
private struct Story {
    typealias Rule = CanonicalABIError.Rule

    static let limit = 9

    var random: SeededGenerator
    let world = TestWorld(instanceCount: 3, handleLimit: limit)
    var model = HandleModel(limit: limit)
    private var lastRepresentation: UInt32 = 1_000
    /// The case of the rule that ended it; nil if none did.
    private(set) var ending: String?

    init(random: SeededGenerator) { self.random = random }

    /// False when the story has ended with a trap, in both.
    mutating func step() throws -> Bool {
        guard let running = model.running else { return compareCall(from: nil) }
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<28: return compareNew(running)
        case 28..<36: return compareRepresentation(running)
        case 36..<52: return compareDrop(running)
        case 52..<75: return compareCall(from: running)
        default: return compareFinish()
        }
    }

    // MARK: - Steps

    private mutating func compareNew(_ running: Int) -> Bool {
        lastRepresentation += 1
        let (representation, type) = (lastRepresentation, world.resources[running])
        return compare(
            { (story: inout Story) throws(Rule) in try story.model.new(representation, type) },
            { (story: inout Story) throws(Rule) in
                try story.world.store.pointee.newResource(representation, type, in: UInt32(running))
            })
    }

    private mutating func compareRepresentation(_ running: Int) -> Bool {
        guard let item = draw(running) else { return compareNew(running) }
        return compare(
            { (story: inout Story) throws(Rule) in
                try story.model.get(item.index, item.type, of: running).representation
            },
            { (story: inout Story) throws(Rule) in
                try story.world.store.pointee.representation(item.index, item.type, in: UInt32(running))
            })
    }

    private mutating func compareDrop(_ running: Int) -> Bool {
        guard let item = draw(running) else { return compareNew(running) }
        // Mostly not into an instance that waits.
        let isForeign = item.type.implementer.map { Int($0) != running } ?? false
        if isForeign, random.chance(0.9) { return compareNew(running) }
        return compare(
            { (story: inout Story) throws(Rule) in try story.model.drop(item.index, item.type) },
            { (story: inout Story) throws(Rule) in
                let drop = try story.world.store.pointee.beginDrop(item.index, item.type, in: UInt32(running))
                var told: UInt32?
                switch drop.action {
                case .nothing: break
                case .callDestructor(let number):
                    #expect(number == 100 + item.type.implementer!)
                    told = drop.representation
                case .tellHost:
                    #expect(item.type.implementer == nil)
                    told = drop.representation
                }
                try story.world.store.pointee.endDrop(drop)
                return told
            })
    }

    private mutating func compareCall(from running: Int?) -> Bool {
        // Mostly one that may be called.
        var callee = Int.random(in: 0..<3, using: &random)
        if random.chance(0.99) {
            let idle = (0..<3).filter { number in !model.tasks.contains { $0.callee == number } }
            guard let one = idle.randomElement(using: &random) else { return compareFinish() }
            callee = one
        }
        let passed = drawSome(running)
        let fromHost = passed.map { _ in
            lastRepresentation += 1
            return lastRepresentation
        }
        return compare(
            { (story: inout Story) throws(Rule) in try story.model.call(callee, passed, fromHost: fromHost) },
            { (story: inout Story) throws(Rule) in
                var representations = fromHost
                if let running {
                    let caller = story.world.state(running)
                    try caller.pointee.leave()
                    representations = []
                    for item in passed {
                        representations.append(
                            item.isOwn
                                ? try caller.pointee.liftOwn(item.index, item.type)
                                : try caller.pointee.liftBorrow(item.index, item.type))
                    }
                }
                let state = story.world.state(callee)
                try state.pointee.enter()
                var lowered: [UInt32] = []
                for (item, representation) in zip(passed, representations) {
                    lowered.append(
                        item.isOwn
                            ? try state.pointee.lowerOwn(representation, item.type)
                            : try state.pointee.lowerBorrow(representation, item.type))
                }
                state.pointee.start()
                return lowered
            })
    }

    private mutating func compareFinish() -> Bool {
        let task = model.tasks[model.tasks.count - 1]
        // Mostly those borrowed are dropped before.
        if random.chance(0.97) {
            for (index, handle) in model.instances[task.callee].handles.sorted(by: { $0.key < $1.key })
            where !handle.isOwn && handle.lendCount == 0 {
                guard
                    compare(
                        { (story: inout Story) throws(Rule) in try story.model.drop(index, handle.type) },
                        { (story: inout Story) throws(Rule) in
                            let drop = try story.world.store.pointee.beginDrop(
                                index, handle.type, in: UInt32(task.callee))
                            try story.world.store.pointee.endDrop(drop)
                            return nil
                        })
                else { return false }
            }
        }
        let passed = drawSome(task.callee).map { item in
            HandleModel.Passed(index: item.index, type: item.type, isOwn: true)
        }
        return compare(
            { (story: inout Story) throws(Rule) in try story.model.finish(passed) },
            { (story: inout Story) throws(Rule) in
                let state = story.world.state(task.callee)
                try state.pointee.returned()
                var results: [UInt32] = []
                for item in passed { results.append(try state.pointee.liftOwn(item.index, item.type)) }
                guard let caller = task.caller.map({ story.world.state($0) }) else {
                    state.pointee.exit()
                    return results
                }
                caller.pointee.receive()
                var lowered: [UInt32] = []
                for (item, representation) in zip(passed, results) {
                    lowered.append(try caller.pointee.lowerOwn(representation, item.type))
                }
                caller.pointee.comeBack()
                state.pointee.postReturn()
                state.pointee.exit()
                return lowered
            })
    }

    // MARK: - Both at once

    /// Has both do the same; false when both have ended with the same rule.
    private mutating func compare<Answer: Equatable>(
        _ expected: (inout Story) throws(Rule) -> Answer, _ found: (inout Story) throws(Rule) -> Answer
    ) -> Bool {
        let expectedAnswer = Result { () throws(Rule) in try expected(&self) }
        let foundAnswer = Result { () throws(Rule) in try found(&self) }
        #expect(foundAnswer == expectedAnswer)
        guard case .failure(let rule) = foundAnswer else {
            for number in 0..<3 {
                #expect(world.state(number).pointee.handles.count == model.instances[number].handles.count)
            }
            for task in model.tasks {
                #expect(Int(world.state(task.callee).pointee.borrowCount) == task.borrowCount)
            }
            return foundAnswer == expectedAnswer
        }
        ending = Self.name(of: rule)
        world.store.pointee.trap()
        return false
    }

    /// Up to three handles, mostly each once.
    private mutating func drawSome(_ instance: Int?) -> [HandleModel.Passed] {
        var drawn: [HandleModel.Passed] = []
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            guard let item = draw(instance) else { continue }
            let isNew = instance == nil || !drawn.contains { $0.index == item.index }
            if isNew || random.chance(0.2) { drawn.append(item) }
        }
        return drawn
    }

    /// A handle as the one who runs might name it: mostly one it has, by its right type; nil, mostly, when it has none.
    /// The host may name any type.
    private mutating func draw(_ instance: Int?) -> HandleModel.Passed? {
        var type = world.resources.randomElement(using: &random)!
        guard let instance else {
            return HandleModel.Passed(index: 0, type: type, isOwn: .random(using: &random))
        }
        let held = model.instances[instance].handles.sorted { $0.key < $1.key }
        var index = UInt32.random(in: 0...10, using: &random)
        var isOwn = Bool.random(using: &random)
        if random.chance(0.99) {
            guard let one = held.randomElement(using: &random) else { return nil }
            index = one.key
            if random.chance(0.98) { type = one.value.type }
            if !one.value.isOwn, random.chance(0.9) { isOwn = false }
        }
        return HandleModel.Passed(index: index, type: type, isOwn: isOwn)
    }

    private static func name(of rule: Rule) -> String {
        switch rule {
        case .noHandle: "noHandle"
        case .otherResource: "otherResource"
        case .notOwned: "notOwned"
        case .lent: "lent"
        case .tooManyHandles: "tooManyHandles"
        case .borrowsLeft: "borrowsLeft"
        case .borrowReturned: "borrowReturned"
        case .reentered: "reentered"
        case .mayNotLeave: "mayNotLeave"
        case .trapped: "trapped"
        }
    }
}
