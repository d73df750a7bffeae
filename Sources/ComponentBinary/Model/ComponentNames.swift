// What a component's own text called its parts: the custom section ‘component-name’. Plain values, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#name-section

import WasmBinary

/// Names for people. Nothing depends on them, so a section that can't be read is just not there.
package struct ComponentNames: Equatable, Sendable {
    package static let sectionName = "component-name"

    package struct Entry: Equatable, Sendable {
        package var index: UInt32
        package var name: String

        package init(index: UInt32, name: String) {
            self.index = index
            self.name = name
        }
    }

    package var component: String?
    /// In the order of the section.
    package var sorts: [(sort: Sort, entries: [Entry])]

    package init(component: String? = nil, sorts: [(sort: Sort, entries: [Entry])] = []) {
        self.component = component
        self.sorts = sorts
    }

    /// Nil if it is another section, or not as the specification has it.
    package init?(_ section: Component.CustomSection, limits: ComponentLimits = ComponentLimits()) {
        guard section.name == Self.sectionName else { return nil }
        self.init()
        do throws(WasmBinaryError) {
            var parser = ComponentParser(limits: limits)
            var reader = BinaryReader(section.contents)
            while !reader.isAtEnd {
                let start = reader.offset
                let kind = try reader.byte("a kind of names")
                var contents = try reader.slice(try reader.unsigned32("a size"), "names")
                switch kind {
                case 0: component = try parser.name(&contents)
                case 1:
                    let sort = try parser.sort(&contents)
                    let entries = try parser.elements(&contents, of: "names") {
                        parser, reader throws(WasmBinaryError) -> Entry in
                        let index = try reader.unsigned32("an index")
                        return Entry(index: index, name: try parser.name(&reader))
                    }
                    sorts.append((sort, entries))
                default: throw WasmBinaryError(.unexpectedByte(kind, expected: "0 or 1, a kind of names"), at: start)
                }
                guard contents.isAtEnd else { return nil }
            }
        } catch { return nil }
    }

    /// The section, to stand in a component.
    package var section: Component.CustomSection {
        var writer = BinaryWriter()
        if let component {
            var contents = BinaryWriter()
            contents.name(component)
            writer.byte(0)
            writer.vector(contents.bytes)
        }
        for (sort, entries) in sorts {
            var contents = BinaryWriter()
            contents.sort(sort)
            contents.elements(entries) { writer, entry in
                writer.index(entry.index)
                writer.name(entry.name)
            }
            writer.byte(1)
            writer.vector(contents.bytes)
        }
        return Component.CustomSection(name: Self.sectionName, contents: writer.bytes[...])
    }

    package subscript(_ item: SortIndex) -> String? {
        sorts.first { $0.sort == item.sort }?.entries.first { $0.index == item.index }?.name
    }

    package static func == (first: ComponentNames, second: ComponentNames) -> Bool {
        first.component == second.component && first.sorts.elementsEqual(second.sorts) { $0 == $1 }
    }
}
