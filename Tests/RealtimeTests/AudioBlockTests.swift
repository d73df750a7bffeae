// The views of planar audio.

import Realtime
import Testing

@Suite("An audio block")
struct AudioBlockTests {
    @Test("counts the samples of all its channels", arguments: [(0, 0), (0, 5), (5, 0), (2, 128), (6, 1)])
    func sampleCount(channelCount: Int, frameCount: Int) {
        var sample: Float = 0
        withUnsafeMutablePointer(to: &sample) { base in
            let block = MutableAudioBlock(base: base, channelCount: channelCount, frameCount: frameCount)
            let view = AudioBlock(base: base, channelCount: channelCount, frameCount: frameCount)
            #expect(block.sampleCount == channelCount * frameCount)
            #expect(view.sampleCount == channelCount * frameCount)
        }
    }
}
