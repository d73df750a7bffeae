// One running effect: made, configured and thrown away by the thread that owns it. Only its `step` is for the audio
// thread.

package import CRealtime
import CanonicalABI
import Realtime
import WasmBinary
import WasmEngine

/// An effect in a box of its own.
///
/// One thread at a time. After a fault, every call throws or fails; throw the instance away and make another.
package final class EffectInstance {
    /// As the user named the effect.
    package let name: String
    private let descriptor: EffectDescriptor?
    private let context: UnsafeMutablePointer<StepContext>
    /// Held for its clock, without which no limit of time would hold.
    private let runtime: EffectRuntime

    init(
        _ template: InstanceTemplate, exports: ModuleSummary, kernels: [KernelModule] = [], runtime: EffectRuntime,
        name: String,
        descriptor: EffectDescriptor? = nil
    ) throws(EffectError) {
        self.name = name
        self.descriptor = descriptor
        self.runtime = runtime
        let state = try EffectState.instantiate(
            template, exports: exports, kernels: kernels, runtime: runtime, name: name)
        context = .allocate(capacity: 1)
        context.initialize(to: StepContext(effect: state))
    }

    deinit {
        // A trap that nobody asked for is freed all the same.
        _ = takeFault()
        context.deinitialize(count: 1)
        context.deallocate()
    }

    /// Calls `describe`, and checks the answer.
    func describe() throws(EffectError) -> EffectDescriptor {
        let functions = context.pointee.effect.functions
        let value = try call(functions.describe, .describe, EffectContract.describe, functions.describePostReturn)
        return try EffectDescriptor(lifting: value!, effect: name)
    }

    /// Prepares for a format, with the parameters as they stand. The effect is then at rest.
    ///
    /// Errors: the effect refused the format, or failed.
    package func configure(_ format: EffectFormat) throws(EffectError) -> EffectTiming {
        let quantum = descriptor?.quantum ?? 0
        let functions = context.pointee.effect.functions
        let sidechainChannelCount = descriptor?.hasSidechain == true ? format.sidechainChannelCount : 0
        let value = try call(
            functions.configure, .configure, EffectContract.configure, functions.configurePostReturn,
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
            context.pointee.effect.channelCount = UInt32(format.channelCount)
            context.pointee.effect.sidechainChannelCount = UInt32(sidechainChannelCount)
            context.pointee.quantumBuffer =
                quantum == 0
                ? nil
                : QuantumBuffer(
                    quantum: quantum, channelCount: format.channelCount, sidechainChannelCount: sidechainChannelCount,
                    maximumFrameCount: format.maximumFrameCount)
            return EffectTiming(latencyFrameCount: Int(latency) + quantum, tailFrameCount: Int(tail))
        case .variant(1, .string(let reason)):
            throw error(EffectFault(cause: .refusedFormat(reason), function: .configure))
        default: preconditionFailure("configure lifts as a result")
        }
    }

    /// Sets the parameter with that index to a value within its range.
    package func setParameter(index: Int, value: Float) throws(EffectError) {
        guard context.pointee.effect.setParameter(index: UInt32(index), value: value) else { throw pendingError() }
    }

    /// Forgets all sound.
    package func reset() throws(EffectError) {
        _ = try call(context.pointee.effect.functions.reset, .reset, EffectContract.reset, nil)
        if context.pointee.quantumBuffer != nil { context.pointee.quantumBuffer!.reset() }
    }

    /// The effect as a unit of work for a render plan. Valid as long as this instance.
    package var step: cajon_render_step { StepContext.step(context) }

    /// What ended the effect while it was processing, if anything did. Not on the audio thread.
    package func takeFault() -> EffectFault? { context.pointee.effect.takeFault() }

    /// Blocks whose output held a NaN or an infinity, and was silenced.
    package var nonFiniteBlockCount: Int { context.pointee.effect.nonFiniteBlockCount }

    /// How much linear memory the effect has now. Not while it is processing.
    package var memoryByteCount: Int { context.pointee.effect.store.bytes(of: context.pointee.effect.memory).count }

    /// Takes out what the effect wrote to its log. Not while it is processing.
    package func drainLog() -> (entries: [EffectLogEntry], droppedCount: Int) {
        context.pointee.effect.guest.pointee.log.drain()
    }

    private func call(
        _ function: WasmFunction, _ name: EffectFunction, _ type: FunctionType, _ postReturn: WasmFunction?,
        _ arguments: [Value] = []
    ) throws(EffectError) -> Value? {
        guard !context.pointee.effect.hasFailed else { throw pendingError() }
        do {
            return try context.pointee.effect.call(function, name, type, postReturn: postReturn, arguments: arguments)
        } catch {
            throw self.error(error)
        }
    }

    private func pendingError() -> EffectError {
        guard let fault = takeFault() else { return EffectError(.hostFailure("it has failed before"), effect: name) }
        return error(fault)
    }

    private func error(_ fault: EffectFault) -> EffectError { EffectError(.fault(fault), effect: name) }
}
