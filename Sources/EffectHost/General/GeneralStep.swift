// A component as a render step: the C functions by which a plan enters it. The thread that renders a file, never the
// audio thread.

import CRealtime
import Realtime

/// What a render step of a component points to: `StepContext`'s counterpart.
struct GeneralStep: ~Copyable {
    var effect: GeneralState
    /// For an effect that takes only one block length.
    var quantumBuffer: QuantumBuffer?

    init(effect: consuming GeneralState) {
        self.effect = effect
        quantumBuffer = nil
    }

    mutating func acquire(
        frameCount: UInt32, deadline: cajon_deadline, destination: UnsafeMutablePointer<cajon_step_destination>
    ) -> Bool {
        guard quantumBuffer != nil else {
            return effect.acquire(frameCount: frameCount, deadline: deadline, destination: destination)
        }
        quantumBuffer!.acquire(frameCount: frameCount, deadline: deadline, destination: destination)
        return !effect.hasFailed
    }

    mutating func process(position: UInt64, output: UnsafeMutablePointer<UnsafePointer<Float>?>) -> Bool {
        guard quantumBuffer != nil else { return effect.process(position: position, output: output) }
        while quantumBuffer!.fill() {
            guard runQuantum(position: quantumBuffer!.quantumPosition(inBlockAt: position)) else { return false }
        }
        output.pointee = quantumBuffer!.output
        return true
    }

    private mutating func runQuantum(position: UInt64) -> Bool {
        var destination = cajon_step_destination()
        guard
            effect.acquire(
                frameCount: quantumBuffer!.quantum, deadline: quantumBuffer!.deadline, destination: &destination)
        else { return false }
        quantumBuffer!.give(to: destination)
        var result: UnsafePointer<Float>?
        guard effect.process(position: position, output: &result), let result else { return false }
        quantumBuffer!.take(result)
        effect.finish()
        return true
    }

    mutating func finish() {
        if quantumBuffer == nil { effect.finish() }
    }
}

extension GeneralStep {
    /// The step's functions over a context that stays where it is.
    static func step(_ context: UnsafeMutablePointer<GeneralStep>) -> cajon_render_step {
        cajon_render_step(
            context: context,
            acquire: { context, frameCount, deadline, destination in
                // SAFETY: the context is the pointer given below, and its owner outlives the plan.
                context!.assumingMemoryBound(to: GeneralStep.self).pointee
                    .acquire(frameCount: frameCount, deadline: deadline, destination: destination!)
            },
            process: { context, position, _, output in
                // SAFETY: as above.
                context!.assumingMemoryBound(to: GeneralStep.self).pointee
                    .process(position: position, output: output!)
            },
            finish: { context in
                // SAFETY: as above.
                context!.assumingMemoryBound(to: GeneralStep.self).pointee.finish()
            },
            set_parameter: { context, index, value, deadline in
                // SAFETY: as above.
                context!.assumingMemoryBound(to: GeneralStep.self).pointee.effect
                    .setParameter(index: index, value: value, deadline: deadline)
            },
            maintain: { context, deadline in
                // SAFETY: as above.
                context!.assumingMemoryBound(to: GeneralStep.self).pointee.effect.maintain(deadline: deadline)
            })
    }
}
