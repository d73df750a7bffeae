// Where in a file its parts lie: what a writer needs to copy the one and replace the other. Plain values, any thread.

/// Ranges of bytes from the start of the file, for every part of a module that can be rewritten by itself.
package struct ModuleLayout: Equatable, Sendable {
    package struct Section: Equatable, Sendable {
        package let kind: SectionKind
        /// With its id and its size.
        package let whole: Range<Int>
        package let contents: Range<Int>
    }

    /// A table or memory that the module defines.
    package struct Definition: Equatable, Sendable {
        package let whole: Range<Int>
        /// The flags, the minimum, and the maximum if there is one.
        package let limits: Range<Int>
    }

    package struct Global: Equatable, Sendable {
        /// The type, the mutability and the initialiser.
        package let whole: Range<Int>
        /// With its `end`.
        package let initializer: Range<Int>
    }

    /// What an export refers to.
    package enum ExternKind: UInt8, Sendable {
        case function, table, memory, global, tag
    }

    package struct Export: Equatable, Sendable {
        package let whole: Range<Int>
        package let kind: ExternKind
        package let index: Int
    }

    package enum ElementMode: Equatable, Sendable {
        /// Copied into that table when the module is instantiated; `offset` is an expression, with its `end`.
        case active(table: Int, offset: Range<Int>)
        case passive
        /// Only says which functions may be referred to.
        case declarative
    }

    package struct ElementSegment: Equatable, Sendable {
        package let whole: Range<Int>
        package let mode: ElementMode
        /// Whether the elements are expressions, rather than functions' indices.
        package let holdsExpressions: Bool
        package let type: ModuleSummary.ValueType
        /// The count and the elements.
        package let elements: Range<Int>
        /// The functions that its elements name, in order, each expression's if it has any.
        package let functions: [Int]
    }

    package struct FunctionBody: Equatable, Sendable {
        /// The locals and the instructions, without the size before them.
        package let whole: Range<Int>
        package let instructions: Range<Int>
    }

    package enum DataMode: Equatable, Sendable {
        /// Copied into that memory when the module is instantiated; `offset` is an expression, with its `end`.
        case active(memory: Int, offset: Range<Int>)
        case passive
    }

    package struct DataSegment: Equatable, Sendable {
        package let whole: Range<Int>
        package let mode: DataMode
        package let contents: Range<Int>
    }

    package internal(set) var sections: [Section] = []
    /// Those that the module defines; imported ones have none.
    package internal(set) var tables: [Definition] = []
    /// Those that the module defines; imported ones have none.
    package internal(set) var memories: [Definition] = []
    /// Those that the module defines; imported ones have none.
    package internal(set) var globals: [Global] = []
    package internal(set) var exports: [Export] = []
    package internal(set) var elementSegments: [ElementSegment] = []
    /// Those that the module defines; imported ones have none.
    package internal(set) var functionBodies: [FunctionBody] = []
    package internal(set) var dataSegments: [DataSegment] = []

    /// The section of that kind; custom sections are not looked for.
    package func section(_ kind: SectionKind) -> Section? {
        kind == .custom ? nil : sections.first { $0.kind == kind }
    }
}
