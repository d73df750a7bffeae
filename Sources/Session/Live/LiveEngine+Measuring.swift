// What a period was like: levels and times. Audio thread only.

import AudioGraph
import CRealtime
import Realtime
import Synchronization

extension LiveEngine {
    /// Measures each channel of a block. Returns the greatest magnitude of all; infinity or NaN if it holds one.
    @_noLocks
    func measure(_ block: AudioBlock, isOutput: Bool) -> Float {
        var greatest: Float = 0
        var channel = 0
        while channel < block.channelCount {
            // SAFETY: the block holds so many channels of so many frames.
            let samples = block.base + channel * block.frameCount
            let peak = cajon_peak(samples, block.frameCount)
            if !(peak <= greatest) { greatest = peak }
            let sum = peak > 0 ? cajon_sum_of_squares(samples, block.frameCount) : 0
            push(
                .level(
                    isOutput: isOutput, channel: UInt32(channel), peak: peak, sumOfSquares: sum,
                    frames: UInt32(block.frameCount), clipped: peak >= 1 ? clippedCount(samples, block.frameCount) : 0))
            channel += 1
        }
        return greatest
    }

    /// Samples at full scale or above, which a device can't tell apart.
    @_noLocks
    private func clippedCount(_ samples: UnsafePointer<Float>, _ count: Int) -> UInt32 {
        var clipped: UInt32 = 0
        var frame = 0
        while frame < count {
            if !(samples[frame] < 1 && samples[frame] > -1) { clipped += 1 }
            frame += 1
        }
        return clipped
    }

    /// Follows how long the input has been silent; a block that isn't sound becomes silence in the plan.
    @_noLocks
    mutating func noteInput(_ peak: Float, frameCount: Int) {
        if !peak.isFinite { counters.pointee.nonFiniteInputCount.add(1, ordering: .relaxed) }
        silentInputFrames = peak <= Self.silentPeak ? silentInputFrames + frameCount : 0
    }

    @_noLocks
    func measurePeriod(_ frameCount: Int, periodNanoseconds: UInt64, rests: Bool) {
        counters.pointee.periodCount.add(1, ordering: .relaxed)
        counters.pointee.position.store(position, ordering: .relaxed)
        counters.pointee.isIdle.store(rests ? 1 : 0, ordering: .relaxed)
        if rests {
            counters.pointee.idlePeriodCount.add(1, ordering: .relaxed)
            push(.idle)
            return
        }
        var node = 0
        while node < current.pointee.nodeCount {
            let nanoseconds = current.pointee.plan.blockNanoseconds(ofNode: node)
            push(
                .node(
                    generation: current.pointee.generation, node: UInt32(node),
                    nanoseconds: UInt32(truncatingIfNeeded: min(nanoseconds, UInt64(UInt32.max)))))
            node += 1
        }
        let spent = cajon_monotonic_nanoseconds() &- periodStart
        if spent > periodNanoseconds { counters.pointee.overrunCount.add(1, ordering: .relaxed) }
        push(
            .period(
                nanoseconds: UInt32(truncatingIfNeeded: min(spent, UInt64(UInt32.max))), frames: UInt32(frameCount)))
    }

    @_noLocks
    private func push(_ measurement: LiveMeasurement) {
        if !measurements.push(measurement) { counters.pointee.lostMeasurementCount.add(1, ordering: .relaxed) }
    }
}
