// An effect for a live graph in plain Swift. Its step allocates nothing; one thread at a time.

import CRealtime
import EffectHost
import Session

/// Runs a kernel in the memory of its own that a guest would have, and fails when told to.
final class LiveStep: LiveEffect {
    /// What it computes; parameter 0 is a gain, 1 at first, on all of them.
    enum Kernel {
        case gain
        /// So many frames late, and says so.
        case delay(Int)
        /// The input, and itself so many frames later at that level.
        case echo(Int, Float)
        /// Noise of its own, whatever comes in.
        case noise(UInt64)

        var latencyFrames: Int { if case .delay(let frames) = self { frames } else { 0 } }
        fileprivate var memoryFrames: Int {
            switch self {
            case .delay(let frames), .echo(let frames, _): frames
            default: 0
            }
        }
    }

    private let kernel: Kernel
    private let channelCount: Int
    private let maximumFrames: Int
    private let input: UnsafeMutablePointer<Float>
    private let sidechain: UnsafeMutablePointer<Float>
    private let output: UnsafeMutablePointer<Float>
    private let memory: UnsafeMutablePointer<Float>
    private var place = 0
    private var state: UInt64

    private(set) var gain: Float = 1
    private(set) var setCount = 0
    private(set) var processCount = 0
    private(set) var maintainCount = 0
    private(set) var resetCount = 0
    private(set) var lockCount = 0
    private(set) var lastPosition: UInt64 = 0
    /// Blocks still to come until it fails; never below 0.
    var failsAfter = -1
    private var frameCount = 0

    init(_ kernel: Kernel, channelCount: Int = 2, maximumFrames: Int = 128) {
        self.kernel = kernel
        self.channelCount = channelCount
        self.maximumFrames = maximumFrames
        func zeros(_ count: Int) -> UnsafeMutablePointer<Float> {
            let memory = UnsafeMutablePointer<Float>.allocate(capacity: max(1, count))
            memory.initialize(repeating: 0, count: max(1, count))
            return memory
        }
        input = zeros(channelCount * maximumFrames)
        sidechain = zeros(channelCount * maximumFrames)
        output = zeros(channelCount * maximumFrames)
        memory = zeros(channelCount * kernel.memoryFrames)
        if case .noise(let seed) = kernel { state = seed } else { state = 0 }
    }

    deinit {
        input.deallocate()
        sidechain.deallocate()
        output.deallocate()
        memory.deallocate()
    }

    var step: cajon_render_step {
        cajon_render_step(
            context: Unmanaged.passUnretained(self).toOpaque(),
            acquire: { context, frameCount, _, destination in
                LiveStep.from(context).acquire(Int(frameCount), destination!)
            },
            process: { context, position, frameCount, output in
                LiveStep.from(context).process(position, Int(frameCount), output!)
            },
            finish: { _ in },
            set_parameter: { context, _, value, _ in
                let step = LiveStep.from(context)
                step.gain = value
                step.setCount += 1
                return true
            },
            maintain: { context, _ in
                LiveStep.from(context).maintainCount += 1
                return true
            })
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> LiveStep {
        // SAFETY: the context is the object that made the step, which its node keeps alive.
        Unmanaged<LiveStep>.fromOpaque(context!).takeUnretainedValue()
    }

    func reset() throws(EffectError) {
        memory.update(repeating: 0, count: channelCount * kernel.memoryFrames)
        place = 0
        processCount = 0
        resetCount += 1
    }

    func setParameter(index: Int, value: Float) throws(EffectError) { gain = value }
    func takeFaultText() -> String? { "fell over" }
    func drainLog() -> (entries: [EffectLogEntry], droppedCount: Int) { ([], 0) }
    func lockMemory() { lockCount += 1 }
    func lockGrowth() {}

    private func acquire(_ frameCount: Int, _ destination: UnsafeMutablePointer<cajon_step_destination>) -> Bool {
        precondition(frameCount <= maximumFrames)
        destination.pointee.input = input
        destination.pointee.sidechain = sidechain
        return true
    }

    private func process(
        _ position: UInt64, _ frameCount: Int, _ output: UnsafeMutablePointer<UnsafePointer<Float>?>
    ) -> Bool {
        lastPosition = position
        processCount += 1
        if failsAfter >= 0 {
            failsAfter -= 1
            if failsAfter < 0 { return false }
        }
        for frame in 0..<frameCount {
            for channel in 0..<channelCount {
                let index = channel * frameCount + frame
                let slot = channel * kernel.memoryFrames + place
                switch kernel {
                case .gain: self.output[index] = input[index] * gain
                case .delay:
                    self.output[index] = memory[slot] * gain
                    memory[slot] = input[index]
                case .echo(_, let level):
                    self.output[index] = input[index] * gain + memory[slot] * level
                    memory[slot] = input[index] * gain
                case .noise:
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    self.output[index] = Float(Int32(truncatingIfNeeded: state >> 32)) * 0x1p-31 * gain
                }
            }
            if kernel.memoryFrames > 0 { place = (place + 1) % kernel.memoryFrames }
        }
        output.pointee = UnsafePointer(self.output)
        return true
    }
}
