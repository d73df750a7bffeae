// What an effect is configured with, and what it answers. Plain values, any thread.

/// The shape of the audio that an effect is to process: the contract's `format`.
package struct EffectFormat: Equatable, Sendable {
    package var sampleRateHertz: Float
    /// Of the input and of the output.
    package var channelCount: Int
    /// 0 when nothing is connected to the side-chain.
    package var sidechainChannelCount: Int
    /// The longest block.
    package var maximumFrameCount: Int

    package init(sampleRateHertz: Float, channelCount: Int, sidechainChannelCount: Int = 0, maximumFrameCount: Int) {
        self.sampleRateHertz = sampleRateHertz
        self.channelCount = channelCount
        self.sidechainChannelCount = sidechainChannelCount
        self.maximumFrameCount = maximumFrameCount
    }
}

/// When an effect's output comes: the contract's `timing`.
package struct EffectTiming: Equatable, Sendable {
    /// Frames by which the output lags behind the input.
    package var latencyFrameCount: Int
    /// Frames for which the output goes on after the input has fallen silent, beyond the latency. `Int(UInt32.max)`
    /// means for ever.
    package var tailFrameCount: Int
}
