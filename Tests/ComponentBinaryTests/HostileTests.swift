// Components that are made to hurt: each is refused with its place, in bounded time and memory, or taken.

import ComponentBinary
import Testing
import WasmBinary
import WasmEngine

@Suite struct HostileTests {
    private func error(_ bytes: [UInt8]) -> ComponentBinaryError? {
        do throws(ComponentBinaryError) {
            _ = try ValidatedComponent(parsing: bytes)
            return nil
        } catch { return error }
    }

    private func error(_ component: Component) -> ComponentBinaryError? { error(component.encoded()) }

    private func error(_ text: String) throws -> ComponentBinaryError? { error(try WasmEngine.wasm(fromText: text)) }

    private func types(_ types: [TypeDefinition]) -> Component.Section { .types(types.map { Located($0) }) }

    @Test(arguments: Specimen.all)
    func `a component that is cut short is refused wherever it is cut, unless at a section's end`(specimen: Specimen)
        throws
    {
        for length in 0..<specimen.bytes.count {
            let head = Array(specimen.bytes.prefix(length))
            guard let error = error(head) else {
                #expect(Oracle.shared.refusal(of: head) == nil, "\(length)")
                continue
            }
            #expect(error.offset <= length)
            #expect(!error.description.isEmpty)
        }
    }

    @Test func `what is no component is told from a module and from another version`() {
        #expect(error([UInt8]()) == ComponentBinaryError(.malformed(.notWebAssembly), in: nil, at: 0))
        #expect(error(Array("RIFF....".utf8)) == ComponentBinaryError(.malformed(.notWebAssembly), in: nil, at: 0))
        #expect(error([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]) == ComponentBinaryError(.isCoreModule, in: nil, at: 4))
        #expect(
            error([0, 0x61, 0x73, 0x6d, 0x0c, 0, 1, 0])
                == ComponentBinaryError(.malformed(.unknownVersion(0x1000c)), in: nil, at: 4))
    }

    @Test(
        arguments: [
            ([12, 0], .value), ([9, 0], .start), ([13, 0], nil), ([5, 9, 1], nil), ([5, 1, 9], .instance),
            ([5, 2, 0, 0], .instance), ([5, 6, 0xff, 0xff, 0xff, 0xff, 0x1f, 0], .instance),
            ([2, 2, 1, 2], .coreInstance),
            ([2, 6, 1, 0, 0, 1, 0, 0x11], .coreInstance), ([2, 5, 1, 1, 1, 0, 9], .coreInstance),
            ([3, 2, 1, 0x5f], .coreType),
            ([3, 3, 1, 0x50, 9], .coreType), ([3, 4, 1, 0x50, 1, 9], .coreType),
            ([3, 5, 1, 0x50, 1, 2, 0x11], .coreType),
            ([3, 6, 1, 0x50, 1, 2, 0x10, 0], .coreType), ([3, 6, 1, 0x50, 1, 3, 0, 5], .coreType),
            ([3, 7, 1, 0x50, 1, 3, 0, 4, 1], .coreType), ([3, 5, 1, 0x50, 1, 1, 0x5f], .coreType),
            ([5, 2, 1, 2], .instance), ([5, 5, 1, 1, 1, 0, 0], .instance), ([6, 3, 1, 9, 0], .alias),
            ([6, 3, 1, 2, 0], .alias),
            ([6, 3, 1, 3, 9], .alias), ([6, 3, 1, 3, 1], .alias), ([7, 2, 1, 0x41], .type), ([7, 2, 1, 0x10], .type),
            ([7, 3, 1, 0x70, 0x40], .type), ([7, 4, 1, 0x42, 1, 3], .type), ([7, 4, 1, 0x41, 1, 9], .type),
            ([7, 4, 1, 0x40, 0, 2], .type), ([7, 5, 1, 0x40, 0, 1, 1], .type), ([7, 6, 1, 0x71, 1, 1, 0x61, 2], .type),
            ([7, 7, 1, 0x71, 1, 1, 0x61, 0, 1], .type), ([7, 3, 1, 0x3f, 0x7e], .type),
            ([7, 4, 1, 0x3f, 0x7f, 2], .type),
            ([7, 2, 1, 0x3e], .type), ([8, 2, 1, 0x60], .canonical), ([8, 3, 1, 0, 1], .canonical),
            ([8, 6, 1, 0, 0, 0, 1, 0x0a], .canonical), ([10, 2, 1, 2], .import), ([10, 2, 1, 3], .import),
            ([10, 5, 1, 0, 1, 0x61, 9], .import), ([10, 6, 1, 0, 1, 0x61, 0, 0], .import),
            ([10, 6, 1, 0, 1, 0x61, 3, 2], .import), ([10, 6, 1, 0, 1, 0xff, 3, 1], .import),
            ([11, 7, 1, 0, 1, 0x61, 3, 0, 2], .export), ([0, 2, 5, 0], .custom), ([1, 1, 0], .coreModule),
            ([4, 1, 0], nil), ([7, 3, 1, 0x7f, 0], .type),
        ] as [([UInt8], ComponentSectionKind?)])
    func `sections that can't be read are refused with their name`(bytes: [UInt8], section: ComponentSectionKind?) {
        let whole = Component().encoded() + bytes
        let error = error(whole)
        #expect(error?.section == section, "\(error?.description ?? "")")
        #expect((8...whole.count).contains(error?.offset ?? 0))
        #expect(Oracle.shared.refusal(of: whole) != nil)
    }

    @Test func `a million types are refused at their count, or at their number in all`() {
        let million = Component([types(Array(repeating: .value(.primitive(.u8)), count: 1_000_000))]).encoded()
        let limits = ComponentLimits()
        #expect(
            error(million)
                == ComponentBinaryError(
                    .exceedsLimit("types", found: 1_000_000, limit: limits.maximumElements), in: .type, at: 12))
        let spread = Component(
            Array(repeating: types(Array(repeating: .value(.primitive(.u8)), count: 50_000)), count: 20))
        let found = limits.maximumTotalElements + 50_000
        #expect(
            error(spread)?.kind
                == .exceedsLimit("elements of all vectors", found: found, limit: limits.maximumTotalElements))
    }

    @Test func `counts that the file can't hold are refused before anything is allocated`() {
        let bytes = Component().encoded() + [7, 5, 0xff, 0xff, 0xff, 0xff, 0x0f]
        #expect(
            error(bytes)
                == ComponentBinaryError(
                    .malformed(.countTooLarge(0xffff_ffff, of: "types", room: 0)), in: .type, at: 10))
    }

    @Test func `nesting has an end, of components and of types`() {
        var component = Component()
        for _ in 0..<300 { component = Component([.component(Located(component))]) }
        #expect(error(component)?.kind == .exceedsLimit("components nested in one another", found: 33, limit: 32))
        var type = TypeDefinition.instance([])
        for _ in 0..<300 { type = .instance([Located(.type(type))]) }
        #expect(
            error(Component([types([type])]))?.kind
                == .exceedsLimit("types nested in one another", found: 33, limit: 32))
    }

    @Test func `references to references have an end`() {
        var chain: [TypeDefinition] = [.value(.list(.primitive(.u8)))]
        for index in 0..<50_000 { chain.append(.value(.list(.index(UInt32(index))))) }
        #expect(
            error(Component([types(chain)]))?.kind
                == .exceedsLimit("types that refer to one another", found: 100, limit: 99))
    }

    @Test func `a type that doubles itself has an end`() {
        var doubling: [TypeDefinition] = [.value(.tuple([.primitive(.u8), .primitive(.u8)]))]
        for index in 0..<60 { doubling.append(.value(.tuple([.index(UInt32(index)), .index(UInt32(index))]))) }
        guard case .exceedsLimit("types in one type", _, 1_000_000) = error(Component([types(doubling)]))?.kind else {
            Issue.record("it was taken")
            return
        }
    }

    @Test func `a list whose length multiplies itself has an end`() throws {
        var features = ComponentFeatures()
        features.fixedLengthLists = true
        let long = Component([types([.value(.fixedLengthList(.primitive(.u8), count: .max))])])
        let longer = Component([
            types([
                .value(.fixedLengthList(.primitive(.u64), count: 9)), .value(.fixedLengthList(.index(0), count: 1_000)),
                .value(.fixedLengthList(.index(1), count: 1_000)), .value(.fixedLengthList(.index(2), count: .max)),
            ])
        ])
        for component in [long, longer] {
            let error = #expect(throws: ComponentBinaryError.self) {
                try ValidatedComponent(component, features: features)
            }
            #expect(error?.description.contains("types in one type; at most 1000000") == true)
        }
        let short = Component([types([.value(.fixedLengthList(.primitive(.u8), count: 5))])])
        #expect(throws: Never.self) { try ValidatedComponent(short, features: features) }
    }

    @Test func `a recursive type refers to what is not there yet`() {
        #expect(
            error(Component([types([.value(.list(.index(0)))])]))?.kind == .indexOutOfRange(0, of: "type", count: 0))
    }

    @Test func `many instances of a large type cost steps, and those have an end`() throws {
        // 1,000 exports with a resource each, imported 4,000 times: each import has resources of its own.
        let exports = (0..<1_000).map { number in
            Located(TypeDefinition.Declarator.export(name: "e\(number)", .resourceType))
        }
        let imports = (0..<4_000).map { Located(Import(name: "i\($0)", .instance(0))) }
        let component = Component([types([.instance(exports)]), .imports(imports)])
        let error = error(component)
        guard case .exceedsLimit("steps of checking types", _, _) = error?.kind else {
            Issue.record("\(error?.description ?? "it was taken")")
            return
        }
        #expect(error?.section == .import)
    }

    @Test func `many instantiations of a large component cost steps, too`() throws {
        let exports = (0..<1_000).map { Located(Export(name: "e\($0)", SortIndex(.type, 0))) }
        let inner = Component([types([.resource(destructor: nil)]), .exports(exports)])
        let instances = (0..<4_000).map { _ in Located(Instance.instantiate(component: 0, arguments: [])) }
        let error = error(Component([.component(Located(inner)), .instances(instances)]))
        guard case .exceedsLimit("steps of checking types", _, _) = error?.kind else {
            Issue.record("\(error?.description ?? "it was taken")")
            return
        }
        #expect(error?.section == .instance)
    }

    @Test func `instances, modules and components have a number`() throws {
        let instances = Component([.coreInstances(Array(repeating: Located(.exports([])), count: 4_097))])
        #expect(error(instances)?.kind == .exceedsLimit("instances", found: 4_097, limit: 4_096))
        let components = Component(Array(repeating: .component(Located(Component())), count: 1_000))
        #expect(
            error(components)?.kind == .exceedsLimit("core modules and components", found: 1_001, limit: 1_000))
        let sections = Component(Array(repeating: types([]), count: 10_001))
        #expect(error(sections)?.kind == .exceedsLimit("sections", found: 10_001, limit: 10_000))
        var limits = ComponentLimits()
        limits.maximumBytes = 7
        #expect(throws: ComponentBinaryError(.exceedsLimit("bytes of a component", found: 8, limit: 7), in: nil, at: 0))
        {
            try Component(parsing: Component().encoded(), limits: limits)
        }
    }

    @Test func `fields, parameters, options and names have a number`() {
        let fields = (0..<10_001).map { Labelled("f\($0)", .primitive(.u8)) }
        #expect(
            error(Component([types([.value(.record(fields))])]))?.kind
                == .exceedsLimit("fields", found: 10_001, limit: 10_000))
        let parameters = TypeDefinition.function(.init(parameters: Array(fields.prefix(1_001)), result: nil))
        #expect(
            error(Component([types([parameters])]))?.kind
                == .exceedsLimit("parameters", found: 1_001, limit: 1_000))
        let options = Array(repeating: CanonicalDefinition.Option.encoding(.utf8), count: 11)
        #expect(
            error(Component([.canonicals([Located(.lower(function: 0, options: options))])]))?.kind
                == .exceedsLimit("canonical options", found: 11, limit: 10))
        let name = String(repeating: "a", count: 100_001)
        #expect(
            error(Component([.imports([Located(Import(name: name, .resourceType))])]))?.kind
                == .exceedsLimit("bytes of a name", found: 100_001, limit: 100_000))
    }

    @Test func `what was not read, but built, is bounded as well`() {
        var component = Component()
        for _ in 0..<200 { component = Component([.component(Located(component))]) }
        let error = #expect(throws: ComponentBinaryError.self) { try ValidatedComponent(component) }
        #expect(error?.kind == .exceedsLimit("components and types in one another", found: 67, limit: 66))
    }

    @Test func `a core module that can't be read is told with its place in the file`() throws {
        let module: [UInt8] = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 14, 0]
        let error = error(Component([.coreModule(module[...])]))
        #expect(error == ComponentBinaryError(.coreModule(.unknownSection(14)), in: .coreModule, at: 18))
        #expect(
            error?.description.hasPrefix("a core module inside can't be read: a section of unknown kind 14") == true)
    }

    @Test func `names that only look alike to people are not confused`() throws {
        // The sign for kelvin is, canonically, the letter K.
        let text = "(component (import \"i\" (instance (export \"K\" (func)))) (alias export 0 \"\u{212a}\" (func)))"
        #expect(try error(text)?.kind == .noSuchExport("\u{212a}", ofInstance: 0, isCore: false))
    }

    @Test func `as many aliases, exports and imports as there may be are taken one by one`() throws {
        let count = ComponentLimits().maximumElements
        let aliases = Component([
            types([.value(.primitive(.u8))]),
            .aliases((0..<count).map { Located(.outer(.type, count: 0, index: UInt32($0))) }),
        ])
        #expect(error(aliases) == nil)
        let exports = Component([
            types([.value(.primitive(.u8))]),
            .exports((0..<count).map { Located(Export(name: "e\($0)", SortIndex(.type, UInt32($0)))) }),
        ])
        #expect(error(exports) == nil)
        let imports = Component([.imports((0..<count).map { Located(Import(name: "i\($0)", .resourceType)) })])
        #expect(error(imports) == nil)
    }
}
