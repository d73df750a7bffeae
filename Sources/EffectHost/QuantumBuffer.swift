// Between blocks of any length and an effect that takes only one length. Thread: the audio thread's own; allocates
// when it is made, never after.

import CRealtime
import Realtime

/// Collects frames until the effect's quantum is full, and hands out what the effect made of the quantum before.
///
/// The output lags by exactly one quantum, whatever the lengths of the blocks, so the samples don't depend on them.
struct QuantumBuffer: ~Copyable {
    let quantum: UInt32
    private let channelCount: UInt32
    private let sidechainChannelCount: UInt32
    private let maximumFrameCount: UInt32
    private let storage: UnsafeMutablePointer<Float>
    private let storageCount: Int

    /// The block at hand, planar; the output replaces the input in place.
    private let block: UnsafeMutablePointer<Float>
    private let sidechainBlock: UnsafeMutablePointer<Float>
    /// Quantum-long planar buffers: what is being collected, and what is being handed out.
    private let collected: UnsafeMutablePointer<Float>
    private let collectedSidechain: UnsafeMutablePointer<Float>
    private let ready: UnsafeMutablePointer<Float>
    private var filledFrameCount: UInt32 = 0
    private var blockFrameCount: UInt32 = 0
    /// Frames of the block that were collected.
    private var doneFrameCount: UInt32 = 0
    /// The block's, which its quanta share.
    private(set) var deadline = cajon_deadline()

    init(quantum: Int, channelCount: Int, sidechainChannelCount: Int, maximumFrameCount: Int) {
        self.quantum = UInt32(quantum)
        self.channelCount = UInt32(channelCount)
        self.sidechainChannelCount = UInt32(sidechainChannelCount)
        self.maximumFrameCount = UInt32(maximumFrameCount)
        let width = channelCount + sidechainChannelCount
        storageCount = width * maximumFrameCount + (width + channelCount) * quantum
        storage = .allocate(capacity: max(storageCount, 1))
        storage.initialize(repeating: 0, count: storageCount)
        block = storage
        sidechainBlock = block + channelCount * maximumFrameCount
        collected = sidechainBlock + sidechainChannelCount * maximumFrameCount
        collectedSidechain = collected + channelCount * quantum
        ready = collectedSidechain + sidechainChannelCount * quantum
    }

    deinit { storage.deallocate() }

    /// Forgets all sound.
    mutating func reset() {
        storage.update(repeating: 0, count: storageCount)
        filledFrameCount = 0
    }

    @_noLocks
    mutating func acquire(
        frameCount: UInt32, deadline: cajon_deadline, destination: UnsafeMutablePointer<cajon_step_destination>
    ) {
        blockFrameCount = frameCount
        doneFrameCount = 0
        self.deadline = deadline
        destination.pointee.input = block
        destination.pointee.sidechain = sidechainChannelCount == 0 ? nil : sidechainBlock
    }

    /// Passes the block through the effect, a quantum at a time. `position` is the block's.
    @_noLocks
    mutating func process(
        _ effect: UnsafeMutablePointer<EffectState>, position: UInt64,
        output: UnsafeMutablePointer<UnsafePointer<Float>?>
    ) -> Bool {
        while fill() {
            guard runQuantum(effect, position: quantumPosition(inBlockAt: position)) else { return false }
        }
        output.pointee = self.output
        return true
    }

    /// Collects frames of the block until a quantum is full, which is then to be run; false when the block is at its end.
    @_noLocks
    mutating func fill() -> Bool {
        while doneFrameCount < blockFrameCount {
            let left = blockFrameCount &- doneFrameCount
            let room = quantum &- filledFrameCount
            let count = left < room ? left : room
            exchange(at: doneFrameCount, count: count)
            filledFrameCount &+= count
            doneFrameCount &+= count
            if filledFrameCount == quantum {
                filledFrameCount = 0
                return true
            }
        }
        return false
    }

    /// The place of the quantum that is full, in a block at `position`: its first frame came `quantum` frames before the
    /// one that follows.
    @_noLocks
    func quantumPosition(inBlockAt position: UInt64) -> UInt64 {
        position &+ UInt64(doneFrameCount) &- UInt64(quantum)
    }

    /// Writes what was collected to where an effect wants its input.
    @_noLocks
    func give(to destination: cajon_step_destination) {
        if let input = destination.input { cajon_copy(input, collected, Int(channelCount &* quantum)) }
        if let sidechain = destination.sidechain {
            cajon_copy(sidechain, collectedSidechain, Int(sidechainChannelCount &* quantum))
        }
    }

    /// Keeps what an effect made of it, to be handed out next.
    @_noLocks
    func take(_ result: UnsafePointer<Float>) {
        cajon_copy(ready, result, Int(channelCount &* quantum))
    }

    /// The block, once the effect has had all of it.
    var output: UnsafePointer<Float> {
        @_noLocks get { UnsafePointer(block) }
    }

    /// Moves frames of the block into the collection, and ready ones into their place.
    @_noLocks
    private func exchange(at offset: UInt32, count: UInt32) {
        var channel: UInt32 = 0
        while channel < channelCount {
            let inBlock = block + Int(channel &* blockFrameCount &+ offset)
            let inQuantum = Int(channel &* quantum &+ filledFrameCount)
            cajon_copy(collected + inQuantum, inBlock, Int(count))
            cajon_copy(inBlock, ready + inQuantum, Int(count))
            channel &+= 1
        }
        channel = 0
        while channel < sidechainChannelCount {
            cajon_copy(
                collectedSidechain + Int(channel &* quantum &+ filledFrameCount),
                sidechainBlock + Int(channel &* blockFrameCount &+ offset), Int(count))
            channel &+= 1
        }
    }

    @_noLocks
    private func runQuantum(_ effect: UnsafeMutablePointer<EffectState>, position: UInt64) -> Bool {
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
