// What lies in a component's file, whether it is ever instantiated or not. Plain values, any thread.

package import ComponentBinary
import WasmBinary

/// The core modules and components within a component, those within one another too, in the order of the file.
package struct ComponentInventory: Sendable {
    package struct CoreModule: Sendable {
        package let bytes: ArraySlice<UInt8>
        /// As it calls itself, in its name section; else as the component around it calls it.
        package let name: String?
        /// How many components it lies in, the outermost one not counted.
        package let depth: Int

        /// Of its first byte, from the start of the component's file.
        package var offset: Int { bytes.startIndex }
    }

    package struct Nested: Sendable {
        /// As it calls itself; else as the component around it calls it.
        package let name: String?
        /// 1 for one that lies right in the outermost.
        package let depth: Int
        /// From the start of the file.
        package let offset: Int
        /// That lie right in it.
        package let coreModuleCount: Int
    }

    package private(set) var coreModules: [CoreModule] = []
    package private(set) var components: [Nested] = []

    /// Takes a component that was read from a file. It need not be valid.
    package init(_ component: Component) { add(component, depth: 0) }

    /// As deep as `ComponentLimits.maximumNesting` allows.
    private mutating func add(_ component: Component, depth: Int) {
        let names = component.customSections.lazy.compactMap { ComponentNames($0) }.first
        var (moduleIndex, componentIndex): (UInt32, UInt32) = (0, 0)
        for section in component.sections {
            switch section {
            case .coreModule(let bytes):
                let given = names?[SortIndex(.core(.module), moduleIndex)]
                coreModules.append(.init(bytes: bytes, name: Self.moduleName(bytes) ?? given, depth: depth))
                moduleIndex += 1
            case .component(let nested):
                let given = names?[SortIndex(.component, componentIndex)]
                let own = nested.value.customSections.lazy.compactMap { ComponentNames($0)?.component }.first
                components.append(
                    .init(
                        name: own ?? given, depth: depth + 1, offset: nested.offset,
                        coreModuleCount: nested.value.coreModules.count))
                add(nested.value, depth: depth + 1)
                componentIndex += 1
            case .imports(let imports):
                for item in imports {
                    if case .coreModule = item.value.descriptor { moduleIndex += 1 }
                    if case .component = item.value.descriptor { componentIndex += 1 }
                }
            case .exports(let exports):
                for export in exports { count(export.value.item.sort) }
            case .aliases(let aliases):
                for alias in aliases {
                    switch alias.value {
                    case .export(let sort, _, _), .outer(let sort, _, _): count(sort)
                    case .coreExport: break
                    }
                }
            default: break
            }
        }
        func count(_ sort: Sort) {
            if sort == .core(.module) { moduleIndex += 1 }
            if sort == .component { componentIndex += 1 }
        }
    }

    private enum NameSection {
        static let name = "name"
        /// The kind of names that is the module's own.
        static let module: UInt8 = 0
    }

    /// The name in a core module's name section; nil if there is none that can be read.
    ///
    /// Source: https://webassembly.github.io/spec/core/appendix/custom.html#module-name
    private static func moduleName(_ bytes: ArraySlice<UInt8>) -> String? {
        guard let summary = try? ModuleSummary(parsing: bytes, limits: .forTools),
            let section = summary.sections.first(where: { $0.isCustom && $0.name == NameSection.name })
        else { return nil }
        var reader = BinaryReader(bytes[section.offset..<section.offset + section.byteCount])
        do throws(WasmBinaryError) {
            _ = try reader.name()
            // Kinds of names stand in the order of their numbers.
            guard !reader.isAtEnd, try reader.byte("a kind of names") == NameSection.module else { return nil }
            var contents = try reader.slice(try reader.unsigned32("a size"), "a name")
            return try contents.name()
        } catch { return nil }
    }
}
