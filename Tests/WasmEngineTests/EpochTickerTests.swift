// The clock that deadlines count in.
import Glibc
import Testing
import WasmEngine

@Suite struct EpochTickerTests {
    private static let endless = #"(module (func (export "run") (loop br 0)))"#

    @Test func `a ticker may be started and stopped any number of times`() throws {
        let ticker = EpochTicker(engine: try Guests.engine.get(), intervalMilliseconds: 1)
        ticker.stop()
        for _ in 0..<3 {
            try ticker.start()
            try ticker.start()
            let outcome = try Guests.run(Self.endless, signature: FunctionSignature(), ticks: 2)
            #expect(outcome.report?.code == .deadlineExceeded)
            ticker.stop()
            ticker.stop()
        }
    }

    @Test func `a ticker that goes away takes its thread along`() throws {
        // An engine of its own: other suites' tickers advance the shared one's epoch.
        let engine = try WasmEngine()
        let descriptorsBefore = Self.openDescriptorCount()
        for _ in 0..<20 {
            let ticker = EpochTicker(engine: engine, intervalMilliseconds: 1000)
            try ticker.start()
        }
        // Other suites open and close files meanwhile; twenty leaked pipes would show all the same.
        #expect(Self.openDescriptorCount() < descriptorsBefore + 20)
    }

    @Test func `deadlines count ticks, and ticks come only from the ticker`() throws {
        let engine = try WasmEngine()
        let text = #"(module (func (export "run") (loop)))"#
        let template = try InstanceTemplate(WasmModule(WasmEngine.wasm(fromText: text), engine: engine))
        var store = try WasmStore(engine: engine)
        store.setDeadline(ticks: 2)
        let instance = try store.instantiate(template)
        let run = try store.function("run", of: instance, signature: FunctionSignature())
        var value = RawValue()
        store.setDeadline(ticks: 2)
        // Time passes, but no tick.
        usleep(20_000)
        #expect(store.call(run, &value, count: 1) == nil)
        engine.incrementEpoch()
        #expect(store.call(run, &value, count: 1) == nil)
        engine.incrementEpoch()
        #expect(store.call(run, &value, count: 1)?.describe().code == .deadlineExceeded)
    }

    private static func openDescriptorCount() -> Int {
        (0..<Int32(1024)).count { fcntl($0, F_GETFD) != -1 }
    }
}
