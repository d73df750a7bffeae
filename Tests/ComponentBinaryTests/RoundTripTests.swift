// Reading and writing components: what is written is what was read.

import ComponentBinary
import TestSupport
import Testing
import WasmBinary
import WasmEngine

@Suite struct RoundTripTests {
    @Test(arguments: Specimen.all)
    func `a component is written as it was read, byte for byte`(specimen: Specimen) throws {
        let component = try Component(parsing: specimen.bytes)
        #expect(component.encoded() == specimen.bytes)
        #expect(try Component(parsing: component.encoded()) == component)
    }

    @Test(arguments: Specimen.all)
    func `wasmtime and we accept the corpus`(specimen: Specimen) throws {
        #expect(Oracle.shared.refusal(of: specimen.bytes) == nil)
        #expect(throws: Never.self) { try ValidatedComponent(parsing: specimen.bytes) }
    }

    @Test func `a component that was built is the one that is read`() throws {
        let module = try WasmEngine.wasm(fromText: "(module (func (export \"f\") (result i32) i32.const 1))")
        let built = Component([
            .coreModule(module[...]),
            .coreInstances([Located(.instantiate(module: 0, arguments: []))]),
            .aliases([Located(.coreExport(.function, instance: 0, name: "f"))]),
            .types([
                Located(.value(.variant([.init("a", nil), .init("b", .primitive(.string))]))),
                Located(.function(.init(parameters: [], result: .primitive(.u32)))),
            ]),
            .canonicals([Located(.lift(coreFunction: 0, options: [.encoding(.utf16)], type: 1))]),
            .exports([Located(Export(name: "f", SortIndex(.function, 0), descriptor: .function(1)))]),
        ])
        let bytes = built.encoded()
        #expect(try Component(parsing: bytes) == built)
        #expect(Oracle.shared.refusal(of: bytes) == nil)
        #expect(try ValidatedComponent(parsing: bytes).exports.names == ["f"])
    }

    @Test func `indices beyond one byte keep their value`() throws {
        // 63, 64 and 8192 are where the signed form of an index gets another byte.
        let types = (0..<8_200).map { Located(TypeDefinition.value($0 == 0 ? .primitive(.u8) : .list(.index(0)))) }
        let uses = [0, 63, 64, 127, 128, 8_191, 8_192].map { Located(TypeDefinition.value(.option(.index($0)))) }
        let component = Component([.types(types), .types(uses)])
        #expect(try Component(parsing: component.encoded()) == component)
        #expect(Oracle.shared.refusal(of: component.encoded()) == nil)
    }

    @Test func `integers of more bytes than needed, and names' old kinds, are read as what they mean`() throws {
        let header = Component().encoded()
        let component = Component([.imports([Located(Import(name: "a", .resourceType))])])
        #expect(component.encoded() == header + [10, 6, 1, 0, 1, 0x61, 3, 1])
        #expect(try Component(parsing: header + [10, 0x87, 0, 0x81, 0, 1, 1, 0x61, 3, 1]) == component)
    }

    @Test func `a component's names are read, and written again`() throws {
        let specimen = try #require(Specimen.all.first { $0.name == "custom-sections" })
        let section = try #require(try Component(parsing: specimen.bytes).customSections.first)
        let names = try #require(ComponentNames(section))
        #expect(names.component == "named")
        #expect(names[SortIndex(.core(.module), 0)] == "module")
        #expect(names[SortIndex(.core(.instance), 0)] == "instance")
        #expect(names[SortIndex(.type, 0)] == "type")
        #expect(names[SortIndex(.function, 0)] == "function")
        #expect(names[SortIndex(.component, 0)] == "inner")
        #expect(names[SortIndex(.instance, 0)] == "bag")
        #expect(names[SortIndex(.instance, 1)] == nil)
        #expect(names.section == section)
        for length in 0..<section.contents.count {
            let cut = Component.CustomSection(name: section.name, contents: section.contents.prefix(length))
            #expect(ComponentNames(cut).map { $0 != names } ?? true)
        }
        #expect(ComponentNames(.init(name: "name", contents: section.contents)) == nil)
        #expect(ComponentNames(.init(name: section.name, contents: [7, 0])) == nil)
    }
}
