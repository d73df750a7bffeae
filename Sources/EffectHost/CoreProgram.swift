// How the instances come to be that make up an effect: core modules, compiled, and what each is given. Immutable; any
// thread.

import CanonicalABI
import WasmEngine

/// Core modules in the order in which they are instantiated, in one store.
struct CoreProgram: Sendable {
    enum Step: Sendable {
        /// A module that imports nothing but functions of the host.
        case instantiate(InstanceTemplate)
        /// A module with imports from instances made before: one source for each import, in their order.
        case link(WasmModule, [Source])
        /// A function without parameters that some instance exports.
        case call(EntryPoints.Place)
    }

    enum Source: Sendable {
        case host(HostFunction)
        case export(EntryPoints.Place)
    }

    let steps: [Step]
    /// How many steps have to be done before the host may be called.
    let stepsBeforeCalls: Int

    var instanceCount: Int {
        steps.count { if case .call = $0 { false } else { true } }
    }

    /// A module that stands by itself.
    init(_ template: InstanceTemplate, initializer: EntryPoints.Place?) {
        steps = [.instantiate(template)] + (initializer.map { [.call($0)] } ?? [])
        stepsBeforeCalls = 0
    }

    /// The modules of a component.
    init(steps: [Step], stepsBeforeCalls: Int) {
        self.steps = steps
        self.stepsBeforeCalls = stepsBeforeCalls
    }

    /// What scripts lay their state over: the one module, when there is one, before anything of it is called.
    var template: InstanceTemplate? {
        guard instanceCount == 1, case .instantiate(let template) = steps[0] else { return nil }
        return template
    }

    /// The same, but nothing is called: what that would do has been done.
    var withoutCalls: CoreProgram {
        CoreProgram(steps: steps.filter { if case .call = $0 { false } else { true } }, stepsBeforeCalls: 0)
    }
}

extension WasmStore {
    /// Carries the steps out, under the deadline set before.
    ///
    /// - Parameters:
    ///   - memory: where the effect's memory is.
    ///   - guest: is told when the host may be called, and the memory as soon as there is one.
    ///   - values: room for the values of a call.
    ///
    /// Errors: no room for another instance; an import of another type; a function that ran trapped or ran out of time.
    mutating func make(
        _ program: CoreProgram, memory: EntryPoints.Place, guest: UnsafeMutablePointer<GuestContext>,
        values: UnsafeMutablePointer<RawValue>
    ) throws(WasmError) -> [WasmInstance] {
        var instances: [WasmInstance] = []
        for (index, step) in program.steps.enumerated() {
            guest.pointee.mayCallOut = index >= program.stepsBeforeCalls
            switch step {
            case .instantiate(let template): instances.append(try instantiate(template))
            case .link(let module, let sources):
                let imports = sources.map { source -> ImportSource in
                    switch source {
                    case .host(let function): .host(function)
                    case .export(let place): .export(of: instances[place.instance], name: place.name)
                    }
                }
                instances.append(try instantiate(module, imports: imports))
            case .call(let place):
                let function = try function(place, CoreSignature([]), of: instances)
                if let trap = call(function, values, count: 0) { throw .trapAtStart(trap.describe()) }
            }
            if guest.pointee.memory == nil, instances.count == memory.instance + 1 {
                guest.pointee.memory = try self.memory(memory.name, of: instances[memory.instance])
            }
        }
        guest.pointee.mayCallOut = true
        return instances
    }
}
