// The second stage of reading a preset: effects, parameters, values. Any thread that may wait for the catalog.

import EffectHost

extension PresetDocument {
    /// Looks up every effect and checks every parameter against what the effect says of itself.
    ///
    /// - Throws: everything that is wrong, in the order of the text. A node whose effect is missing gives that one
    ///   problem; its parameters can't be judged.
    package func resolve(using catalog: any EffectCatalog) throws(PresetError) -> ResolvedPreset {
        var resolution = Resolution(document: self, catalog: catalog)
        let nodes = preset.nodes.enumerated().map { resolution.node($0.element, at: "nodes[\($0.offset)]") }
        let connections = resolution.connections(among: nodes)
        let midi = resolution.mappings(among: nodes.compactMap(\.self))
        if let error = resolution.problems.error(in: source) { throw error }
        return ResolvedPreset(preset: preset, nodes: nodes.compactMap(\.self), connections: connections, midi: midi)
    }
}

/// One run of the second stage.
private struct Resolution {
    let document: PresetDocument
    let catalog: any EffectCatalog
    var problems = ProblemList()
    private var found: [EffectReference: Result<EffectDescriptor, EffectLookupFailure>] = [:]

    init(document: PresetDocument, catalog: any EffectCatalog) {
        self.document = document
        self.catalog = catalog
    }

    /// The node, nil when its effect can't be had.
    mutating func node(_ node: PresetNode, at path: String) -> ResolvedNode? {
        let alias = document.preset.aliases.first { $0.name == node.effect }
        var reference = EffectReference(alias?.reference ?? node.effect, relativeTo: document.source.directory)
        let descriptor: EffectDescriptor
        switch lookUp(reference) {
        case .success(let known): descriptor = known
        case .failure(let failure):
            // Through an alias the mistake stands where the alias is defined.
            let place = alias.map { PresetReader.path("effects", $0.name) } ?? path + ".effect"
            let names = (alias == nil ? document.preset.aliases.map(\.name) : []) + catalog.knownNames
            problems.add(
                .failedLookup(reference, failure, known: names), path: place, at: document.places[place]?.value)
            return nil
        }
        reference = catalog.present(reference, of: descriptor)
        let isArgument = document.source.style == .argument
        var values = descriptor.parameters.map(\.initial)
        var given: [Int: String] = [:]
        for setting in node.settings {
            let settingPath = PresetReader.path(path + ".parameters", setting.parameter)
            let place = document.places[settingPath]
            guard let index = descriptor.parameterIndex(setting.parameter) else {
                problems.add(
                    .unknownParameter(setting.parameter, of: descriptor, mayBeControl: isArgument),
                    path: settingPath, at: place?.key)
                continue
            }
            if let other = given.updateValue(setting.parameter, forKey: index) {
                problems.add(
                    .givenUnderTwoNames(setting.parameter, other, parameter: descriptor.parameters[index].id),
                    path: settingPath, at: place?.key)
                continue
            }
            do throws(PresetProblem) {
                values[index] = try ParameterValue.read(setting.value, for: descriptor.parameters[index])
            } catch {
                problems.add(error, path: settingPath, at: place?.value)
            }
        }
        if !descriptor.takesOptions {
            for key in [node.options.map { _ in "options" }, node.messages.isEmpty ? nil : "messages"] {
                guard let key else { continue }
                let keyPath = "\(path).\(key)"
                problems.add(
                    .noOptions(key, effect: descriptor.name), path: keyPath, at: document.places[keyPath]?.key)
            }
        }
        return ResolvedNode(
            id: node.id, reference: reference, descriptor: descriptor, values: values,
            options: node.options?.text, messages: node.messages.map(\.text), mix: node.mix,
            isBypassed: node.isBypassed)
    }

    /// The preset's connections, or the chain of its nodes.
    mutating func connections(among nodes: [ResolvedNode?]) -> [ResolvedConnection] {
        guard let connections = document.preset.connections else {
            let stations = [PresetEndpoint.input] + document.preset.nodes.map { .node($0.id) } + [.output]
            return zip(stations, stations.dropFirst()).map { ResolvedConnection(from: $0, to: $1) }
        }
        for (index, connection) in connections.enumerated() {
            guard case .sidechain(let id) = connection.to,
                let descriptor = nodes.lazy.compactMap(\.self).first(where: { $0.id == id })?.descriptor,
                !descriptor.hasSidechain
            else { continue }
            let path = "connections[\(index)].to"
            problems.add(
                .noSidechain(node: id, effect: descriptor.name), path: path, at: document.places[path]?.value)
        }
        return connections.map { ResolvedConnection(from: $0.from, to: $0.to, gainDecibels: $0.gainDecibels) }
    }

    /// The preset's controllers, as far as their nodes' effects can be had.
    mutating func mappings(among nodes: [ResolvedNode]) -> [ResolvedMIDIMapping] {
        document.preset.midi.enumerated().compactMap { index, mapping -> ResolvedMIDIMapping? in
            guard let descriptor = nodes.first(where: { $0.id == mapping.node })?.descriptor else { return nil }
            let path = "midi[\(index)]"
            let known =
                NodeControl.all.first { "\(NodeControl.marker)\($0.id)" == mapping.parameter }
                ?? descriptor.parameterIndex(mapping.parameter).map { descriptor.parameters[$0] }
            guard let known else {
                problems.add(
                    .unknownParameter(mapping.parameter, of: descriptor, mayBeControl: true),
                    path: path + ".target", at: document.places[path + ".target"]?.value)
                return nil
            }
            var mapping = mapping
            if mapping.parameter.first != NodeControl.marker { mapping.parameter = known.id }
            do throws(PresetProblem) {
                return try ResolvedMIDIMapping(mapping, parameter: known)
            } catch {
                var problem = error
                problem.path = "\(path).\(error.path)"
                problems.add(problem, at: document.places[problem.path]?.value)
                return nil
            }
        }
    }

    private mutating func lookUp(_ reference: EffectReference) -> Result<EffectDescriptor, EffectLookupFailure> {
        if let known = found[reference] { return known }
        let result: Result<EffectDescriptor, EffectLookupFailure>
        do throws(EffectLookupFailure) {
            result = .success(try catalog.descriptor(for: reference))
        } catch {
            result = .failure(error)
        }
        found[reference] = result
        return result
    }
}
