// Effects that show what they measure, from source to what the host reads. Test threads.

import EffectBuild
import EffectHost
import Foundation
import TestSupport
import Testing
import WasmBinary

@Suite("Meters of a built effect")
struct MeterTests {
    private static let swift = Sources.swift
        .replacing(
            "struct Half: Effect {",
            with: "struct Half: MeteredEffect {\n    enum Meter: Int, CaseIterable { case last, most }"
        )
        .replacing(
            "    private var level = Ramp()",
            with: """
                    static func describe(_ meter: Meter) -> MeterDescription {
                        switch meter {
                        case .last: .last("last", "Last sample", .none, -2...2)
                        case .most: .greatest("most", "Greatest sample", .decibels, -1...2)
                        }
                    }
                    private var level = Ramp()
                """
        )
        .replacing(
            "    mutating func process(_ block: Block) {",
            with: """
                    mutating func process(_ block: Block) {
                        for frame in 0..<block.frameCount {
                            meters.show(.last, block[0].base[frame])
                            meters.show(.most, block[0].base[frame])
                        }
                """)

    private static let c =
        Sources.c
        .replacing(
            "#include \"cajon.h\"", with: "#include \"cajon.h\"\n#include \"cajon_meters.h\"\nenum { LAST, MOST };"
        )
        .replacing(
            "*timing = (cajon_timing){0, 0};", with: "*timing = (cajon_timing){0, 0};\n    cajon_clear_meters();"
        )
        .replacing(Sources.marker, with: "cajon_clear_meters();")
        .replacing(
            "static void process(const cajon_block *block) {",
            with: """
                static void process(const cajon_block *block) {
                    for (uint32_t frame = 0; frame < block->frames; frame++) {
                        cajon_show(LAST, cajon_channel(block, 0)[frame]);
                        cajon_show(MOST, cajon_channel(block, 0)[frame]);
                    }
                """)
            + """
            CAJON_METERS(
                {.id = "last", .name = "Last sample", .unit = CAJON_UNIT_NONE, .minimum = -2, .maximum = 2},
                {.id = "most", .name = "Greatest sample", .unit = CAJON_UNIT_DECIBELS, .minimum = -1, .maximum = 2,
                 .shows_greatest = true});

            """

    private let bench: Bench

    init() throws { bench = try Bench() }

    private static func source(_ language: String) -> String { language == "c" ? c : swift }

    @Test("are described, as a component's on the fast path", arguments: ["swift", "c"])
    func description(language: String) throws {
        try bench.build("half.\(language)", ["half.\(language)": Self.source(language)], target: .component)
        let module = try EffectLoader(cache: nil).load(path: bench.folder.file("effect.wasm"))
        #expect(module.path == .core)
        #expect(
            module.descriptor.meters == [
                EffectMeter(id: "last", name: "Last sample", unit: .none, minimum: -2, maximum: 2),
                EffectMeter(id: "most", name: "Greatest sample", unit: .decibels, minimum: -1, maximum: 2),
            ])
        let instance = try module.instantiate()
        _ = try instance.configure(EffectFormat(sampleRateHertz: 48_000, channelCount: 1, maximumFrameCount: 8))
        #expect(try instance.readMeters().map(\.value) == [nil, -1])
    }

    @Test(
        "show the last number, or the greatest since they were read, and nothing after a reset",
        arguments: ["swift", "c"])
    func showing(language: String) throws {
        let effect = try BuiltEffects.native(fixture: Self.source(language), language: language)
        try effect.configure(channels: 1)
        #expect(read(effect) == "nan -1.0")
        _ = effect.process([[0.5, 1.5, 0.25]])
        #expect(read(effect) == "0.25 1.5")
        #expect(read(effect) == "0.25 -1.0")
        _ = effect.process([[-0.5]])
        _ = effect.process([[-0.75]])
        #expect(read(effect) == "-0.75 -0.5")
        _ = effect.process([[.nan, 1, .nan]])
        #expect(read(effect) == "nan 1.0")
        _ = effect.process([[1]])
        effect.reset()
        #expect(read(effect) == "nan -1.0")
    }

    /// What both meters show.
    private func read(_ effect: NativeEffect) -> String {
        let entry = effect.function("cajon_meters_read_entry", as: (@convention(c) () -> UnsafeRawPointer).self)
        let list = entry()
        // SAFETY: the list is the library's `cajon_f32_list`, whose two numbers lie where it says.
        let numbers = list.load(as: UnsafePointer<Float>.self)
        precondition(list.load(fromByteOffset: 8, as: Int.self) == 2)
        return "\(numbers[0]) \(numbers[1])"
    }

    @Test("are exported by those effects alone that have some")
    func exports() throws {
        func meters() throws -> [String] {
            try ModuleSummary(parsing: bench.folder.read("effect.wasm")).exports.map(\.name)
                .filter { $0.contains("meters") }.sorted()
        }
        let names = ["cajon:effect/meters@0.1.0#describe", "cajon:effect/meters@0.1.0#read"]
        for (file, text, expected) in [
            ("half.swift", Sources.swift, []), ("half.c", Sources.c, []), ("half.swift", Self.swift, names),
            ("half.c", Self.c, names),
        ] {
            try bench.build(file, [file: text])
            #expect(try meters() == expected)
        }
    }
}
