// All that the thread which runs a component touches of it. One thread at a time; all of it allocates, so never the
// audio thread.

import CRealtime
import CanonicalABI
import WasmEngine

/// A running component: its store, its functions, and the block at hand.
///
/// What `EffectState` is for modules, with the same limits, the same faults and the same samples. Lives at a fixed
/// address (an `EffectInstance` keeps it there), since render steps point to it.
struct GeneralState: ~Copyable {
    /// What ended the effect.
    enum Failure {
        case trapped(WasmTrap)
        case wrongLength(sampleCount: Int)
        /// Where that ends an effect.
        case notFinite(sample: Int)
    }

    var store: WasmStore
    let functions: [EffectFunction: ComponentFunction]
    let deadlines: EffectState.Deadlines
    let policy: EffectPolicy
    /// Where the effect's log lines go, and its assets. Its own allocation, because the store's user data points to it.
    let guest: UnsafeMutablePointer<GuestContext>

    var processFrame: ComponentFrame
    var parameterFrame: ComponentFrame
    var collectFrame: ComponentFrame?
    var buffers = BlockBuffers()
    var channelCount = 0
    var sidechainChannelCount = 0
    /// Of the block between `acquire` and `finish`.
    var inputSampleCount = 0
    var sidechainSampleCount = 0

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

    deinit {
        guest.deinitialize(count: 1)
        guest.deallocate()
    }
}

extension GeneralState {
    /// Calls a function of the contract with values of any type.
    ///
    /// Errors: the effect trapped, ran out of time, or broke the canonical ABI. It must not be called again then.
    mutating func call(
        _ function: EffectFunction, _ type: CanonicalABI.FunctionType, _ arguments: [Value]
    ) throws(EffectFault) -> Value? {
        guard let entry = functions[function] else { preconditionFailure("an effect is asked for what it has") }
        grant(deadlines.setupTicks)
        let arguments = zip(arguments, type.parameters).map { ComponentValue($0, as: $1.type) }
        let outcome: WasmStore.ComponentOutcome
        if function.mayUseAssets { guest.pointee.assets?.pointee.table.begin() }
        defer { guest.pointee.assets?.pointee.table.end() }
        do {
            outcome = try store.call(entry, arguments)
        } catch {
            throw broke(error.description, in: function)
        }
        guard case .returned(let answer) = outcome else {
            if case .trapped(let trap) = outcome { _ = fail(.trapped(trap), in: function) }
            throw takeFault()!
        }
        logOutput()
        guard let result = type.result, let answer else { return nil }
        var reader = ContractReader(limit: EffectState.liftingLimit)
        let value: Value?
        do {
            value = try reader.read(answer, as: result)
        } catch {
            throw broke(error.description, in: function)
        }
        guard let value else { throw broke("its result is of another type", in: function) }
        return value
    }

    /// Makes room for blocks of a format that the effect has accepted.
    mutating func prepare(channelCount: Int, sidechainChannelCount: Int, maximumFrameCount: Int) {
        self.channelCount = channelCount
        self.sidechainChannelCount = sidechainChannelCount
        buffers = BlockBuffers(
            channelCount: channelCount, sidechainChannelCount: sidechainChannelCount,
            maximumFrameCount: maximumFrameCount)
    }

    private mutating func broke(_ rule: String, in function: EffectFunction) -> EffectFault {
        hasFailed = true
        return EffectFault(cause: .brokeABI(rule), function: function)
    }

    /// What ended the effect, in words; nil while it lives. Frees the trap.
    mutating func takeFault() -> EffectFault? {
        guard let failure else { return nil }
        self.failure = nil
        var words: String?
        let cause: EffectFault.Cause
        switch failure {
        case .trapped(let trap):
            let report = trap.describe()
            cause = self.cause(of: report, &words)
        case .wrongLength(let sampleCount): cause = .wrongLength(expected: inputSampleCount, found: sampleCount)
        case .notFinite(let sample): cause = .notFinite(sample: sample, of: inputSampleCount)
        }
        return EffectFault(cause: cause, function: failedFunction, words: words)
    }

    /// An effect that gives up traps deliberately, and says why right before: to its log or to its standard streams.
    private mutating func cause(of report: TrapReport, _ words: inout String?) -> EffectFault.Cause {
        if let cause = guest.pointee.assets?.pointee.takeFailure(limit: limit) { return cause }
        switch report.code {
        case .canonicalABI: return .brokeABI(report.message)
        case .unreachable:
            logOutput(as: .error)
            words = guest.pointee.log.takeFinalError()
        // A function of WASI, which says what it doesn't do.
        case .host: words = report.message
        default: break
        }
        return .trapped(report, limit: limit)
    }

    /// The time that the effect was last given.
    private var limit: EffectTimeLimit {
        guard grantedTicks == 0 else { return .milliseconds(EffectRuntime.milliseconds(ticks: grantedTicks)) }
        let stopped = store.stoppedNanoseconds
        return .period(
            microseconds: Int(grantedNanoseconds / 1_000),
            stoppedMicroseconds: stopped > grantNanoseconds ? Int((stopped - grantNanoseconds) / 1_000) : 0)
    }

    /// Puts what was written to the standard streams into the log: line by line; as an error, in one piece. Of what is too
    /// long the end is kept, which says most.
    mutating func logOutput(as level: EffectLogEntry.Level = .info) {
        let output = store.takeOutput()
        if output.droppedByteCount > 0 {
            guest.pointee.log.append(
                UInt8(EffectLogEntry.Level.warning.rawValue),
                "\(output.droppedByteCount) bytes that it printed were too many, and are not shown")
        }
        guard !output.text.allSatisfy(\.isWhitespace) else { return }
        let lines = level == .error ? [output.text[...]] : output.text.split(whereSeparator: \.isNewline)
        for line in lines {
            let excess = max(line.utf8.count - EffectLog.longestMessage, 0)
            guest.pointee.log.append(
                UInt8(level.rawValue), String(decoding: line.utf8.dropFirst(excess), as: UTF8.self))
        }
    }
}
