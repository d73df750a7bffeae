// What the control thread asks of the audio thread: trivial values that go through a ring.

import CRealtime

/// One change. Node numbers are places in the plan of that generation; a change for a plan that is gone is dropped.
enum LiveCommand {
    case setParameter(generation: UInt32, node: UInt32, index: UInt32, value: Float)
    case setMix(generation: UInt32, node: UInt32, mix: Float)
    case setBypassed(generation: UInt32, node: UInt32, isBypassed: Bool)
    case replaceStep(generation: UInt32, node: UInt32, step: cajon_render_step)
    /// Comes only when no other swap is on its way; the plan comes back through the ring of the retired.
    case swap(UnsafeMutablePointer<LivePlan>)
    /// Lets the sound fall to silence, for good.
    case fadeOut
}

// SAFETY: pointers are handed over with the message: from then on the receiver's alone.
extension LiveCommand: @unchecked Sendable {}
