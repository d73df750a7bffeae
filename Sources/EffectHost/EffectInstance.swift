// One running effect: made, configured and thrown away by the thread that owns it. Only its `step` is for the audio
// thread, and some counts and the log for any one thread.

package import CRealtime
import CanonicalABI
import Realtime
import Synchronization
import WasmBinary
import WasmEngine

/// An effect in a box of its own.
///
/// One thread at a time, but for what says otherwise: while the audio thread runs the `step`, another may read the log
/// and the counts. After a fault, every call throws or fails; throw the instance away and make another.
package final class EffectInstance {
    /// As the user named the effect.
    package let name: String
    let descriptor: EffectDescriptor?
    let body: EffectBody
    /// As configured; nil before.
    private(set) var format: EffectFormat?
    /// What there was to say before this instance was made.
    private var earlierLog: [EffectLogEntry]
    /// What other threads may look at, behind the store.
    // SAFETY: the effect's state, which lives as long as this instance, frees it.
    private let guest: UnsafeMutablePointer<GuestContext>
    /// Held for its clock, without which no limit of time would hold.
    let runtime: EffectRuntime
    /// See `lockMemory`; nil before.
    var locked: LockedMemory?
    /// Where the effect's memory lies, as far as it was locked or refused.
    var lockedBytes = UnsafeRawBufferPointer(start: nil, count: 0)

    init(
        _ code: EffectCode, runtime: EffectRuntime, name: String, descriptor: EffectDescriptor? = nil,
        earlierLog: [EffectLogEntry] = [], policy: EffectPolicy = .offline
    ) throws(EffectError) {
        self.name = name
        self.earlierLog = earlierLog
        self.descriptor = descriptor
        self.runtime = runtime
        body = .init(core: try EffectState.instantiate(code, runtime: runtime, name: name, policy: policy))
        guest = body.guest
        guest.pointee.meters = MeterBoard(count: descriptor?.meters.count ?? 0)
    }

    /// A component that is run as a whole.
    init(
        _ code: GeneralCode, runtime: EffectRuntime, name: String, descriptor: EffectDescriptor? = nil,
        policy: EffectPolicy = .offline
    ) throws(EffectError) {
        self.name = name
        earlierLog = []
        self.descriptor = descriptor
        self.runtime = runtime
        body = .init(general: try GeneralState.instantiate(code, runtime: runtime, name: name, policy: policy))
        guest = body.guest
        guest.pointee.meters = MeterBoard(count: descriptor?.meters.count ?? 0)
    }

    deinit {
        // Before the memory goes.
        locked?.release()
        // A trap that nobody asked for is freed all the same.
        _ = takeFault()
        body.deallocate()
    }

    /// Calls `describe`, and checks the answer.
    func describe() throws(EffectError) -> EffectDescriptor {
        try EffectDescriptor(lifting: call(.init(.describe))!, effect: name)
    }

    /// Prepares for a format, with the parameters as they stand. The effect is then at rest.
    ///
    /// Errors: the effect refused the format, or failed.
    package func configure(_ format: EffectFormat) throws(EffectError) -> EffectTiming {
        let quantum = descriptor?.quantum ?? 0
        let sidechainChannelCount = descriptor?.hasSidechain == true ? format.sidechainChannelCount : 0
        let value = try call(
            .init(.configure),
            [
                .members([
                    .f32(format.sampleRateHertz), .u32(UInt32(format.channelCount)),
                    .u32(UInt32(sidechainChannelCount)),
                    .u32(UInt32(quantum == 0 ? format.maximumFrameCount : quantum)),
                ])
            ])
        switch value {
        case .variant(0, .members(let members)):
            guard case .u32(let latency) = members[0], case .u32(let tail) = members[1] else {
                preconditionFailure("timing lifts as its record's members")
            }
            self.format = format
            body.prepare(format, sidechainChannelCount: sidechainChannelCount, quantum: quantum)
            return EffectTiming(latencyFrameCount: Int(latency) + quantum, tailFrameCount: Int(tail))
        case .variant(1, .string(let reason)):
            throw error(EffectFault(cause: .refused(reason), function: .configure))
        default: preconditionFailure("configure lifts as a result")
        }
    }

    /// Sets the parameter with that index to a value within its range.
    package func setParameter(index: Int, value: Float) throws(EffectError) {
        guard body.setParameter(index: UInt32(index), value: value) else { throw pendingError() }
    }

    /// Tells the effect what a preset says beyond numbers: the text of a JSON object. Before `configure`.
    ///
    /// Errors: the effect takes no options or not these, or failed.
    package func setOptions(_ json: String) throws(EffectError) { try tell(json, EffectContract.settings[0]) }

    /// Sends the effect a message, the text of a JSON value. After `configure`, between blocks.
    ///
    /// Errors: the effect takes no messages or not this one, or failed.
    package func receive(_ json: String) throws(EffectError) { try tell(json, EffectContract.settings[1]) }

    private func tell(_ json: String, _ export: EffectContract.Export) throws(EffectError) {
        guard descriptor?.takesOptions == true else {
            throw EffectError(
                .fault(EffectFault(cause: .refused("it takes none"), function: export.function)), effect: name)
        }
        let answer = try call(export, [.string(json)])
        if case .variant(1, .string(let reason)) = answer {
            throw error(EffectFault(cause: .refused(reason), function: export.function))
        }
    }

    /// Calls a function of the contract that the effect has.
    func call(_ export: EffectContract.Export, _ arguments: [Value] = []) throws(EffectError) -> Value? {
        guard !body.hasFailed else { throw pendingError() }
        switch body {
        case .core(let context):
            let function: EffectState.Callable
            do {
                function = try context.pointee.effect.callable(export.function)
            } catch {
                throw EffectError(.hostFailure(error.description), effect: name)
            }
            do {
                return try context.pointee.effect.call(function, export.function, export.type, arguments)
            } catch {
                throw self.error(error)
            }
        case .general(let context):
            do {
                return try context.pointee.effect.call(export.function, export.type, arguments)
            } catch {
                throw self.error(error)
            }
        }
    }

    /// Reads something of the instance's state that its functions don't tell. Set-up only.
    func read<Result>(
        _ body: (borrowing WasmStore, WasmInstance) throws(WasmError) -> Result
    ) throws(WasmError) -> Result {
        guard case .core(let context) = self.body else { preconditionFailure("a script is a module") }
        return try body(context.pointee.effect.store, context.pointee.effect.mainInstance)
    }

    /// Forgets all sound.
    package func reset() throws(EffectError) {
        _ = try call(.init(.reset))
        body.resetQuantum()
        guest.pointee.meters.clear()
    }

    /// The effect as a unit of work for a render plan. Valid as long as this instance.
    package var step: cajon_render_step { body.step }

    /// What ended the effect while it was processing, if anything did. Not while it is processing, nor on the audio
    /// thread. Ask before the log is drained: a script's last words are taken from there.
    package func takeFault() -> EffectFault? { body.takeFault() }

    /// Blocks whose output held a NaN or an infinity. Any thread, at any time.
    package var nonFiniteBlockCount: Int { guest.pointee.nonFiniteBlockCount.load(ordering: .relaxed) }

    /// How much linear memory the effect had after its last block or call; 0 for a component that is run as a whole. Any
    /// thread, at any time.
    package var memoryByteCount: Int { guest.pointee.memoryByteCount.load(ordering: .relaxed) }

    /// How often collecting garbage was put off because it would not have fitted the time. Any thread, at any time.
    package var skippedCollectionCount: Int { guest.pointee.skippedCollectionCount.load(ordering: .relaxed) }

    /// What is drained later begins with what has been logged so far, whatever is dropped in between.
    func keepLog() { earlierLog += guest.pointee.log.drain().entries }

    /// Takes out what the effect wrote to its log, a script's lines from when it was loaded first. Thread: one at a time,
    /// also while the effect is processing; not the audio thread.
    package func drainLog() -> (entries: [EffectLogEntry], droppedCount: Int) {
        let log = guest.pointee.log.drain()
        guard !earlierLog.isEmpty else { return log }
        defer { earlierLog = [] }
        return (earlierLog + log.entries, log.droppedCount)
    }

    func pendingError() -> EffectError {
        guard let fault = takeFault() else { return EffectError(.hostFailure("it has failed before"), effect: name) }
        return error(fault)
    }

    private func error(_ fault: EffectFault) -> EffectError { EffectError(.fault(fault), effect: name) }
}
