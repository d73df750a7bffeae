// A running effect by the path that its calls take. The thread that owns the instance.

import CRealtime
import Synchronization
import WasmEngine

/// Where what runs lies: at a fixed address, since render steps point to it.
enum EffectBody {
    case core(UnsafeMutablePointer<StepContext>)
    case general(UnsafeMutablePointer<GeneralStep>)

    init(core state: consuming EffectState) {
        let context = UnsafeMutablePointer<StepContext>.allocate(capacity: 1)
        context.initialize(to: StepContext(effect: state))
        self = .core(context)
    }

    init(general state: consuming GeneralState) {
        let context = UnsafeMutablePointer<GeneralStep>.allocate(capacity: 1)
        context.initialize(to: GeneralStep(effect: state))
        self = .general(context)
    }

    /// Ends it. Once.
    func deallocate() {
        switch self {
        case .core(let context):
            context.deinitialize(count: 1)
            context.deallocate()
        case .general(let context):
            context.deinitialize(count: 1)
            context.deallocate()
        }
    }

    var step: cajon_render_step {
        switch self {
        case .core(let context): StepContext.step(context)
        case .general(let context): GeneralStep.step(context)
        }
    }

    /// What other threads may look at, behind the store.
    var guest: UnsafeMutablePointer<GuestContext> {
        switch self {
        case .core(let context): context.pointee.effect.guest
        case .general(let context): context.pointee.effect.guest
        }
    }

    var hasFailed: Bool {
        switch self {
        case .core(let context): context.pointee.effect.hasFailed
        case .general(let context): context.pointee.effect.hasFailed
        }
    }

    /// Nothing of the effect is called again, for what the host found out after a call.
    func end() {
        switch self {
        case .core(let context): context.pointee.effect.hasFailed = true
        case .general(let context): context.pointee.effect.hasFailed = true
        }
    }

    func takeFault() -> EffectFault? {
        switch self {
        case .core(let context): context.pointee.effect.takeFault()
        case .general(let context): context.pointee.effect.takeFault()
        }
    }

    /// False when the effect has failed, now or before.
    func setParameter(index: UInt32, value: Float) -> Bool {
        switch self {
        case .core(let context):
            context.pointee.effect.setParameter(index: index, value: value, deadline: cajon_deadline())
        case .general(let context):
            context.pointee.effect.setParameter(index: index, value: value, deadline: cajon_deadline())
        }
    }

    /// Makes what lies around the effect ready for a format that it has accepted. A quantum of 0 is none.
    func prepare(_ format: EffectFormat, sidechainChannelCount: Int, quantum: Int) {
        let buffer =
            quantum == 0
            ? nil
            : QuantumBuffer(
                quantum: quantum, channelCount: format.channelCount, sidechainChannelCount: sidechainChannelCount,
                maximumFrameCount: format.maximumFrameCount)
        switch self {
        case .core(let context):
            context.pointee.effect.collectionPace.restart(
                memoryByteCount: guest.pointee.memoryByteCount.load(ordering: .relaxed))
            context.pointee.effect.meterPace = MeterPace(sampleRate: format.sampleRateHertz)
            context.pointee.effect.channelCount = UInt32(format.channelCount)
            context.pointee.effect.sidechainChannelCount = UInt32(sidechainChannelCount)
            context.pointee.quantumBuffer = buffer
        case .general(let context):
            context.pointee.effect.prepare(
                channelCount: format.channelCount, sidechainChannelCount: sidechainChannelCount,
                maximumFrameCount: quantum == 0 ? format.maximumFrameCount : quantum)
            context.pointee.quantumBuffer = buffer
        }
    }

    /// Forgets what was collected for the next quantum.
    func resetQuantum() {
        switch self {
        case .core(let context):
            if context.pointee.quantumBuffer != nil { context.pointee.quantumBuffer!.reset() }
        case .general(let context):
            if context.pointee.quantumBuffer != nil { context.pointee.quantumBuffer!.reset() }
        }
    }
}
