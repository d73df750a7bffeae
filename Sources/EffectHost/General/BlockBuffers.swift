// Where one block's samples lie on their way into a component and out of it. The thread that runs the effect; allocates
// when it is made, never after.

/// Planar samples for one block: what goes in, what goes in at the side, what comes out.
struct BlockBuffers: ~Copyable {
    let input: UnsafeMutablePointer<Float>
    let sidechain: UnsafeMutablePointer<Float>
    let output: UnsafeMutablePointer<Float>
    private let storage: UnsafeMutablePointer<Float>

    /// The most samples that input and output have, and the side-chain.
    let capacity: Int
    let sidechainCapacity: Int

    /// Room for blocks of up to so many frames; 0 for none.
    init(channelCount: Int = 0, sidechainChannelCount: Int = 0, maximumFrameCount: Int = 0) {
        capacity = channelCount * maximumFrameCount
        sidechainCapacity = sidechainChannelCount * maximumFrameCount
        let count = 2 * capacity + sidechainCapacity
        storage = .allocate(capacity: max(count, 1))
        storage.initialize(repeating: 0, count: max(count, 1))
        input = storage
        output = input + capacity
        sidechain = output + capacity
    }

    deinit { storage.deallocate() }
}
