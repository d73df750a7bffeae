// Judging a component against the contract before any of it is compiled. Pure functions, any thread.

import CanonicalABI
import ComponentBinary
import WasmEngine

/// What a component has to export, and what it may import.
enum ComponentContract {
    /// Names that strangers chose are cut, so that what is said of them isn't.
    private static let nameLength = 100

    /// What a component may import. Assets have to be granted besides.
    static let granted =
        [GeneralLog.interface, AssetInterface.interface, GeneralKernels.interface] + EmptyWASI.interfaces

    /// Reads a component and holds it against the contract. Nothing is compiled.
    ///
    /// Errors: it is too large, no component, or breaks the contract.
    static func check(_ wasm: [UInt8], name: String, limits: EffectLimits) throws(EffectError) -> ValidatedComponent {
        let component = try read(wasm, name: name, limits: limits)
        let problems = problems(of: component)
        guard problems.isEmpty else { throw EffectError(.contractBroken(problems), effect: name) }
        return component
    }

    /// Reads a component. Nothing is compiled.
    ///
    /// Errors: it is too large, or no component.
    static func read(_ wasm: [UInt8], name: String, limits: EffectLimits) throws(EffectError) -> ValidatedComponent {
        let limits = GeneralLimits.componentLimits(limits)
        guard wasm.count <= limits.maximumBytes else {
            throw EffectError(.tooLarge(byteCount: wasm.count, limit: limits.maximumBytes), effect: name)
        }
        do {
            // Before it is validated: what is nested without end is told by its sections alone.
            try ComponentSize.check(wasm)
        } catch {
            throw EffectError(.invalidModule(error.description), effect: name)
        }
        do {
            return try ValidatedComponent(parsing: wasm, limits: limits)
        } catch {
            throw EffectError(.invalidModule(error.description), effect: name)
        }
    }

    /// Everything by which a component breaks the contract, in words; empty when it keeps it.
    static func problems(of component: ValidatedComponent) -> [String] {
        importProblems(component) + exportProblems(component)
    }

    /// Whether the component exports an optional interface of the contract's. What it exports was judged before.
    static func has(_ interface: [EffectContract.Export], _ component: ValidatedComponent) -> Bool {
        component.exports[interface[0].interface] != nil
    }

    // MARK: - Imports

    private static func importProblems(_ component: ValidatedComponent) -> [String] {
        zip(component.imports.names, component.imports.entities).flatMap { name, entity -> [String] in
            switch entity {
            // A type that is no resource stands for itself.
            case .type(_, .value): return []
            case .instance(let id):
                guard let interface = granted.first(where: { $0.isMeant(by: name) }) else {
                    return ["it imports \(quoted(name)), which nobody granted; \(grantable)"]
                }
                let exports = component.types[id].exports
                return zip(exports.names, exports.entities).compactMap { member, entity in
                    problem(of: member, entity, in: component.types, interface).map {
                        "it imports \(quoted(member)) of \(quoted(name)), \($0)"
                    }
                }
            default: return ["it imports \(entity), \(quoted(name)), which nobody granted; \(grantable)"]
            }
        }
    }

    private static func problem(
        of name: String, _ entity: Entity, in types: ComponentBinary.TypeTable, _ interface: HostInterface
    ) -> String? {
        switch entity {
        case .type(_, .value): return nil
        case .type(_, .resource):
            return interface.resources[name] == nil ? "a resource that nobody granted" : nil
        case .function(let id):
            if interface.functions[name] == nil, interface.otherFunctions == .refused {
                return "a function that nobody granted"
            }
            guard interface.name == EffectContract.logInterface else { return nil }
            return TypeComparison(types).difference(types[id], EffectContract.logWrite).map { "which \($0)" }
        default: return "\(entity) that nobody granted"
        }
    }

    private static var grantable: String {
        let own = granted.map(\.name).filter { !$0.hasPrefix("wasi:") }.map { "‘\($0)’" }.joined(separator: ", ")
        return "an effect may import \(own), and WASI 0.2 without a system behind it"
    }

    // MARK: - Exports

    private static func exportProblems(_ component: ValidatedComponent) -> [String] {
        problems(component, EffectContract.exports, isOptional: false)
            + EffectContract.optionalInterfaces.flatMap { problems(component, $0, isOptional: true) }
    }

    private static func problems(
        _ component: ValidatedComponent, _ interface: [EffectContract.Export], isOptional: Bool
    ) -> [String] {
        let name = interface[0].interface
        guard let entity = component.exports[name] else {
            return isOptional ? [] : ["it doesn't export the interface ‘\(name)’"]
        }
        guard case .instance(let id) = entity else {
            return ["its export ‘\(name)’ is \(entity), expected an instance"]
        }
        let types = component.types
        return interface.compactMap { export in
            let function = "‘\(export.function.contractName)’ of ‘\(name)’"
            switch types[id].exports[export.function.contractName] {
            case nil: return "it doesn't export \(function)"
            case .function(let id):
                return TypeComparison(types).difference(types[id], export.type).map { "its \(function) \($0)" }
            case let other?: return "its \(function) is \(other), expected a function"
            }
        }
    }

    private static func quoted(_ name: String) -> String { "‘\(printable(name, limit: nameLength))’" }
}
