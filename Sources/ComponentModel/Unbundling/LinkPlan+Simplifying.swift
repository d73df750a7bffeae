// Leaves out modules that only forward calls, and turns modules that only make one into the call. Any thread.

import WasmBinary

extension LinkPlan {
    /// Makes the plan simpler without changing what it does, as `UnbundledComponent` tells.
    mutating func simplify() {
        removeShims()
        for place in steps.indices where !steps[place].isRemoved {
            guard modules[steps[place].module].onlyCallsItsImport, case .export = steps[place].imports[0] else {
                continue
            }
            steps[place].isCall = true
        }
    }

    /// Where a value is imported.
    private struct Use {
        let step: Int
        let place: Int
    }

    private mutating func removeShims() {
        var shims: [Int: ForwardingModule] = [:]
        var fixups: [Int: FillingModule] = [:]
        for number in Set(steps.map(\.module)) {
            shims[number] = ForwardingModule(modules[number])
            fixups[number] = FillingModule(modules[number])
        }
        guard !shims.isEmpty, !fixups.isEmpty else { return }
        // Everything that is imported of each step's instance.
        var uses = [[Use]](repeating: [], count: steps.count)
        for (number, step) in steps.enumerated() {
            for (place, value) in step.imports.enumerated() {
                if case .export(let origin, _) = value { uses[origin].append(Use(step: number, place: place)) }
            }
        }
        let kept = instancesUsedByTheHost
        for number in steps.indices where !kept.contains(number) {
            if let shim = shims[steps[number].module] { removeShim(number, shim, uses[number], fixups) }
        }
    }

    /// Instances of which the host needs exports.
    private var instancesUsedByTheHost: Set<Int> {
        var values: [CoreValue?] = []
        for host in hosts { values += [host.options.memory, host.options.realloc] }
        for lifted in lifted {
            values += [lifted.function, lifted.postReturn, lifted.options.memory, lifted.options.realloc]
        }
        var instances: Set<Int> = []
        for case .export(let step, _)? in values { instances.insert(step) }
        return instances
    }

    /// Removes the instance of a shim with its fixup, if it is one that is only used through host functions.
    private mutating func removeShim(
        _ number: Int, _ shim: ForwardingModule, _ uses: [Use], _ fixups: [Int: FillingModule]
    ) {
        func value(_ use: Use) -> CoreValue { steps[use.step].imports[use.place] }
        let tableUses = uses.filter { value($0) == .export(step: number, place: shim.tablePlace) }
        // Nobody but the fixup reaches the table, and the fixup can't trap.
        guard tableUses.count == 1, let fixup = fixups[steps[tableUses[0].step].module],
            fixup.tablePlace == tableUses[0].place, fixup.slots.count <= shim.tableElementCount
        else { return }
        let fixupStep = tableUses[0].step
        var replacements: [(use: Use, host: HostValue)] = []
        for use in uses where use.step != fixupStep {
            guard case .export(_, let place) = value(use), let slot = shim.slots[place], slot < fixup.slots.count
            else { return }
            let filling = fixup.slots[slot]
            guard case .host(let host) = steps[fixupStep].imports[filling],
                modules[steps[fixupStep].module].summary.imports[filling].entity
                    == modules[steps[number].module].summary.exports[place].entity
            else { return }
            var replacement = hosts[host]
            replacement.requiredStep = max(replacement.requiredStep, fixupStep)
            replacements.append((use, replacement))
        }
        for (use, host) in replacements { steps[use.step].imports[use.place] = .host(self.number(of: host)) }
        steps[number].isRemoved = true
        steps[fixupStep].isRemoved = true
    }
}

extension LinkModule {
    /// Whether all it does is to call, when it is instantiated, the function that it imports.
    fileprivate var onlyCallsItsImport: Bool {
        summary.imports.count == 1 && summary.functions == [.init(parameters: [], results: [])]
            && summary.imports[0].entity == .function(summary.functions[0]) && summary.startFunction == 0
            && summary.exports.isEmpty && summary.tables.isEmpty && summary.memories.isEmpty
            && summary.globals.isEmpty && summary.tags.isEmpty && summary.elementSegmentCount == 0
            && summary.dataSegments.isEmpty
    }
}
