// The contract of Effects/wit, as the host goes by it: what an effect exports, and what it may import. Constants, any
// thread but the audio thread.

import CanonicalABI
import ComponentModel
import WIT

/// The functions of `cajon:effect`, their types as the WIT text has them, and the names that core modules have for them.
enum EffectContract {
    static let version = "0.1.0"
    static let processorInterface = "cajon:effect/processor@\(version)"
    static let settingsInterface = "cajon:effect/settings@\(version)"
    static let maintenanceInterface = "cajon:effect/maintenance@\(version)"
    static let metersInterface = "cajon:effect/meters@\(version)"
    static let logInterface = "cajon:effect/log@\(version)"

    static let memoryExport = "memory"
    static let allocatorExport = "cabi_realloc"
    static let initializerExport = "_initialize"

    /// `cabi_realloc(old pointer, old size, alignment, new size) -> pointer`
    static let allocatorSignature = CoreSignature([.i32, .i32, .i32, .i32], [.i32])

    static let describe = type(of: "describe", in: processorInterface)
    static let configure = type(of: "configure", in: processorInterface)
    static let setParameter = type(of: "set-parameter", in: processorInterface)
    static let process = type(of: "process", in: processorInterface)
    static let reset = type(of: "reset", in: processorInterface)
    static let logWrite = type(of: "write", in: logInterface)

    /// The type of a function of one of the contract's interfaces; resources are numbered in their interface's order.
    static func type(of function: String, in interface: String) -> FunctionType {
        guard let name = QualifiedName(interface), let declaration = ContractText.resolution.interface(name),
            let function = declaration.functions.first(where: { $0.externalName == function })
        else { preconditionFailure("the contract has a function ‘\(function)’ in ‘\(interface)’") }
        return FunctionType(ContractText.resolution.signature(of: function, in: .interface(name))) { resource in
            declaration.resources.firstIndex { $0.name == resource.name } ?? 0
        }
    }

    /// The resources of one of the contract's interfaces, in its order.
    static func resourceNames(of interface: String) -> [String] {
        QualifiedName(interface).flatMap { ContractText.resolution.interface($0) }?.resources.map(\.name) ?? []
    }

    /// One function that an effect exports.
    struct Export: Sendable {
        let interface: String
        let function: EffectFunction
        let type: FunctionType

        init(_ function: EffectFunction, of interface: String = processorInterface) {
            self.interface = interface
            self.function = function
            type = EffectContract.type(of: function.contractName, in: interface)
        }

        /// The core module's name for it.
        var name: String { "\(interface)#\(function.contractName)" }
        /// The core module's name for the function that it may export to be told that the result was read.
        var postReturnName: String { "cabi_post_\(name)" }
    }

    /// What every effect has.
    static let exports = [
        Export(.describe), Export(.configure), Export(.setParameter), Export(.process), Export(.reset),
    ]

    /// What an effect may have besides: an interface whole, or nothing of it.
    static let optionalInterfaces = [settings, maintenance, meters]
    static let settings = [
        Export(.setOptions, of: settingsInterface), Export(.receive, of: settingsInterface),
    ]
    static let maintenance = [Export(.collect, of: maintenanceInterface)]
    static let meters = [
        Export(.describeMeters, of: metersInterface), Export(.readMeters, of: metersInterface),
    ]

    /// All that the host may call, in the engine of scripts too.
    static let allExports = exports + optionalInterfaces.joined() + [LoaderContract.load]
}

/// The functions by which the host enters an effect, as the contract and the canonical ABI spell them.
package enum EffectFunction: String, Sendable {
    /// The module's start function and `_initialize`.
    case start
    case allocate = "cabi_realloc"
    /// Of any function that has one.
    case postReturn = "post-return"
    case describe, configure
    case setParameter = "set-parameter"
    case process, reset
    case setOptions = "set-options"
    case receive, collect, load
    case describeMeters = "describe of its meters"
    case readMeters = "read of its meters"

    /// As its interface in the contract has it.
    var contractName: String {
        switch self {
        case .describeMeters: "describe"
        case .readMeters: "read"
        default: rawValue
        }
    }
}
