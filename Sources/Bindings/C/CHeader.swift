// A world as one C header. Used by one thread at a time; what is made is a plain value.

import CanonicalABI
import WIT

/// The header that a guest in C is written against, and that its Swift glue sits on.
package struct CHeader: Sendable {
    /// What the file is to be called.
    package let fileName: String
    package let text: String

    /// The functions in the order of the world, and what else Swift is written from.
    let functions: [CFunction]
    let table: CTypeTable

    /// - Throws: `noSuchInterface`.
    package init(_ binding: WorldBinding, names: BindingNames) throws(BindingsError) {
        let naming = try CNaming(names, binding)
        var writer = CHeaderWriter(CTypeTable(binding, naming))
        fileName = (names.prefix.map { $0 + "_" } ?? "") + CNaming.snake(binding.name.name) + ".h"
        text = writer.header(guard: CNaming.constant(naming.prefix + CNaming.snake(binding.name.name), "h"))
        functions = writer.functions
        table = writer.table
    }
}

private struct CHeaderWriter {
    var table: CTypeTable
    var functions: [CFunction] = []
    private var entryPoints = ""

    init(_ table: CTypeTable) { self.table = table }

    mutating func header(guard name: String) -> String {
        for group in table.binding.groups { add(group) }
        let binding = table.binding
        let macro = table.naming.macroPrefix
        var text = CText.comment(
            "The world `\(binding.name)` in C: made by `cajon bindings c`, not to be changed by hand.", indent: 0,
            mark: "//")
        text += CText.comment(binding.world.documentation, indent: 0, mark: "//")
        text += """
            #ifndef \(name)
            #define \(name)

            #include <stdbool.h>
            #include <stddef.h>
            #include <stdint.h>

            /// Marks what is exported under its contract name in Wasm, and visible in a native shared library.
            #if defined(__wasm__)
            #define \(macro)EXPORT(name) __attribute__((export_name(name), used))
            #else
            #define \(macro)EXPORT(name) __attribute__((visibility("default"), used))
            #endif

            /// Marks what the host brings.
            #if defined(__wasm__)
            #define \(macro)IMPORT(module, name) __attribute__((import_module(module), import_name(name)))
            #else
            #define \(macro)IMPORT(module, name)
            #endif
            \(table.naming.bits.definitions(for: table.text))\(table.text)
            """
        if !entryPoints.isEmpty || functions.contains(where: \.needsMemory) {
            text += """

                // --- Entry points ----------------------------------------------------------------------------------------------------
                // For files that define \(macro)ENTRY_POINTS before they include this one:
                // what the author writes, each with the function that the host calls for it. Lists that are passed in lie in
                // memory from the allocator, and are the author's. A result is read before the next call.
                #if defined(\(macro)ENTRY_POINTS)

                /// Several files may have it; the linker takes one.
                #define \(macro)ENTRY(name) \(macro)EXPORT(name) __attribute__((weak))

                /// The canonical ABI's allocator: the author writes it.
                \(macro)EXPORT("cabi_realloc")
                void *\(table.naming.reallocate)(void *old, size_t old_size, size_t alignment, size_t size);

                \(entryPoints)
                #endif

                """
        }
        if !table.assertions.isEmpty {
            text += """

                // --- Layout ----------------------------------------------------------------------------------------------------------
                // On wasm32, C lays these types out as the canonical ABI does.
                #if defined(__wasm32__)

                """
            for (conditions, subject) in table.assertions { text += Self.assertion(conditions, subject) }
            text += "#endif\n"
        }
        return CText.folded(text + "\n#endif\n")
    }

    private mutating func add(_ group: WorldBinding.Group) {
        let title = "\(group.fullName ?? "The world's own"): \(group.direction == .import ? "imported" : "exported")"
        table.text += "\n// --- \(title) " + String(repeating: "-", count: max(3, 112 - title.utf8.count)) + "\n"
        table.text += CText.comment(group.documentation, indent: 0, mark: "//")
        let start = entryPoints.isEmpty ? "" : "\n"
        table.declareTypes(of: group)
        var found = ""
        for resource in group.types where resource.isResource && group.direction == .export {
            found += table.destructor(resource, in: group)
        }
        let isImport = group.direction == .import
        for function in group.functions {
            let function = table.function(function, in: group)
            functions.append(function)
            if isImport {
                table.declareImport(function)
            } else {
                table.declareParameterStruct(function)
                found += table.entryPoint(function)
            }
        }
        if !found.isEmpty { entryPoints += start + found.drop { $0 == "\n" } }
    }

    private static func assertion(_ conditions: [String], _ subject: String) -> String {
        let line = "_Static_assert(\(conditions.joined(separator: " && ")), \"\(subject)\");\n"
        if line.utf8.count <= CText.lineLength { return line }
        return "_Static_assert(\n" + CText.filled(conditions, indent: 1, separator: " &&") + ",\n    \"\(subject)\");\n"
    }
}
