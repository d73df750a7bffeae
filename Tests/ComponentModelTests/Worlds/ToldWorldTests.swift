// Worlds from a seed, made into components and told again; damaged ones; and components made to hurt.

import ComponentBinary
import ComponentModel
import TestSupport
import Testing
import WIT
import WasmEngine

@Suite("The world of a drawn component")
struct ToldWorldTests {
    /// Nil when WIT refuses it: several exports may need one another.
    private static func drawn(_ seed: UInt64) throws -> (resolution: Resolution, bytes: [UInt8])? {
        var generator = ComponentWorldGenerator(seed: seed)
        let packages = generator.packages()
        let resolution: Resolution
        do throws(WITError) {
            resolution = try Resolution(verifying: packages, main: ComponentWorld.packageName)
        } catch {
            guard case .mixedDependency = error.kind else { throw error }
            return nil
        }
        let world = try #require(resolution.main.world("root"))
        let text = WorldText(world, in: resolution).text
        return (resolution, try WasmEngine.wasm(fromText: text))
    }

    /// A module that is wrapped for a world, whose exports have resources of their own.
    private static func wrapped(_ seed: UInt64) throws -> [UInt8] {
        var generator = WorldGenerator(seed: seed)
        let resolution = generator.resolution()
        let name = QualifiedName(resolution.mainName, "w")
        var dummy = DummyModule(name, in: resolution)
        return try ComponentEncoder(world: name, in: resolution).encode(WasmEngine.wasm(fromText: dummy.text()))
    }

    /// In a component, interfaces stand as the world imports them, whatever their packages' order was.
    private static func sorted(_ resolution: Resolution) -> [Package] {
        resolution.packages.map { package in
            let interfaces = package.interfaces.sorted { $0.name < $1.name }
            return Package(package.name, interfaces: interfaces, worlds: package.worlds)
        }
    }

    @Test("is the one it was made of")
    func roundTrip() throws {
        var count = 0
        var typeCount = 0
        for seed in 0..<250 as Range<UInt64> {
            guard let (resolution, bytes) = try Self.drawn(seed) else { continue }
            count += 1
            let told = try ValidatedComponent(parsing: bytes).world()
            if Self.sorted(told.resolution) != Self.sorted(resolution) {
                Issue.record("seed \(seed):\n\(told.text)\nis not\n\(resolution.text)")
            }
            #expect(try Resolution(parsing: told.text) == told.resolution, "seed \(seed)")
            typeCount += resolution.packages.reduce(0) { $0 + $1.interfaces.reduce(0) { $0 + $1.types.count } }
        }
        #expect(count > 180 && typeCount > 1_200, "\(count), \(typeCount)")
    }

    @Test("is told or refused when it is damaged, and what is told means what it says")
    func mutants() throws {
        let components =
            try (0..<30 as Range<UInt64>).compactMap { try Self.drawn($0)?.bytes }
            + (0..<30 as Range<UInt64>).map { try Self.wrapped($0) }
        var mutator = ModuleMutator(seed: 0x3A7)
        var random = SeededGenerator(seed: 0x3A7)
        var toldCount = 0
        for _ in 0..<3_000 {
            let one = try #require(components.randomElement(using: &random))
            let other = try #require(components.randomElement(using: &random))
            guard let component = try? ValidatedComponent(parsing: mutator.mutate(one, splicing: other)) else {
                continue
            }
            let world: ComponentWorld
            do throws(ComponentModelError) { world = try component.world() } catch {
                #expect(!error.description.isEmpty)
                continue
            }
            #expect(try Resolution(parsing: world.text) == world.resolution)
            toldCount += 1
        }
        #expect(toldCount > 30, "\(toldCount)")
    }

    // MARK: - Hostile components

    private func problem(
        _ sections: [Component.Section], limits: ComponentLimits = ComponentLimits()
    ) throws -> WorldProblem? {
        let component = try ValidatedComponent(Component(sections), limits: limits)
        let error = #expect(throws: ComponentModelError.self) { try component.world() }
        guard case .world(let problem) = error?.kind else { return nil }
        return problem
    }

    private func doubling(_ depth: Int) -> [Located<ComponentBinary.TypeDefinition>] {
        var types: [ComponentBinary.TypeDefinition] = [.value(.tuple([.primitive(.u8), .primitive(.u8)]))]
        for index in 0..<depth { types.append(.value(.tuple([.index(UInt32(index)), .index(UInt32(index))]))) }
        types.append(.function(.init(parameters: [Labelled("x", .index(UInt32(depth)))], result: nil)))
        return types.map { Located($0) }
    }

    @Test("is refused when small types stand for very large ones")
    func largeTypes() throws {
        let imports = (0..<20).map { Located(Import(name: "f\($0)", .function(15))) }
        var limits = ComponentLimits()
        limits.maximumTypeSize *= 10
        #expect(
            try problem([.types(doubling(14)), .imports(imports)], limits: limits)
                == .exceedsLimit("bytes in its types", limit: 1 << 20))
    }

    @Test("is refused when long names are used again and again")
    func longNames() throws {
        let name = String(repeating: "a", count: 50_000)
        let parameters = (0..<900).map { Labelled("p\($0)", .index(1)) }
        let sections: [Component.Section] = [
            .types([Located(.value(.enumeration(["a"])))]), .imports([Located(Import(name: name, .equalType(0)))]),
            .types([Located(.function(.init(parameters: parameters, result: nil)))]),
            .imports([Located(Import(name: "f", .function(2)))]),
        ]
        #expect(try problem(sections) == .exceedsLimit("bytes in its types", limit: 1 << 20))
    }

    @Test("is refused when there is too much in it, or too deep")
    func counts() throws {
        let function: [Component.Section] = [.types([Located(.function(.init(parameters: [], result: nil)))])]
        let imports = (0..<5_000).map { Located(Import(name: "f\($0)", .function(0))) }
        #expect(
            try problem(function + [.imports(imports)]) == .exceedsLimit("imports and exports", limit: 1_024))
        var chain: [ComponentBinary.TypeDefinition] = [.value(.list(.primitive(.u8)))]
        for index in 0..<80 { chain.append(.value(.list(.index(UInt32(index))))) }
        chain.append(.function(.init(parameters: [Labelled("x", .index(80))], result: nil)))
        let deep: [Component.Section] = [
            .types(chain.map { Located($0) }), .imports([Located(Import(name: "f", .function(81)))]),
        ]
        #expect(try problem(deep) == .exceedsLimit("types in one another", limit: 64))
    }

    @Test("is refused by WIT where it is beyond WIT's bounds")
    func boundsOfWIT() throws {
        let types = doubling(10)
        let component = try ValidatedComponent(
            Component([.types(types), .imports([Located(Import(name: "f", .function(11)))])]))
        let error = #expect(throws: ComponentModelError.self) { try component.world() }
        guard case .wit(let reason) = error?.kind else {
            Issue.record("\(error?.description ?? "it was told")")
            return
        }
        #expect(reason.kind == .tooLarge(limit: 1_024))
    }
}
