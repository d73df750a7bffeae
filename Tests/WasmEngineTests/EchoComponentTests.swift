// The component that gives values back, and with it every type in both directions.
import TestSupport
import Testing
import WasmEngine

@Suite struct EchoComponentTests {
    /// One of each, and of each way in which they lie in memory.
    static let kinds: [EchoType] =
        EchoType.scalars + [
            .list(.u8), .list(.string), .list(.list(.f32)),
            .record([.init("a", .u8), .init("b", .f64), .init("c", .string)]),
            .tuple([.u16, .u64, .bool]), .tuple([.f32]),
            .variant([.init("none"), .init("number", .f32), .init("wide", .u64), .init("text", .string)]),
            .variant([.init("only", .f64)]),
            .enumeration(["one"]), .enumeration((0..<256).map { "e\($0)" }), .enumeration((0..<257).map { "e\($0)" }),
            .option(.u8), .option(.option(.f64)), .option(.list(.s16)),
            .result(ok: nil, error: nil), .result(ok: .f32, error: .u32), .result(ok: .f64, error: nil),
            .result(ok: nil, error: .string),
            .flags(["a"]), .flags((0..<8).map { "f\($0)" }), .flags((0..<9).map { "f\($0)" }),
            .flags((0..<17).map { "f\($0)" }), .flags((0..<32).map { "f\($0)" }),
        ]

    /// What the import does: it gives back what it gets, as one value.
    private static let host = HostInterface(
        "",
        functions: [
            "host": { _, arguments throws(HostRefusal) in arguments.count == 1 ? arguments[0] : .tuple(arguments) }
        ])

    private func check(_ types: [EchoType], seed: UInt64, rounds: Int) throws {
        var generator = SeededGenerator(seed: seed)
        var echo = try ComponentGuests.running(
            EchoComponent(types, importsHost: true).text, granting: [Self.host])
        for _ in 0..<rounds {
            let values = types.map { ComponentValue.random(of: $0, using: &generator) }
            let whole = values.count == 1 ? values[0] : .tuple(values)
            #expect(try echo.value("echo", values) == whole)
            #expect(try echo.value("through", values) == whole)
            #expect(try echo.value("echo-list", [.list([whole, whole])]) == .list([whole, whole]))
        }
    }

    @Test(arguments: kinds) func `a value of each kind comes back as it went`(type: EchoType) throws {
        try check([type], seed: 1, rounds: 20)
    }

    @Test(arguments: [1, 2, 15, 16, 17, 40])
    func `so do many at once, whether they pass flat or in memory`(count: Int) throws {
        try check((0..<count).map { Self.kinds[($0 * 7) % EchoType.scalars.count] }, seed: 2, rounds: 10)
    }

    @Test func `so do values of generated types`() throws {
        var generator = SeededGenerator(seed: 3)
        for round in 0..<300 {
            let types = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                EchoType.random(depth: 3, using: &generator)
            }
            do {
                try check(types, seed: UInt64(round), rounds: 5)
            } catch {
                Issue.record("\(types): \(error)")
            }
        }
    }

    /// Types with names are left out: one component would have to be given the other's.
    private static let namelessKinds = kinds.filter { kind in
        switch kind {
        case .record, .variant, .enumeration, .flags: false
        default: true
        }
    }

    @Test(arguments: namelessKinds.map { [$0] } + [namelessKinds])
    func `values pass from one component to another as they are`(types: [EchoType]) throws {
        func part(_ name: String, _ component: EchoComponent) -> String {
            "(component $\(name)" + component.text.dropFirst("(component".count)
        }
        let text = """
            (component
              \(part("inner", EchoComponent(types, stringEncoding: "utf16")))
              (instance $inner (instantiate $inner))
              \(part("outer", EchoComponent(types, importsHost: true)))
              (instance $outer (instantiate $outer (with "host" (func $inner "echo"))))
              (export "through" (func $outer "through")))
            """
        var echo = try ComponentGuests.running(text)
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<10 {
            let values = types.map { ComponentValue.random(of: $0, using: &generator) }
            #expect(try echo.value("through", values) == (values.count == 1 ? values[0] : .tuple(values)))
        }
    }

    @Test(arguments: ["utf8", "utf16", "latin1+utf16"])
    func `text comes back whatever its encoding in memory`(encoding: String) throws {
        var echo = try ComponentGuests.running(EchoComponent([.string], stringEncoding: encoding).text)
        for text in ["", "plain", "naïve", "日本", "🎛️ a", "\u{0}\u{FFFF}"] {
            #expect(try echo.value("echo", [.string(text)]) == .string(text))
        }
    }

    @Test func `memory and core values can be looked at`() throws {
        var echo = try ComponentGuests.running(EchoComponent([.u8, .string, .f32]).text)
        _ = try echo.value("echo", [.u8(200), .string("abc"), .f32(1)])
        let address = UInt64(EchoComponent.arenaAddress)
        #expect(try echo.value("flats") == .list([.u64(200), .u64(address), .u64(3), .u64(0x3f80_0000)]))
        #expect(try echo.value("peek", [.u32(UInt32(address)), .u32(3)])?.bytes == Array("abc".utf8))
    }

    @Test func `what is put into memory can be lifted, whatever it is`() throws {
        var echo = try ComponentGuests.running(EchoComponent([.enumeration(["a", "b"])]).text)
        _ = try echo.value("poke", [.u32(2_048), .list([.u8(1), .u8(0)])])
        #expect(
            try echo.value("lift", [.u32(2_048), .u32(2)]) == .list([.enumeration("b"), .enumeration("a")]))
        _ = try echo.value("poke", [.u32(2_048), .list([.u8(2)])])
        #expect(try echo.report("lift", [.u32(2_048), .u32(1)]).code == .canonicalABI)
    }
}
