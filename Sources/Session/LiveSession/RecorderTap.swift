// Where the audio thread leaves what is heard for a recorder. Made and freed by the recorder's owner.

import Realtime
import Synchronization

/// A ring's end, and a count of what did not fit.
struct RecorderTap: ~Copyable {
    private let producer: AudioRing.Producer
    /// Written by the audio thread, read by any; stands for itself.
    let lostFrameCount = Atomic<Int>(0)

    init(producer: AudioRing.Producer) { self.producer = producer }

    /// Thread: the audio thread's own. A block that doesn't fit is lost as a whole, and counted.
    @_noLocks
    func write(_ block: AudioBlock) {
        if !producer.write(block) { lostFrameCount.add(block.frameCount, ordering: .relaxed) }
    }
}
