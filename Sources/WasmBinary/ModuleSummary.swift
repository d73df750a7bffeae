// What a core module consists of, without its code. Plain values, any thread.

/// The parts of a module that can be judged before it is compiled.
package struct ModuleSummary: Equatable, Sendable {
    /// A value type: a number, a vector or a reference.
    package enum ValueType: String, Equatable, Sendable {
        case i32, i64, f32, f64, v128, funcref, externref
    }

    package struct FunctionType: Hashable, Sendable, CustomStringConvertible {
        package let parameters: [ValueType]
        package let results: [ValueType]

        package init(parameters: [ValueType], results: [ValueType]) {
            self.parameters = parameters
            self.results = results
        }

        package var description: String {
            func list(_ types: [ValueType]) -> String { "(\(types.map(\.rawValue).joined(separator: ", ")))" }
            return "\(list(parameters)) -> \(list(results))"
        }
    }

    /// In pages for a memory, in elements for a table.
    package struct Limits: Equatable, Sendable {
        package let minimum: UInt64
        package let maximum: UInt64?
        package var isShared = false
        package var is64Bit = false

        package init(minimum: UInt64, maximum: UInt64?, isShared: Bool = false, is64Bit: Bool = false) {
            self.minimum = minimum
            self.maximum = maximum
            self.isShared = isShared
            self.is64Bit = is64Bit
        }
    }

    /// What is imported or exported, with its type.
    package enum Entity: Equatable, Sendable, CustomStringConvertible {
        case function(FunctionType)
        case table(ValueType, Limits)
        case memory(Limits)
        case global(ValueType, isMutable: Bool)
        /// An exception's tag, with the type of what it carries.
        case tag(FunctionType)

        package var description: String {
            switch self {
            case .function(let type): "function \(type)"
            case .table(let type, let limits): "table of \(limits.minimum) \(type.rawValue)"
            case .memory(let limits): "memory of \(limits.minimum) pages"
            case .global(let type, let isMutable): "\(isMutable ? "mutable " : "")global \(type.rawValue)"
            case .tag(let type): "tag \(type)"
            }
        }
    }

    package struct Import: Equatable, Sendable {
        package let module: String
        package let name: String
        package let entity: Entity
        package let offset: Int
    }

    package struct Export: Equatable, Sendable {
        package let name: String
        package let entity: Entity
        package let offset: Int
    }

    package struct Section: Equatable, Sendable {
        /// As the specification names it; a custom section's own name.
        package let name: String
        package let isCustom: Bool
        /// Of its contents, in bytes from the start of the file.
        package let offset: Int
        package let byteCount: Int
    }

    package struct Table: Equatable, Sendable {
        package let type: ValueType
        package let limits: Limits

        package init(type: ValueType, limits: Limits) {
            self.type = type
            self.limits = limits
        }
    }

    package struct Global: Equatable, Sendable {
        package let type: ValueType
        package let isMutable: Bool

        package init(type: ValueType, isMutable: Bool) {
            self.type = type
            self.isMutable = isMutable
        }
    }

    package struct DataSegment: Equatable, Sendable {
        package let isActive: Bool
        package let byteCount: Int
    }

    package internal(set) var sections: [Section] = []
    package internal(set) var types: [FunctionType] = []
    package internal(set) var imports: [Import] = []
    package internal(set) var exports: [Export] = []
    /// Imported ones first, as the specification numbers them.
    package internal(set) var functions: [FunctionType] = []
    package internal(set) var tables: [Table] = []
    package internal(set) var memories: [Limits] = []
    package internal(set) var globals: [Global] = []
    package internal(set) var tags: [FunctionType] = []
    /// The index of the function that runs when the module is instantiated.
    package internal(set) var startFunction: UInt32?
    package internal(set) var elementSegmentCount = 0
    package internal(set) var dataSegments: [DataSegment] = []
    /// Bytes of each function's code, imported functions not among them.
    package internal(set) var codeSizes: [Int] = []
    /// Local variables of the function that has most.
    package internal(set) var largestLocalCount: UInt64 = 0

    /// The export of that name.
    package func export(_ name: String) -> Export? { exports.first { $0.name == name } }
}
