// All that the thread which runs an effect touches of it. One thread at a time; the `@_noLocks` part lives in
// EffectState+Processing.swift.

import CanonicalABI
import WasmEngine

/// A running instance: its store, its functions, and the block at hand.
///
/// Lives at a fixed address (an `EffectInstance` keeps it there), since render steps point to it.
struct EffectState: ~Copyable {
    /// What ended the effect, noted without allocating.
    enum Failure {
        case trapped(WasmTrap)
        /// `cabi_realloc` returned memory for this many samples that it doesn't have.
        case badAllocation(address: UInt32, sampleCount: UInt32)
        /// `process` returned an address where no (pointer, length) lies.
        case badResultAddress(UInt32)
        /// `process` returned samples that don't lie in memory.
        case badOutput(address: UInt32, sampleCount: UInt32)
        case wrongLength(sampleCount: UInt32)
        /// `process` returned a NaN or an infinity, where that ends an effect.
        case notFinite(sample: UInt32)
        /// `read` returned numbers that don't lie in memory.
        case badReadings(address: UInt32, count: UInt32)
        case wrongReadings(count: UInt32)
    }

    /// The most that one answer of an effect may hold in strings and lists: ample for a thousand parameters.
    static let liftingLimit: UInt64 = 1 << 20

    var store: WasmStore
    /// In the order in which they were made; most effects are one.
    let instances: [WasmInstance]
    let entryPoints: EntryPoints
    let memory: WasmMemory
    let allocator: WasmFunction
    let functions: Functions
    let deadlines: Deadlines
    let policy: EffectPolicy

    /// Arguments and results of the call at hand: no call of the contract has more than five.
    let values: UnsafeMutablePointer<RawValue>
    static let valueCapacity = FunctionType.maximumFlatParameters

    /// Where the effect's log lines go, its assets, and its kernels. Its own allocation, because the store's user data points to it.
    let guest: UnsafeMutablePointer<GuestContext>

    var channelCount: UInt32 = 0
    var sidechainChannelCount: UInt32 = 0

    // The block between `acquire` and `finish`: addresses in guest memory, counts in samples.
    var inputAddress: UInt32 = 0
    var inputSampleCount: UInt32 = 0
    var sidechainAddress: UInt32 = 0
    var sidechainSampleCount: UInt32 = 0
    var resultAddress: UInt32 = 0

    /// What ended the effect, until somebody asks.
    var failure: Failure?
    var failedFunction = EffectFunction.start
    /// Whether the effect has failed, asked about or not: nothing of it is called again.
    var hasFailed = false
    /// How much time the effect was last given, in ticks; 0 when it has until a moment in time.
    var grantedTicks: UInt64 = 0
    /// The same in nanoseconds, and when, on the clock of `cajon_monotonic_nanoseconds`; 0 when it was in ticks.
    var grantedNanoseconds: UInt64 = 0
    var grantNanoseconds: UInt64 = 0
    var collectionPace: CollectionPace
    var meterPace = MeterPace(sampleRate: 0)

    /// A function, and what tells the effect that its result was read.
    struct Callable {
        let call: WasmFunction
        let postReturn: WasmFunction?
    }

    struct Functions {
        let describe, configure: Callable
        let setParameter, process, reset: WasmFunction
        let processPostReturn: WasmFunction?
        /// Of the contract's `maintenance`, for an effect that has it.
        let collect: WasmFunction?
        /// Of the contract's `meters`, likewise.
        let readMeters: Callable?
    }

    /// How long the effect may run, in ticks of the engine's epoch.
    struct Deadlines {
        let setupTicks: UInt64
        let blockTicks: UInt64
    }

    deinit {
        values.deallocate()
        guest.deinitialize(count: 1)
        guest.deallocate()
    }
}

extension EffectState {
    /// Calls a function of the contract with values of any type. Allocates: not on the audio thread.
    ///
    /// Errors: the effect trapped, ran out of time, or broke the canonical ABI. It must not be called again then.
    mutating func call(
        _ function: Callable, _ name: EffectFunction, _ type: FunctionType, _ arguments: [Value]
    ) throws(EffectFault) -> Value? {
        grant(deadlines.setupTicks)
        var guest = SetupMemory(state: &self)
        let core: [CoreValue]
        do {
            core = try guest.lowerArguments(arguments, of: type)
        } catch {
            hasFailed = true
            let misuse = self.guest.pointee.assets?.pointee.takeFailure(limit: limit)
            throw EffectFault(cause: misuse ?? .brokeABI(error.description), function: name)
        }
        for (index, value) in core.enumerated() { values[index] = RawValue(value) }
        let results = type.exportedSignature.results
        if name.mayUseAssets { self.guest.pointee.assets?.pointee.table.begin() }
        self.guest.pointee.mayMakeModules = true
        let trap = store.call(function.call, values, count: max(core.count, results.count))
        self.guest.pointee.mayMakeModules = false
        self.guest.pointee.assets?.pointee.table.end()
        if let trap {
            _ = fail(.trapped(trap), in: name)
            throw takeFault()!
        }
        let coreResults = results.enumerated().map { CoreValue(values[$0], type: $1) }
        publishMemorySize()
        let result: Value?
        do {
            let view = LinearMemoryView(store.bytes(of: memory), liftingLimit: Self.liftingLimit)
            result = try view.liftResult(of: type, from: coreResults)
        } catch {
            hasFailed = true
            throw EffectFault(cause: .brokeABI(error.description), function: name)
        }
        if let postReturn = function.postReturn, let trap = callWithin(postReturn, count: 1) {
            _ = fail(.trapped(trap), in: .postReturn)
            throw takeFault()!
        }
        return result
    }

    /// What ended the effect, in words; nil while it lives. Frees the trap: not on the audio thread.
    mutating func takeFault() -> EffectFault? {
        guard let failure else { return nil }
        let memorySize = store.bytes(of: memory).count
        var words: String?
        let cause: EffectFault.Cause =
            switch failure {
            case .trapped(let trap):
                Self.cause(of: trap.describe(), limit: limit, guest: guest, words: &words)
            case .badAllocation(let address, let sampleCount):
                .brokeABI(
                    "its memory for \(sampleCount) samples "
                        + Self.misplacement(of: address, sampleCount: sampleCount, memorySize: memorySize))
            case .badResultAddress(let address):
                .brokeABI(
                    "its result's two words "
                        + Self.misplacement(of: address, sampleCount: 2, memorySize: memorySize))
            case .badOutput(let address, let sampleCount):
                .brokeABI(
                    "its output of \(sampleCount) samples "
                        + Self.misplacement(of: address, sampleCount: sampleCount, memorySize: memorySize))
            case .wrongLength(let sampleCount):
                .wrongLength(expected: Int(inputSampleCount), found: Int(sampleCount))
            case .notFinite(let sample):
                .notFinite(sample: Int(sample), of: Int(inputSampleCount))
            case .badReadings(let address, let count):
                .brokeABI(
                    "its list of \(count) numbers "
                        + Self.misplacement(of: address, sampleCount: count, memorySize: memorySize))
            case .wrongReadings(let count):
                .wrongReadings(expected: guest.pointee.meters.count, found: Int(count))
            }
        self.failure = nil
        return EffectFault(cause: cause, function: failedFunction, words: words)
    }

    /// The time that the effect was last given.
    private var limit: EffectTimeLimit {
        guard grantedTicks == 0 else { return .milliseconds(EffectRuntime.milliseconds(ticks: grantedTicks)) }
        let stopped = store.stoppedNanoseconds
        return .period(
            microseconds: Int(grantedNanoseconds / 1_000),
            stoppedMicroseconds: stopped > grantNanoseconds ? Int((stopped - grantNanoseconds) / 1_000) : 0)
    }

    /// A trap may have begun in a kernel. An effect that gives up traps deliberately; if it wrote to its log right
    /// before, that says why.
    private static func cause(
        of report: TrapReport, limit: EffectTimeLimit, guest: UnsafeMutablePointer<GuestContext>, words: inout String?
    ) -> EffectFault.Cause {
        if let failure = guest.pointee.kernels?.pointee.takeFailure() {
            return .kernel(failure, limit: limit)
        }
        if let cause = guest.pointee.assets?.pointee.takeFailure(limit: limit) { return cause }
        // What happened in a script's own WebAssembly, or in the script called from there, is the reason for what it led to.
        let report = guest.pointee.modules?.pointee.takeFailure() ?? report
        if report.code == .unreachable { words = guest.pointee.log.takeFinalError() }
        return .trapped(report, limit: limit)
    }

    /// What is wrong with where a list of samples lies, as `LinearMemoryView.holdsFloatList` judges it.
    private static func misplacement(of address: UInt32, sampleCount: UInt32, memorySize: Int) -> String {
        let byteCount = UInt64(sampleCount) * 4
        if address % 4 != 0 { return "at address \(address) is misaligned: that is no multiple of 4" }
        if byteCount > LinearMemoryView.maximumByteLength {
            return "at address \(address) is longer than the \(LinearMemoryView.maximumByteLength) bytes that the "
                + "canonical ABI allows"
        }
        return "at address \(address) is out of bounds of its memory of \(memorySize) bytes"
    }
}

/// The guest's memory while it is being set up: allocation may be slow and errors are thrown.
private struct SetupMemory: GuestMemory, ~Copyable {
    private let state: UnsafeMutablePointer<EffectState>

    /// The state must outlive this value, and stay where it is.
    init(state: UnsafeMutablePointer<EffectState>) { self.state = state }

    var view: LinearMemoryView { LinearMemoryView(state.pointee.store.bytes(of: state.pointee.memory)) }

    mutating func reallocate(_ address: UInt32, oldByteCount: UInt32, alignment: UInt32, byteCount: UInt32)
        throws(CanonicalABIError) -> UInt32
    {
        let values = state.pointee.values
        values[0] = RawValue(u32: address)
        values[1] = RawValue(u32: oldByteCount)
        values[2] = RawValue(u32: alignment)
        values[3] = RawValue(u32: byteCount)
        if let trap = state.pointee.callWithin(state.pointee.allocator, count: 4) {
            throw CanonicalABIError(.allocationFailed(trap.describe().description), while: "calling cabi_realloc")
        }
        return values[0].u32
    }
}

extension RawValue {
    fileprivate init(_ value: CoreValue) {
        switch value {
        case .i32(let number): self.init(u32: number)
        case .i64(let number): self.init(u64: number)
        case .f32(let number): self.init(f32: number)
        case .f64(let number): self.init(f64: number)
        }
    }
}

extension CoreValue {
    fileprivate init(_ raw: RawValue, type: CoreType) {
        self =
            switch type {
            case .i32: .i32(raw.u32)
            case .i64: .i64(raw.u64)
            case .f32: .f32(raw.f32)
            case .f64: .f64(raw.f64)
            }
    }
}
