// A component as a file: every section in its order, every integer in its shortest form. Pure functions, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md

import WasmBinary

extension Component {
    /// The component's binary. For one that was read, the bytes that were read, if those were in their shortest form.
    package func encoded() -> [UInt8] {
        var writer = BinaryWriter([0x00, 0x61, 0x73, 0x6d])
        writer.littleEndian(Self.version)
        for section in sections {
            writer.byte(section.kind.rawValue)
            writer.vector(section.contents())
        }
        return writer.bytes
    }
}

extension Component.Section {
    fileprivate func contents() -> [UInt8] {
        var writer = BinaryWriter()
        switch self {
        case .custom(let section):
            writer.name(section.name)
            writer.append(section.contents)
        case .coreModule(let bytes): writer.append(bytes)
        case .component(let component): writer.append(component.value.encoded())
        case .coreInstances(let definitions): writer.located(definitions) { $0.coreInstance($1) }
        case .coreTypes(let definitions): writer.located(definitions) { $0.coreType($1) }
        case .instances(let definitions): writer.located(definitions) { $0.instance($1) }
        case .aliases(let definitions): writer.located(definitions) { $0.alias($1) }
        case .types(let definitions): writer.located(definitions) { $0.type($1) }
        case .canonicals(let definitions): writer.located(definitions) { $0.canonical($1) }
        case .imports(let definitions): writer.located(definitions) { $0.import($1) }
        case .exports(let definitions): writer.located(definitions) { $0.export($1) }
        }
        return writer.bytes
    }
}

extension BinaryWriter {
    mutating func located<Value>(_ elements: [Located<Value>], _ write: (inout Self, Value) -> Void) {
        unsigned(elements.count)
        for element in elements { write(&self, element.value) }
    }

    mutating func elements<Element>(_ elements: [Element], _ write: (inout Self, Element) -> Void) {
        unsigned(elements.count)
        for element in elements { write(&self, element) }
    }

    mutating func optional<Wrapped>(_ value: Wrapped?, _ write: (inout Self, Wrapped) -> Void) {
        byte(value == nil ? 0 : 1)
        if let value { write(&self, value) }
    }

    mutating func index(_ index: UInt32) { unsigned(UInt64(index)) }

    mutating func externName(_ text: String) {
        byte(0)
        name(text)
    }
}
