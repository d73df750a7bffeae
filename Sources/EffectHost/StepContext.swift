// An effect as a render step: the C functions by which a plan enters it. Thread: the audio thread's own.

import CRealtime
import Realtime

/// What a render step of an effect points to.
struct StepContext: ~Copyable {
    var effect: EffectState
    /// For an effect that takes only one block length.
    var quantumBuffer: QuantumBuffer?

    init(effect: consuming EffectState) {
        self.effect = effect
        quantumBuffer = nil
    }

    @_noLocks
    mutating func acquire(
        frameCount: UInt32, deadline: cajon_deadline, destination: UnsafeMutablePointer<cajon_step_destination>
    ) -> Bool {
        guard quantumBuffer != nil else {
            return effect.acquire(frameCount: frameCount, deadline: deadline, destination: destination)
        }
        quantumBuffer!.acquire(frameCount: frameCount, deadline: deadline, destination: destination)
        return !effect.hasFailed
    }

    @_noLocks
    mutating func process(position: UInt64, output: UnsafeMutablePointer<UnsafePointer<Float>?>) -> Bool {
        guard quantumBuffer != nil else { return effect.process(position: position, output: output) }
        return quantumBuffer!.process(&effect, position: position, output: output)
    }

    @_noLocks
    mutating func finish() {
        if quantumBuffer == nil { effect.finish() }
    }
}

extension StepContext {
    /// The step's functions over a context that stays where it is.
    static func step(_ context: UnsafeMutablePointer<StepContext>) -> cajon_render_step {
        cajon_render_step(
            context: context,
            acquire: { context, frameCount, deadline, destination in
                // SAFETY: the context is the pointer given below, and its owner outlives the plan.
                context!.assumingMemoryBound(to: StepContext.self).pointee
                    .acquire(frameCount: frameCount, deadline: deadline, destination: destination!)
            },
            process: { context, position, _, output in
                // SAFETY: as above.
                context!.assumingMemoryBound(to: StepContext.self).pointee
                    .process(position: position, output: output!)
            },
            finish: { context in
                // SAFETY: as above.
                context!.assumingMemoryBound(to: StepContext.self).pointee.finish()
            },
            set_parameter: { context, index, value, deadline in
                // SAFETY: as above.
                context!.assumingMemoryBound(to: StepContext.self).pointee.effect
                    .setParameter(index: index, value: value, deadline: deadline)
            },
            maintain: { context, deadline in
                // SAFETY: as above.
                context!.assumingMemoryBound(to: StepContext.self).pointee.effect.maintain(deadline: deadline)
            })
    }
}
