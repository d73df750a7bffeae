// The types of what modules import and export. Plain values, any thread.

/// A memory's declared size. A page has 65,536 bytes.
package struct MemoryType: Equatable, Sendable {
    package let minimumPages: UInt64
    /// Nil when the module sets no maximum of its own.
    package let maximumPages: UInt64?
    package let is64Bit: Bool

    package init(minimumPages: UInt64, maximumPages: UInt64? = nil, is64Bit: Bool = false) {
        self.minimumPages = minimumPages
        self.maximumPages = maximumPages
        self.is64Bit = is64Bit
    }
}

/// What an import asks for or an export offers.
package enum ExternType: Equatable, Sendable, CustomStringConvertible {
    case function(FunctionSignature)
    case memory(MemoryType)
    case table(element: ValueType)
    case global(ValueType, isMutable: Bool)
    /// A kind from a proposal that this engine leaves off.
    case other

    package var description: String {
        switch self {
        case .function(let signature): "function \(signature)"
        case .memory: "memory"
        case .table(let element): "table of \(element)"
        case .global(let type, let isMutable): "\(isMutable ? "mutable " : "")global \(type)"
        case .other: "unsupported item"
        }
    }
}

/// One import of a module.
package struct ModuleImport: Equatable, Sendable {
    package let module: String
    package let name: String
    package let type: ExternType

    package init(module: String, name: String, type: ExternType) {
        self.module = module
        self.name = name
        self.type = type
    }
}

/// One export of a module.
package struct ModuleExport: Equatable, Sendable {
    package let name: String
    package let type: ExternType

    package init(name: String, type: ExternType) {
        self.name = name
        self.type = type
    }
}
