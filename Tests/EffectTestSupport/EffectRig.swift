// One effect run by itself, as a render plan would run it. One test thread at a time.

import CRealtime
package import EffectHost
import Realtime

/// An instance of an effect, configured, with the calls of a render step around each block.
package final class EffectRig {
    /// A parameter sent to a value just before a frame.
    package struct Change {
        /// Counted from the start of the sound that is processed.
        package let frame: Int
        package let index: Int
        package let value: Float

        package init(frame: Int, index: Int, value: Float) {
            self.frame = frame
            self.index = index
            self.value = value
        }
    }

    package let instance: EffectInstance
    package private(set) var timing: EffectTiming
    package private(set) var format: EffectFormat
    /// The stream's next frame.
    package private(set) var position = 0

    /// - Parameter values: set before `configure`; empty leaves all as the effect has them.
    package init(_ module: EffectModule, _ format: EffectFormat, values: [Float] = []) throws {
        instance = try module.instantiate()
        for (index, value) in values.enumerated() { try instance.setParameter(index: index, value: value) }
        timing = try instance.configure(format)
        self.format = format
    }

    package func configure(_ format: EffectFormat) throws {
        timing = try instance.configure(format)
        self.format = format
        position = 0
    }

    package func reset() throws {
        try instance.reset()
        position = 0
    }

    package func set(_ values: [Float]) throws {
        for (index, value) in values.enumerated() { try instance.setParameter(index: index, value: value) }
    }

    /// Processes a sound in blocks, with denormals flushed to zero as in a render.
    ///
    /// - Parameters:
    ///   - sidechain: as long as the input; nil where the format has none.
    ///   - changes: in order of their frames; blocks are cut there.
    /// - Returns: the output, as long as the input.
    /// - Errors: `EffectFault`.
    package func process(
        _ input: PlanarSound, sidechain: PlanarSound? = nil, blocks: BlockLengths = .fixed(512),
        changes: [Change] = []
    ) throws -> PlanarSound {
        precondition(input.channelCount == format.channelCount)
        precondition((sidechain?.channelCount ?? 0) == format.sidechainChannelCount)
        var output = PlanarSound(channelCount: input.channelCount, frameCount: input.frameCount)
        var lengths = blocks.makeIterator(limit: format.maximumFrameCount)
        var pending = changes[...]
        var frame = 0
        while frame < input.frameCount {
            while let change = pending.first, change.frame <= frame {
                try instance.setParameter(index: change.index, value: change.value)
                pending.removeFirst()
            }
            let end = min(pending.first?.frame ?? input.frameCount, input.frameCount)
            let count = min(lengths.next(), end - frame)
            let mode = FlushToZero()
            let isDone = block(input, sidechain, frame..<frame + count, &output)
            mode.end()
            guard isDone else { throw instance.takeFault() ?? FailedSilently(effect: instance.name) }
            frame += count
            position += count
        }
        return output
    }

    /// False when the effect failed.
    private func block(
        _ input: PlanarSound, _ sidechain: PlanarSound?, _ range: Range<Int>, _ output: inout PlanarSound
    ) -> Bool {
        var step = instance.step
        var destination = cajon_step_destination()
        guard cajon_step_acquire(&step, UInt32(range.count), cajon_deadline(), &destination) else { return false }
        Self.copy(input, range, to: destination.input)
        if let sidechain { Self.copy(sidechain, range, to: destination.sidechain) }
        var result: UnsafePointer<Float>?
        guard cajon_step_process(&step, UInt64(position), UInt32(range.count), &result), let result else {
            return false
        }
        output.samples.withUnsafeMutableBufferPointer { samples in
            for channel in 0..<input.channelCount {
                // SAFETY: the step's output holds every channel's frames; the sound holds the range in each channel.
                (samples.baseAddress! + channel * input.frameCount + range.lowerBound)
                    .update(from: result + channel * range.count, count: range.count)
            }
        }
        cajon_step_finish(&step)
        return true
    }

    private static func copy(_ sound: PlanarSound, _ range: Range<Int>, to destination: UnsafeMutablePointer<Float>?) {
        sound.samples.withUnsafeBufferPointer { samples in
            for channel in 0..<sound.channelCount {
                // SAFETY: the step gave room for every channel's frames of this block.
                (destination! + channel * range.count)
                    .update(
                        from: samples.baseAddress! + channel * sound.frameCount + range.lowerBound, count: range.count)
            }
        }
    }

    private struct FailedSilently: Error {
        let effect: String
    }
}
