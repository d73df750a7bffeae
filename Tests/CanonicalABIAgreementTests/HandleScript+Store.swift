// A script run by our own implementation: a store, an instance's state and its handles. One thread at a time.

import CanonicalABI
import Glibc

/// A guest that runs a script, and the host that calls it.
///
/// Resource types have these numbers: 0 `thing`, 1 `other`, 2 `mine`.
final class ScriptedGuest: GuestMemory {
    private let script: HandleScript
    private let store: UnsafeMutablePointer<ComponentStore>
    private let resources: [ResourceType]
    private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    private var next: UInt32 = 1_024
    private var cells = [UInt32](repeating: 0, count: HandleScript.cellCount)
    private var createdCount: UInt32 = 0
    private var lastNumber: UInt32 = 0
    /// What the host was given last of the guest's own resource.
    private var mine: UInt32?
    private(set) var events: [HandleEvent] = []
    /// What was wrong, call by call.
    private(set) var errors: [CanonicalABIError] = []

    init(_ script: HandleScript) {
        self.script = script
        store = .allocate(capacity: 1)
        store.initialize(to: ComponentStore(instanceCount: 1))
        resources = [
            store.pointee.makeResourceType(implementer: nil), store.pointee.makeResourceType(implementer: nil),
            store.pointee.makeResourceType(implementer: 0, destructor: 0),
        ]
        store.pointee.instances[0].ready()
        memset(memory.baseAddress!, 0, memory.count)
    }

    deinit {
        store.deinitialize(count: 1)
        store.deallocate()
        memory.deallocate()
    }

    var view: LinearMemoryView {
        LinearMemoryView(
            memory, context: CanonicalContext(instance: InstanceReference(0, of: store), resources: resources))
    }

    func reallocate(_ address: UInt32, oldByteCount: UInt32, alignment: UInt32, byteCount: UInt32)
        throws(CanonicalABIError) -> UInt32
    {
        try run(script.allocating)
        defer { next += byteCount }
        return next
    }

    // MARK: - The host

    func run() {
        for call in script.calls {
            do throws(CanonicalABIError) {
                switch call {
                case .drop: try dropMine()
                case .function(let number): try run(script.functions[number])
                }
            } catch {
                errors.append(error)
                events.append(.trapped)
            }
        }
    }

    private func number() -> UInt32 {
        lastNumber += 1
        return lastNumber
    }

    private func run(_ function: HandleScript.Function) throws(CanonicalABIError) {
        guard function.hasArguments(mine != nil) else { return }
        var parameters: [ValueType.Field] = []
        var arguments: [Value] = []
        for parameter in function.parameters {
            let (type, value): (ValueType, Value) =
                switch parameter {
                case .ownThing: (.own(resource: 0), .handle(number()))
                case .borrowThing: (.borrow(resource: 0), .handle(number()))
                case .ownOther: (.own(resource: 1), .handle(number()))
                case .ownMine: (.own(resource: 2), .handle(mine!))
                case .borrowMine: (.borrow(resource: 2), .handle(mine!))
                case .text: (.string, .string("text"))
                }
            if case .ownMine = parameter { mine = nil }
            parameters.append(.init("p", type))
            arguments.append(value)
        }
        let (result, cell): (ValueType?, Int) =
            switch function.answer {
            case .nothing: (nil, 0)
            case .thing(let cell): (.own(resource: 0), cell)
            case .mine(let cell): (.own(resource: 2), cell)
            }
        var guest = self
        let returned = try guest.beginExport(FunctionType(parameters, result: result), arguments) {
            guest, core throws(CanonicalABIError) in
            var core = core[...]
            for (index, parameter) in function.parameters.enumerated() {
                if case .i32(let value) = core.removeFirst() { guest.cells[index] = value }
                if case .text = parameter { core.removeFirst() }
            }
            try guest.run(function.body)
            return result == nil ? [] : [.i32(guest.cells[cell])]
        }
        // The call has returned, and the host has the result, when post-return is called.
        try guest.endExport(returned) { guest, _ throws(CanonicalABIError) in try guest.run(function.freeing) }
        switch (function.answer, returned.value) {
        case (.thing, .handle(let number)?): events.append(.returnedThing(number))
        case (.mine, .handle(let number)?):
            mine = number
            events.append(.returnedMine)
        default: events.append(.returned)
        }
    }

    private func dropMine() throws(CanonicalABIError) {
        guard let representation = mine else { return }
        mine = nil
        do throws(CanonicalABIError) {
            try finish(
                try rule { () throws(CanonicalABIError.Rule) in
                    try store.pointee.beginDrop(representation: representation, resources[2])
                })
        } catch {
            store.pointee.trap()
            throw error
        }
        events.append(.returned)
    }

    // MARK: - The guest

    private func run(_ steps: [HandleScript.Step]) throws(CanonicalABIError) {
        for step in steps { try run(step) }
    }

    private func run(_ step: HandleScript.Step) throws(CanonicalABIError) {
        switch step {
        case .make(let cell): cells[cell] = try importing([], [], .own(resource: 0)) { _ in .handle(self.number()) }
        case .create(let cell):
            createdCount += 1
            let representation = createdCount
            cells[cell] = try rule { () throws(CanonicalABIError.Rule) in
                try store.pointee.newResource(representation, resources[2], in: 0)
            }
        case .number(let cell, let number): cells[cell] = number
        case .look(let cell): try tell([.borrow(resource: 0)], [cell], [{ .looked($0) }])
        case .take(let cell): try tell([.own(resource: 0)], [cell], [{ .took($0) }])
        case .both(let one, let other):
            try tell([.borrow(resource: 0), .own(resource: 0)], [one, other], [{ .looked($0) }, { .took($0) }])
        case .note(let cell): try note(cells[cell])
        case .greet: _ = try importing([], [.i32(64)], .string) { _ in .string("hello") }
        case .dropThing(let cell): try drop(cells[cell], 0)
        case .dropOther(let cell): try drop(cells[cell], 1)
        case .dropMine(let cell): try drop(cells[cell], 2)
        case .represent(let cell):
            try note(
                try rule { () throws(CanonicalABIError.Rule) in
                    try store.pointee.representation(cells[cell], resources[2], in: 0)
                })
        case .trap: throw CanonicalABIError(.functionTrapped("unreachable"), while: "running")
        }
    }

    /// Calls an import; returns the core value that comes of it, or 0.
    @discardableResult
    private func importing(
        _ types: [ValueType], _ core: [CoreValue], _ result: ValueType?, _ body: ([Value]) -> Value?
    ) throws(CanonicalABIError) -> UInt32 {
        let function = FunctionType(types.map { .init("p", $0) }, result: result)
        var guest = self
        let answer = body(try guest.beginImport(function, core))
        guard case .i32(let value)? = try guest.endImport(answer, of: function, core).first else { return 0 }
        return value
    }

    private func tell(_ types: [ValueType], _ cells: [Int], _ told: [(UInt32) -> HandleEvent])
        throws(CanonicalABIError)
    {
        try importing(types, cells.map { .i32(self.cells[$0]) }, nil) { values in
            for (value, event) in zip(values, told) {
                if case .handle(let number) = value { events.append(event(number)) }
            }
            return nil
        }
    }

    private func note(_ number: UInt32) throws(CanonicalABIError) {
        try importing([.u32], [.i32(number)], nil) { values in
            if case .u32(let number)? = values.first { events.append(.noted(number)) }
            return nil
        }
    }

    private func drop(_ index: UInt32, _ resource: Int) throws(CanonicalABIError) {
        try finish(
            try rule { () throws(CanonicalABIError.Rule) in
                try store.pointee.beginDrop(index, resources[resource], in: 0)
            })
    }

    /// Does what is to be done about a dropped handle.
    private func finish(_ drop: ComponentStore.Drop) throws(CanonicalABIError) {
        switch drop.action {
        case .nothing: break
        case .callDestructor: try run(script.destroying)
        case .tellHost: events.append(.dropped(drop.representation))
        }
        try rule { () throws(CanonicalABIError.Rule) in try store.pointee.endDrop(drop) }
    }

    private func rule<Result>(_ body: () throws(CanonicalABIError.Rule) -> Result) throws(CanonicalABIError) -> Result {
        do throws(CanonicalABIError.Rule) {
            return try body()
        } catch {
            throw CanonicalABIError(error, while: "running")
        }
    }
}
