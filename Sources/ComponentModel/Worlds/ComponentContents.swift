// What is in a component, as a list for people and for taking it apart. Plain values, any thread.

package import ComponentBinary
import WasmBinary

/// The parts of a component and of those that are nested in it, each in the order of the file.
///
/// Components are numbered as they begin in the file; the whole one is number 0.
package struct ComponentContents: Equatable, Sendable {
    package struct CoreModule: Equatable, Sendable {
        /// The number of the component that it stands in.
        package let component: Int
        /// In that component's index space of core modules, where imported ones count, too.
        package let index: Int
        /// In bytes from the start of the file.
        package let offset: Int
        package let byteCount: Int
        /// What the names of the component around it call it, or else its own.
        package let name: String?
    }

    package struct NestedComponent: Equatable, Sendable {
        /// Its own number.
        package let number: Int
        /// The number of the component that it stands in.
        package let component: Int
        /// In that component's index space of components.
        package let index: Int
        /// In bytes from the start of the file.
        package let offset: Int
        /// What the names of the component around it call it, or else its own.
        package let name: String?
    }

    package struct CustomSection: Equatable, Sendable {
        /// The number of the component that it stands in.
        package let component: Int
        package let name: String
        /// Of what follows the name, in bytes from the start of the file.
        package let offset: Int
        package let byteCount: Int
    }

    package struct Extern: Equatable, Sendable {
        package let name: String
        package let kind: Sort
    }

    package private(set) var coreModules: [CoreModule] = []
    package private(set) var components: [NestedComponent] = []
    package private(set) var customSections: [CustomSection] = []
    /// Of the whole component.
    package private(set) var imports: [Extern] = []
    /// Of the whole component.
    package private(set) var exports: [Extern] = []

    /// Offsets mean something only for a component that was read from a file.
    package init(_ component: Component) {
        // Components are entered where they stand and left at their end, so that numbers follow the file.
        var open: [OpenComponent] = [OpenComponent(component, number: 0)]
        while let place = open.indices.last {
            guard let section = open[place].rest.popFirst() else {
                open.removeLast()
                continue
            }
            if let nested = add(section, &open[place]) {
                open.append(OpenComponent(nested, number: components.count))
            }
        }
    }

    private struct OpenComponent {
        let number: Int
        private(set) var names: [SortIndex: String] = [:]
        var rest: ArraySlice<Component.Section>
        var moduleCount = 0
        var componentCount = 0

        init(_ component: Component, number: Int) {
            self.number = number
            rest = component.sections[...]
            guard let found = ComponentContents.names(of: component) else { return }
            for (sort, entries) in found.sorts where sort == .core(.module) || sort == .component {
                for entry in entries { names[SortIndex(sort, entry.index)] = entry.name }
            }
        }

        mutating func count(_ sort: Sort) {
            switch sort {
            case .core(.module): moduleCount += 1
            case .component: componentCount += 1
            default: break
            }
        }
    }

    /// Lists a section; the component in it, if it is one.
    private mutating func add(_ section: Component.Section, _ around: inout OpenComponent) -> Component? {
        switch section {
        case .coreModule(let bytes):
            let name = around.names[SortIndex(.core(.module), UInt32(around.moduleCount))]
            coreModules.append(
                CoreModule(
                    component: around.number, index: around.moduleCount, offset: bytes.startIndex,
                    byteCount: bytes.count, name: name ?? Self.name(ofModule: bytes)))
            around.moduleCount += 1
        case .component(let nested):
            let name = around.names[SortIndex(.component, UInt32(around.componentCount))]
            components.append(
                NestedComponent(
                    number: components.count + 1, component: around.number, index: around.componentCount,
                    offset: nested.offset, name: name ?? Self.names(of: nested.value)?.component))
            around.componentCount += 1
            return nested.value
        case .custom(let custom):
            customSections.append(
                CustomSection(
                    component: around.number, name: custom.name, offset: custom.contents.startIndex,
                    byteCount: custom.contents.count))
        case .aliases(let aliases):
            for alias in aliases {
                switch alias.value {
                case .export(let sort, _, _), .outer(let sort, _, _): around.count(sort)
                case .coreExport: break
                }
            }
        case .imports(let items):
            for item in items { around.count(item.value.descriptor.sort) }
            guard around.number == 0 else { break }
            imports += items.map { Extern(name: $0.value.name, kind: $0.value.descriptor.sort) }
        case .exports(let items):
            for item in items { around.count(item.value.item.sort) }
            guard around.number == 0 else { break }
            exports += items.map { Extern(name: $0.value.name, kind: $0.value.item.sort) }
        case .coreInstances, .coreTypes, .instances, .types, .canonicals: break
        }
        return nil
    }

    private static func names(of component: Component) -> ComponentNames? {
        component.customSections.lazy.compactMap { ComponentNames($0) }.first
    }

    /// What a core module's custom section ‘name’ calls it; nil if there is none that can be read.
    ///
    /// Source: https://webassembly.github.io/spec/core/appendix/custom.html#name-section
    private static func name(ofModule bytes: ArraySlice<UInt8>) -> String? {
        do throws(WasmBinaryError) {
            var reader = BinaryReader(bytes)
            try reader.skip(8, "the header")
            while !reader.isAtEnd {
                let kind = try reader.byte("a section's kind")
                var section = try reader.slice(try reader.unsigned32("a size"), "a section")
                guard kind == 0, try section.name() == "name" else { continue }
                guard try section.byte("a kind of names") == 0 else { return nil }
                var contents = try section.slice(try section.unsigned32("a size"), "a name")
                return try contents.name()
            }
        } catch {}
        return nil
    }
}

extension ExternDescriptor {
    fileprivate var sort: Sort {
        switch self {
        case .coreModule: .core(.module)
        case .function: .function
        case .equalType, .resourceType: .type
        case .component: .component
        case .instance: .instance
        }
    }
}
