import TestSupport
import Testing
import WasmBinary

@Suite struct ModuleSummaryTests {
    private func error(_ bytes: [UInt8], _ limits: ModuleLimits = ModuleLimits()) -> WasmBinaryError? {
        do {
            _ = try ModuleSummary(parsing: bytes, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    @Test func `every section is read`() throws {
        let module = try ModuleSummary(parsing: SampleModule.bytes)
        let first = ModuleSummary.FunctionType(parameters: [.i32, .f32], results: [.f64])
        let second = ModuleSummary.FunctionType(parameters: [], results: [])
        #expect(module.types == [first, second])
        #expect(module.imports.map(\.name) == ["f", "t", "g", "x"])
        #expect(
            module.imports.map(\.entity.description) == [
                "function (i32, f32) -> (f64)", "table of 2 funcref", "global i64", "tag () -> ()",
            ])
        #expect(module.functions == [first, second])
        #expect(module.tables.map(\.limits.maximum) == [nil, 5])
        #expect(module.memories.map(\.maximum) == [16])
        #expect(module.globals.map(\.type) == [.i64, .i32, .v128])
        #expect(module.globals.map(\.isMutable) == [false, true, false])
        #expect(module.exports.map(\.name) == ["memory", "run", "count"])
        #expect(module.export("run")?.entity == .function(second))
        #expect(module.startFunction == 1)
        #expect(module.elementSegmentCount == 2)
        #expect(module.codeSizes == [6])
        #expect(module.largestLocalCount == 3)
        #expect(module.dataSegments.map(\.byteCount) == [3, 2])
        #expect(module.dataSegments.map(\.isActive) == [true, false])
        #expect(module.sections.first?.name == "note")
    }

    @Test func `what is no module is told from a component and from another version`() {
        #expect(error([]) == WasmBinaryError(.notWebAssembly, at: 0))
        #expect(error(Array("RIFF....WAVE".utf8)) == WasmBinaryError(.notWebAssembly, at: 0))
        #expect(error([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]) == WasmBinaryError(.isComponent, at: 4))
        #expect(error([0, 0x61, 0x73, 0x6d, 2, 0, 0, 0]) == WasmBinaryError(.unknownVersion(2), at: 4))
    }

    @Test func `a count that the file can't hold is refused before anything is allocated`() {
        let bytes = SampleModule.header + [1, 5, 0xff, 0xff, 0xff, 0xff, 0x0f]
        #expect(error(bytes) == WasmBinaryError(.countTooLarge(0xffff_ffff, of: "types", room: 0), at: 10))
    }

    @Test func `integers that are too long or too large are refused`() {
        let tooLong = SampleModule.header + [1, 6, 0x80, 0x80, 0x80, 0x80, 0x80, 0]
        let tooLarge = SampleModule.header + [1, 5, 0x80, 0x80, 0x80, 0x80, 0x10]
        #expect(error(tooLong) == WasmBinaryError(.malformedInteger(bits: 32), at: 10))
        #expect(error(tooLarge) == WasmBinaryError(.malformedInteger(bits: 32), at: 10))
    }

    @Test func `sections keep their order and their size`() {
        let swapped = SampleModule.header + SampleModule.functions + SampleModule.types
        #expect(error(swapped)?.kind == .indexOutOfRange(1, of: "type", count: 0))
        let twice = SampleModule.header + SampleModule.types + SampleModule.types
        #expect(error(twice)?.kind == .sectionOutOfOrder("type"))
        let padded = SampleModule.header + SampleModule.section(1, [0, 7])
        #expect(error(padded)?.kind == .sectionSizeMismatch("type", declared: 2, used: 1))
        let unknown = SampleModule.header + [77, 0]
        #expect(error(unknown) == WasmBinaryError(.unknownSection(77), at: 8))
    }

    @Test func `functions without bodies and exports of one name are refused`() {
        let bodiless = SampleModule.header + SampleModule.types + SampleModule.functions
        #expect(error(bodiless)?.kind == .countMismatch("function bodies", 0, "functions", 1))
        let twice =
            SampleModule.header + SampleModule.memories
            + SampleModule.section(7, [2] + SampleModule.name("m") + [2, 0] + SampleModule.name("m") + [2, 0])
        #expect(error(twice)?.kind == .duplicateExport("m"))
    }

    @Test func `limits name what there is too much of`() {
        var limits = ModuleLimits()
        limits.maximumTableElements = 1
        #expect(error(SampleModule.bytes, limits)?.kind == .exceedsLimit("table elements", found: 2, limit: 1))
        limits = ModuleLimits()
        limits.maximumLocals = 2
        #expect(
            error(SampleModule.bytes, limits)?.kind
                == .exceedsLimit("local variables in one function", found: 3, limit: 2))
        limits = ModuleLimits()
        limits.maximumSections = 3
        #expect(error(SampleModule.bytes, limits)?.kind == .exceedsLimit("sections", found: 4, limit: 3))
    }

    @Test func `names that look alike but differ in bytes are different exports`() {
        // The Kelvin sign and the letter K: equal to Swift, not to WebAssembly.
        let bytes =
            SampleModule.header + SampleModule.memories
            + SampleModule.section(7, [2] + SampleModule.name("\u{212a}") + [2, 0] + SampleModule.name("K") + [2, 0])
        #expect(error(bytes) == nil)
    }

    @Test func `a module cut anywhere is an error, unless what is left is whole`() {
        let wholePrefixes = (0...SampleModule.bytes.count).filter { error(Array(SampleModule.bytes.prefix($0))) == nil }
        // After the header, the custom section, and each section up to the one that declares a function.
        #expect(wholePrefixes.last == SampleModule.bytes.count)
        #expect(wholePrefixes.count == 5)
    }

    @Test func `10,000 mutations each parse or are refused with a place in the file`() {
        var random = SeededGenerator(seed: 0xb17)
        var parsed = 0
        for _ in 0..<10_000 {
            var bytes = SampleModule.bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                case 1: bytes[place] = .random(in: .min ... .max, using: &random)
                case 2: bytes.insert(.random(in: .min ... .max, using: &random), at: place)
                default: bytes.remove(at: place)
                }
            }
            if let error = error(bytes) {
                #expect((0...bytes.count).contains(error.offset))
            } else {
                parsed += 1
            }
        }
        #expect(parsed > 0)
    }
}
