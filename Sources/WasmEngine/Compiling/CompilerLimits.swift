// What compiling may cost. Plain values, any thread.
import CConfinement

/// Bounds on the compilation of one module or component in a process of its own.
///
/// The JavaScript engine, a megabyte, takes 90 MiB and a few seconds of processor time.
package struct CompilerLimits: Equatable, Sendable {
    /// Of memory that the process can write, its own included.
    package var memoryBytes = 1 << 30
    /// Of all its threads together.
    package var processorSeconds = 60
    /// From its start to its end, however little of that the machine gives it. Time in which this process is suspended
    /// counts little.
    package var seconds = 120

    package init() {}

    /// These limits, lowered to those that the user has set for this process and all that it starts.
    func loweredToOwn() -> CompilerLimits {
        var allowance = allowance
        cajon_lower_to_own(&allowance)
        var limits = self
        limits.memoryBytes = Int(allowance.memory_bytes)
        limits.processorSeconds = max(1, Int(allowance.processor_seconds))
        return limits
    }

    /// For a process that is confined to them.
    var allowance: cajon_allowance {
        cajon_allowance(
            memory_bytes: UInt64(max(memoryBytes, 0)), processor_seconds: UInt32(clamping: processorSeconds))
    }

    /// Code may be so much larger than what it was made from: an instruction of two bytes becomes a few dozen at most,
    /// and what is written down for traps. It was in memory, so it is no larger than that.
    func codeBytes(wasmByteCount: Int) -> Int {
        min(64 * wasmByteCount + 64 << 20, memoryBytes)
    }
}
