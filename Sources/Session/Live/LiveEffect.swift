// An effect as a live session handles it: an instance of an effect, or a test's stand-in. The thread that owns it; its
// step is the audio thread's.

package import CRealtime
package import EffectHost

/// What runs at a node, besides its step.
///
/// While its graph plays, only `takeFaultText` after a failure, `drainLog`, `meterReadings` and `lockGrowth` are called.
package protocol LiveEffect: AnyObject {
    /// Valid as long as the effect.
    var step: cajon_render_step { get }
    /// Forgets all sound. At rest only.
    func reset() throws(EffectError)
    /// Sets a parameter. At rest only.
    func setParameter(index: Int, value: Float) throws(EffectError)
    /// What ended it, in words; nil when it doesn't know.
    func takeFaultText() -> String?
    /// Takes out what it wrote to its log.
    func drainLog() -> (entries: [EffectLogEntry], droppedCount: Int)
    /// What its meters showed last; empty for one without.
    var meterReadings: [MeterReading] { get }
    /// Keeps its memory from being paged out. At rest only.
    func lockMemory()
    /// The same for what it has taken since.
    func lockGrowth()
}

extension LiveEffect {
    package var meterReadings: [MeterReading] { [] }
}

extension EffectInstance: LiveEffect {
    package func takeFaultText() -> String? { takeFault()?.description }
}
