// Nothing of a component stays when its store ends.
import Foundation
import TestSupport
import Testing
import WasmEngine

@Suite(.serialized) struct ComponentLeakTests {
    private static func residentKibibytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
        return try #require(Int(line.filter(\.isNumber)))
    }

    @Test func `ten thousand instances made, called, trapped and dropped leave nothing behind`() throws {
        let types: [EchoType] = [.list(.string), .option(.record([.init("a", .f32), .init("b", .list(.u8))]))]
        let values: [ComponentValue] = [
            .list([.string("one"), .string("two")]),
            .option(.record([.init("a", .f32(1)), .init("b", .list([.u8(1), .u8(2)]))])),
        ]
        let host = HostInterface(
            "", functions: ["host": { _, arguments throws(HostRefusal) in .tuple(arguments) }])
        let echo = try ComponentGuests.template(EchoComponent(types, importsHost: true).text, granting: [host])
        let probe = try ComponentGuests.template(ProbeComponent.text, granting: EmptyWASI.interfaces)
        let counter = try ComponentGuests.template(ComponentResourceTests.counter)
        func round() throws {
            var one = try RunningComponent(echo)
            #expect(try one.value("through", values) == .tuple(values))
            #expect(try one.report("lift", [.u32(1), .u32(1)]).code == .canonicalABI)
            var two = try RunningComponent(probe)
            _ = try two.value("print")
            _ = try two.value("wait")
            var three = try RunningComponent(counter)
            // Never dropped: it goes with its store.
            _ = try three.value("[constructor]counter", [.u32(1)])
        }
        for _ in 0..<500 { try round() }
        let before = try Self.residentKibibytes()
        for _ in 0..<3_334 { try round() }
        // Other tests may run meanwhile, and the allocator keeps some; 10,000 leaks of a page would be 40 MiB.
        #expect(try Self.residentKibibytes() - before < 16 << 10)
    }

    @Test func `so do templates`() throws {
        let component = try ComponentGuests.component(ProbeComponent.text)
        func round() throws { _ = try ComponentTemplate(component, granting: EmptyWASI.interfaces) }
        for _ in 0..<100 { try round() }
        let before = try Self.residentKibibytes()
        for _ in 0..<2_000 { try round() }
        #expect(try Self.residentKibibytes() - before < 8 << 10)
    }
}
