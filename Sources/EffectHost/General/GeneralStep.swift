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
        return quantumBuffer!.process(&effect, position: position, output: output)
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

extension QuantumBuffer {
    /// Passes the block through a component, a quantum at a time, as `process` does with a module.
    mutating func process(
        _ effect: UnsafeMutablePointer<GeneralState>, position: UInt64,
        output: UnsafeMutablePointer<UnsafePointer<Float>?>
    ) -> Bool {
        while fill() {
            guard runQuantum(effect, position: quantumPosition(inBlockAt: position)) else { return false }
        }
        output.pointee = self.output
        return true
    }

    private func runQuantum(_ effect: UnsafeMutablePointer<GeneralState>, position: UInt64) -> Bool {
        var destination = cajon_step_destination()
        guard effect.pointee.acquire(frameCount: quantum, deadline: deadline, destination: &destination) else {
            return false
        }
        give(to: destination)
        var result: UnsafePointer<Float>?
        guard effect.pointee.process(position: position, output: &result), let result else { return false }
        take(result)
        effect.pointee.finish()
        return true
    }
}
