// A kernel that was checked and compiled, ready to be instantiated beside any number of scripts. Immutable; any thread.

import CanonicalABI
import WIT
import WasmBinary
import WasmEngine

/// A stranger's native code, found to have the interface it says it has.
package final class KernelModule: Sendable {
    /// Bounds on what a kernel may say of itself.
    package enum Limits {
        static let witBytes = 64 << 10
        static let nameLength = 64
        static let functions = 256
        static let parameters = 64
        static let resources = 32
        /// Of one script.
        static let kernels = 16
    }

    /// What scripts import it as, after `kernel:`.
    package let name: String
    /// The JSON text that tells the script engine which functions there are and how their values lie in memory.
    package let interfaceDescription: String

    /// `namespace:package/interface@version`.
    let interfaceName: String
    let interface: Interface
    /// The functions in the interface's order, which numbers them for calls.
    let functions: [FunctionType]
    let types: TypeTable
    let table: TransferTable
    let template: InstanceTemplate
    /// Whether the module has what only some kernels need.
    let hasAllocator: Bool
    let hasInitializer: Bool
    let destructors: [Bool]
    let postReturns: [Bool]

    /// Checks and compiles a kernel. Nothing of it runs.
    ///
    /// Errors: `.invalidKernel`, saying what is wrong and where: the WIT text, the module, or that they don't fit.
    init(_ source: KernelSource, runtime: EffectRuntime, effect: String) throws(EffectError) {
        func refuse(_ reason: String) -> EffectError {
            EffectError(.invalidKernel(source.name, reason), effect: effect)
        }
        let nameScalars = source.name.unicodeScalars
        guard (1...Limits.nameLength).contains(nameScalars.count),
            nameScalars.allSatisfy({ ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-" })
        else { throw refuse("a name is 1 to \(Limits.nameLength) lower-case letters, digits and hyphens") }
        name = source.name
        guard source.witText.utf8.count <= Limits.witBytes else {
            throw refuse("its interface has more than the \(Limits.witBytes) bytes that are allowed")
        }
        do {
            let resolution = try Resolution(parsing: source.witText)
            let name = try Self.exportedInterface(of: resolution)
            interfaceName = name.description
            (interface, functions) = try Self.functions(of: name, in: resolution)
        } catch let error as WITError {
            throw refuse(
                error.kind == .missingPackageName
                    ? "its WIT file names no package; begin it with ‘package namespace:name@1.0.0;’"
                    : "its WIT file, \(error)")
        } catch let error as KernelProblem {
            throw refuse(error.reason)
        } catch {
            throw refuse("\(error)")
        }
        if let problem = Self.problem(of: interface, functions) { throw refuse(problem) }

        guard source.wasm.count <= runtime.moduleLimits.maximumBytes else {
            throw refuse("its module has \(source.wasm.count) bytes, more than a module may have")
        }
        let summary: ModuleSummary
        do {
            summary = try ModuleSummary(parsing: source.wasm, limits: runtime.moduleLimits)
        } catch {
            throw refuse("its module is not usable: \(error)")
        }
        let contract = KernelContract(interfaceName: interfaceName, interface: interface, functions: functions)
        let problems = contract.problems(of: summary)
        guard problems.isEmpty else {
            throw refuse(
                "its module doesn't have the interface ‘\(interfaceName)’: " + problems.joined(separator: "; "))
        }
        hasAllocator = summary.export(EffectContract.allocatorExport) != nil
        hasInitializer = summary.export(EffectContract.initializerExport) != nil
        destructors = interface.resources.map { summary.export(contract.destructorName($0)) != nil }
        postReturns = interface.functions.map { summary.export(contract.postReturnName($0)) != nil }

        var types = TypeTable()
        for function in functions {
            _ = types.index(of: function.parameterTuple)
            if let result = function.result { _ = types.index(of: result) }
        }
        self.types = types
        table = TransferTable(types)
        interfaceDescription = KernelDescription.json(
            interfaceName: interfaceName, interface: interface, functions: functions, types: types)
        do {
            let module = try runtime.compile(source.wasm)
            template = try InstanceTemplate(
                module, hostFunctions: KernelIntrinsics.functions(interfaceName, interface.resources))
        } catch {
            // Not the kernel's doing.
            if error.kind == .compiler { throw EffectError(compiling: error, effect: effect) }
            throw refuse("its module is not usable: \(error)")
        }
    }

    /// Checks and compiles all kernels of a script.
    ///
    /// Errors: `.invalidKernel`, also for a second kernel of one name and for too many.
    static func load(_ sources: [KernelSource], runtime: EffectRuntime, effect: String) throws(EffectError)
        -> [KernelModule]
    {
        var modules: [KernelModule] = []
        for source in sources {
            guard !modules.contains(where: { $0.name == source.name }) else {
                throw EffectError(.invalidKernel(source.name, "it is there twice"), effect: effect)
            }
            guard modules.count < Limits.kernels else {
                throw EffectError(
                    .invalidKernel(source.name, "a script may have \(Limits.kernels) kernels"), effect: effect)
            }
            modules.append(try KernelModule(source, runtime: runtime, effect: effect))
        }
        return modules
    }

    /// The one interface that the file's world exports.
    private static func exportedInterface(of resolution: Resolution) throws(KernelProblem) -> QualifiedName {
        let worlds = resolution.main.worlds
        guard worlds.count == 1, let world = worlds.first else {
            throw KernelProblem(reason: "its WIT file has \(worlds.count) worlds, expected one")
        }
        // An interface of which only types are used is not called.
        let imports = world.imports.filter { if case .interface(let item) = $0 { !item.isImplied } else { true } }
        guard imports.isEmpty, world.types.isEmpty else {
            throw KernelProblem(reason: "its world ‘\(world.name)’ imports something, and a kernel is granted nothing")
        }
        guard world.exports.count == 1, case .interface(let interface) = world.exports[0] else {
            throw KernelProblem(reason: "its world ‘\(world.name)’ must export one named interface and nothing else")
        }
        return interface.name
    }

    /// The interface's functions as the canonical ABI sees them, resources numbered in the interface's order.
    private static func functions(of name: QualifiedName, in resolution: Resolution) throws(KernelProblem)
        -> (Interface, [FunctionType])
    {
        guard let interface = resolution.interface(name) else {
            throw KernelProblem(reason: "its WIT file has no interface ‘\(name)’")
        }
        let scope = TypeScope.interface(name)
        let numbers = Dictionary(
            uniqueKeysWithValues: interface.resources.enumerated().map { (ResourceName(scope, $1.name), $0) })
        var foreign: ResourceName?
        let functions = interface.functions.map { function in
            FunctionType(resolution.signature(of: function, in: scope)) { resource in
                if let number = numbers[resource] { return number }
                foreign = resource
                return 0
            }
        }
        if let foreign {
            throw KernelProblem(
                reason: "its interface ‘\(name)’ uses the resource ‘\(foreign)’, and a kernel has only its own")
        }
        return (interface, functions)
    }

    /// What makes an interface too large, or its names ambiguous in JavaScript; nil when nothing does.
    private static func problem(of interface: Interface, _ functions: [FunctionType]) -> String? {
        guard functions.count <= Limits.functions, interface.resources.count <= Limits.resources,
            functions.allSatisfy({ $0.parameters.count <= Limits.parameters })
        else {
            return "its interface has more than \(Limits.functions) functions, \(Limits.resources) resources or "
                + "\(Limits.parameters) parameters"
        }
        var names: Set<String> = []
        for resource in interface.resources where !names.insert(ScriptName.type(resource.name)).inserted {
            return "two of its resources are called ‘\(ScriptName.type(resource.name))’ in a script"
        }
        for function in interface.functions {
            let isUnique: Bool =
                switch function.role {
                case .free: names.insert(ScriptName.member(function.name)).inserted
                case .constructor: true
                case .method(let resource): names.insert("\(resource)#\(ScriptName.member(function.name))").inserted
                case .static(let resource): names.insert("\(resource).\(ScriptName.member(function.name))").inserted
                }
            guard isUnique else { return "two of its functions are called ‘\(function.name)’ in a script" }
        }
        return nil
    }
}

/// Why an interface can't be a kernel's.
struct KernelProblem: Error {
    let reason: String
}
