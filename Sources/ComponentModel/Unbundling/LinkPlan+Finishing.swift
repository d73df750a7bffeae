// From the plan as it was worked out to the one that is told: what is left of it, numbered anew. Any thread.

import CanonicalABI
import WasmBinary

extension LinkPlan {
    /// The plan for whoever carries it out. There may be nothing unavailable in it.
    func finished() -> UnbundledComponent {
        var numbering = Numbering(self)
        var told: [UnbundledComponent.Step] = []
        for step in steps where !step.isRemoved {
            let imports = step.imports.map { numbering.item($0) }
            told.append(
                step.isCall
                    ? .call(imports[0]) : .instantiate(module: numbering.module(step.module), imports: imports))
        }
        var keptCounts = [0]
        for step in steps { keptCounts.append(keptCounts[keptCounts.count - 1] + (step.isRemoved ? 0 : 1)) }
        // None of their options is a host function, so no further one comes in.
        let hostFunctions = numbering.hosts.map { number in
            let host = hosts[number]
            return UnbundledComponent.HostFunction(
                kind: kind(host.kind), options: numbering.options(host.options), signature: host.signature,
                requiredStepCount: keptCounts[host.requiredStep])
        }
        let exports = self.exports.map { export in
            let lifted = self.lifted[export.lifted]
            return UnbundledComponent.Export(
                interface: export.interface, name: export.name, type: lifted.type,
                function: numbering.item(lifted.function), options: numbering.options(lifted.options),
                postReturn: lifted.postReturn.map { numbering.item($0) })
        }
        return UnbundledComponent(
            modules: numbering.modules.map { .init(bytes: modules[$0].bytes, summary: modules[$0].summary) },
            steps: told, hostFunctions: hostFunctions, resources: resources, exports: exports,
            componentInstanceCount: componentInstanceCount)
    }

    private func kind(_ kind: HostValue.Kind) -> UnbundledComponent.HostFunction.Kind {
        switch kind {
        case .resourceDrop(let number): return .resourceDrop(resource: number)
        case .lowered(let number):
            let function = imported[number]
            guard let type = function.converted else { preconditionFailure("a lowered function's type is known") }
            return .lowered(interface: function.interface, name: function.name, type: type)
        }
    }
}

/// New numbers for what is left, in the order in which it is first asked for.
private struct Numbering {
    private let plan: LinkPlan
    /// By link step; steps that make no instance have none.
    private var instances: [Int?] = []
    private(set) var modules: [Int] = []
    private(set) var hosts: [Int] = []
    private var modulePlaces: [Int: Int] = [:]
    private var hostPlaces: [Int: Int] = [:]

    init(_ plan: LinkPlan) {
        self.plan = plan
        var count = 0
        for step in plan.steps {
            let makesInstance = !step.isRemoved && !step.isCall
            instances.append(makesInstance ? count : nil)
            if makesInstance { count += 1 }
        }
    }

    mutating func module(_ number: Int) -> Int { Self.place(of: number, in: &modules, &modulePlaces) }

    mutating func item(_ value: CoreValue) -> UnbundledComponent.CoreItem {
        switch value {
        case .host(let number): return .host(Self.place(of: number, in: &hosts, &hostPlaces))
        case .export(let step, let place):
            guard let instance = instances[step] else { preconditionFailure("a removed instance is used") }
            return .export(
                instance: instance, name: plan.modules[plan.steps[step].module].summary.exports[place].name)
        case .unavailable: preconditionFailure("a declined component has no plan")
        }
    }

    mutating func options(_ options: OptionValues) -> UnbundledComponent.Options {
        .init(
            componentInstance: options.componentInstance, memory: options.memory.map { item($0) },
            realloc: options.realloc.map { item($0) })
    }

    private static func place(of number: Int, in all: inout [Int], _ places: inout [Int: Int]) -> Int {
        if let known = places[number] { return known }
        places[number] = all.count
        all.append(number)
        return all.count - 1
    }
}
