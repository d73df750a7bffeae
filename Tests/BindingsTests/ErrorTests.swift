// What can't be done is refused in words that help.

import Bindings
import Testing
import WIT

@Suite("Bindings that can't be made")
struct ErrorTests {
    private let resolution: Resolution

    init() throws {
        resolution = try Resolution(
            parsing: """
                package a:b@1.0.0;
                package c:d { world other {} }
                interface i { f: func(); }
                world first { export i; }
                world second {}
                """)
    }

    @Test("for want of the world name those there are")
    func noSuchWorld() {
        let error = #expect(throws: BindingsError.self) { try WorldBinding(resolution, world: "third") }
        #expect(error?.description == "there is no world ‘third’; there are: ‘first’, ‘second’, ‘c:d/other’")
        #expect(throws: Never.self) { try WorldBinding(resolution, world: "c:d/other") }
        #expect(throws: Never.self) { try WorldBinding(resolution, world: "a:b/second@1.0.0") }
        let strange = #expect(throws: BindingsError.self) {
            try WorldBinding(resolution, world: "\u{1b}" + String(repeating: "x", count: 1_000))
        }
        #expect(strange?.description.contains("\u{1b}") == false)
        #expect((strange?.description.count ?? 1_000) < 300)
    }

    @Test("for what can't be a name in C say so", arguments: ["", "1a", "a-b", "ä", "a b", "a(", "\n"])
    func invalidPrefix(prefix: String) {
        #expect(throws: BindingsError.self) { try BindingNames(prefix: prefix) }
        #expect(throws: BindingsError.self) { try BindingNames(interfaces: ["i": prefix]) }
    }

    @Test("for an interface that the world lacks name those it has")
    func noSuchInterface() throws {
        let names = try BindingNames(interfaces: ["j": "p"])
        let binding = try WorldBinding(resolution, world: "first")
        let error = #expect(throws: BindingsError.self) { try CHeader(binding, names: names) }
        #expect(error?.description == "the world has no interface ‘j’; it has: ‘a:b/i@1.0.0’")
    }
}
