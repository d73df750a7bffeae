// WASI with nothing behind it: what a component can learn is nothing, and the same each time.
import Glibc
import TestSupport
import Testing
import WasmEngine

@Suite struct EmptyWASITests {
    private static let template = Result {
        try ComponentGuests.template(ProbeComponent.text, granting: EmptyWASI.interfaces)
    }

    private func running() throws -> RunningComponent { try RunningComponent(Self.template.get()) }

    @Test func `whoever asks gets the same answers each time`() throws {
        func answers() throws -> [ComponentValue?] {
            var probe = try running()
            return try ProbeComponent.answered.map { try probe.value($0) }
        }
        let first = try answers()
        #expect(first.count == 17)
        for _ in 0..<3 { #expect(try answers() == first) }
    }

    @Test func `the clock stands still`() throws {
        var probe = try running()
        #expect(try probe.value("now") == .u64(0))
        usleep(2_000)
        #expect(try probe.value("now") == .u64(0))
        #expect(try probe.value("resolution") == .u64(1))
        #expect(try probe.value("date")?.bytes == Array(repeating: 0, count: 16))
    }

    @Test func `random numbers differ from each other, and not from one store to the next`() throws {
        var probe = try running()
        let numbers = try (0..<4).map { _ in try probe.value("random") }
        for index in numbers.indices.dropFirst() { #expect(numbers[index] != numbers[index - 1]) }
        let bytes = try #require(try probe.value("random-bytes")?.bytes)
        #expect(bytes.count == 32)
        #expect(Set(bytes).count > 16)
        var other = try running()
        #expect(try (0..<4).map { _ in try other.value("random") } == numbers)
        #expect(try other.value("random-bytes")?.bytes == bytes)
    }

    @Test func `there is no environment, no argument, no folder, no file, no network`() throws {
        setenv("CAJON_PROBE", "seen", 1)
        var probe = try running()
        #expect(try probe.value("environment") == .list([]))
        #expect(try probe.value("arguments") == .list([]))
        #expect(try probe.value("folder")?.bytes == [0])
        #expect(try probe.value("folders")?.bytes?.suffix(4) == [0, 0, 0, 0])
        // An error, and "access-denied".
        #expect(try probe.value("socket")?.bytes == [1, 0, 0, 0, 1])
        #expect(try probe.report("file").code == .canonicalABI)
    }

    @Test func `input is at its end, and output goes to a log with a bound`() throws {
        var probe = try running()
        // An error, and "closed".
        #expect(try probe.value("input")?.bytes == [1, 0, 0, 0, 1, 0, 0, 0])
        #expect(try probe.value("print")?.bytes == [0])
        let printed = probe.store.takeOutput()
        #expect(printed == ComponentOutput(text: "hello\n", droppedByteCount: 0))
        let nothing = probe.store.takeOutput()
        #expect(nothing == ComponentOutput(text: "", droppedByteCount: 0))
    }

    @Test func `more output than the log holds is counted and dropped`() throws {
        var probe = try running()
        for _ in 0..<20 { #expect(try probe.value("print-much")?.bytes == [0]) }
        let output = probe.store.takeOutput()
        #expect(output.text.utf8.count == 65_536)
        #expect(output.droppedByteCount == 20 * 4_096 - 65_536)
    }

    @Test func `waiting is over at once, and for nothing is refused`() throws {
        var probe = try running()
        #expect(try probe.value("wait") == .list([.u32(0), .u32(1)]))
        #expect(try probe.report("wait-for-nothing").code == .host)
    }

    @Test(arguments: [
        ("exit", "asked to exit"), ("too-many-random-bytes", "random bytes"), ("handles", "10000 handles"),
    ])
    func `what is too much is refused with its reason`(name: String, words: String) throws {
        var probe = try running()
        let report = try probe.report(name)
        #expect(report.code == .host)
        #expect(report.message.contains(words), "\(report.message)")
    }
}
