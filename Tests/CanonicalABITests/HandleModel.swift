// The rules of handles and calls as the spec's pseudo-code has them, as naively as can be: what the real ones are held
// against. Any thread; a value type.

import CanonicalABI

/// Three instances and the host. Tables are dictionaries, lends are counted, and no code is shared with what is tested.
struct HandleModel {
    struct Handle: Equatable {
        var type: ResourceType
        var representation: UInt32
        var isOwn: Bool
        var lendCount = 0
    }

    struct Instance {
        var handles: [UInt32: Handle] = [:]
        var free: [UInt32] = []
        var length: UInt32 = 1
    }

    /// One call on the stack.
    struct Task {
        let callee: Int
        var borrowCount = 0
        /// What the caller was lent from, to give back: its number and the handles' indices.
        let caller: Int?
        var lenders: [UInt32] = []
    }

    /// A handle that is passed: as it is found in the caller's table.
    struct Passed {
        let index: UInt32
        let type: ResourceType
        let isOwn: Bool
    }

    var instances = [Instance](repeating: Instance(), count: 3)
    var tasks: [Task] = []
    let limit: Int

    typealias Rule = CanonicalABIError.Rule

    /// The instance that runs; nil for the host.
    var running: Int? { tasks.last?.callee }

    mutating func add(_ handle: Handle, to instance: Int) throws(Rule) -> UInt32 {
        if instances[instance].handles.count >= limit { throw Rule.tooManyHandles(limit: UInt32(limit)) }
        let index: UInt32
        if let freed = instances[instance].free.popLast() {
            index = freed
        } else {
            index = instances[instance].length
            instances[instance].length += 1
        }
        instances[instance].handles[index] = handle
        return index
    }

    func get(_ index: UInt32, _ type: ResourceType, of instance: Int) throws(Rule) -> Handle {
        guard let handle = instances[instance].handles[index] else { throw Rule.noHandle(index) }
        guard handle.type == type else { throw Rule.otherResource(index) }
        return handle
    }

    mutating func remove(_ index: UInt32, _ type: ResourceType, of instance: Int) throws(Rule) -> Handle {
        let handle = try get(index, type, of: instance)
        guard handle.lendCount == 0 else { throw Rule.lent(index) }
        instances[instance].handles[index] = nil
        instances[instance].free.append(index)
        return handle
    }

    mutating func lift(_ passed: Passed, lenders: inout [UInt32], of instance: Int) throws(Rule) -> UInt32 {
        let handle = try get(passed.index, passed.type, of: instance)
        guard passed.isOwn else {
            instances[instance].handles[passed.index]!.lendCount += 1
            lenders.append(passed.index)
            return handle.representation
        }
        guard handle.lendCount == 0 else { throw Rule.lent(passed.index) }
        guard handle.isOwn else { throw Rule.notOwned(passed.index) }
        return try remove(passed.index, passed.type, of: instance).representation
    }

    /// A call from who runs; the indices, or representations, that the callee gets.
    mutating func call(_ callee: Int, _ passed: [Passed], fromHost: [UInt32]) throws(Rule) -> [UInt32] {
        var lenders: [UInt32] = []
        var representations = fromHost
        if let running {
            representations = []
            for item in passed { representations.append(try lift(item, lenders: &lenders, of: running)) }
        }
        guard !tasks.contains(where: { $0.callee == callee }) else { throw Rule.reentered }
        var task = Task(callee: callee, caller: running, lenders: lenders)
        var lowered: [UInt32] = []
        for (item, representation) in zip(passed, representations) {
            if !item.isOwn, item.type.implementer == UInt32(callee) {
                lowered.append(representation)
                continue
            }
            lowered.append(
                try add(Handle(type: item.type, representation: representation, isOwn: item.isOwn), to: callee))
            if !item.isOwn { task.borrowCount += 1 }
        }
        tasks.append(task)
        return lowered
    }

    /// The call at hand returns owned handles; the indices that the caller gets, or the representations that the host
    /// does.
    mutating func finish(_ passed: [Passed]) throws(Rule) -> [UInt32] {
        let task = tasks[tasks.count - 1]
        guard task.borrowCount == 0 else { throw Rule.borrowsLeft(count: UInt32(task.borrowCount)) }
        var none: [UInt32] = []
        var results: [UInt32] = []
        for item in passed { results.append(try lift(item, lenders: &none, of: task.callee)) }
        if let caller = task.caller {
            var lowered: [UInt32] = []
            for (item, representation) in zip(passed, results) {
                lowered.append(
                    try add(Handle(type: item.type, representation: representation, isOwn: true), to: caller))
            }
            results = lowered
            for index in task.lenders { instances[caller].handles[index]!.lendCount -= 1 }
        }
        tasks.removeLast()
        return results
    }

    mutating func new(_ representation: UInt32, _ type: ResourceType) throws(Rule) -> UInt32 {
        try add(Handle(type: type, representation: representation, isOwn: true), to: running!)
    }

    /// Who runs drops a handle; the representation that a destructor or the host is told, if any.
    mutating func drop(_ index: UInt32, _ type: ResourceType) throws(Rule) -> UInt32? {
        let instance = running!
        let handle = try remove(index, type, of: instance)
        guard handle.isOwn else {
            tasks[tasks.count - 1].borrowCount -= 1
            return nil
        }
        if let implementer = type.implementer, Int(implementer) != instance,
            tasks.contains(where: { $0.callee == Int(implementer) })
        {
            throw Rule.reentered
        }
        return handle.representation
    }
}
