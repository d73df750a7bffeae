// A render step in plain Swift, with memory of its own as an effect has. Used by one thread at a time.

import AudioGraph
import CRealtime

/// Runs a kernel block by block, counts its calls, and fails when told to.
///
/// After each `process` it overwrites its input's memory, as a guest may, so that a plan that trusted it would be heard.
final class TestStep {
    let id: String
    let kernel: TestKernel
    let log: EventLog
    private let channelCount: Int
    private let maximumFrames: Int
    private let input: UnsafeMutablePointer<Float>
    private let sidechain: UnsafeMutablePointer<Float>
    private let output: UnsafeMutablePointer<Float>
    /// By channel: the last `latency` inputs, or the smoother's state.
    private let history: UnsafeMutablePointer<Float>

    private(set) var acquireCount = 0
    private(set) var processCount = 0
    private(set) var finishCount = 0
    private(set) var lastPosition: UInt64 = 0
    /// The frame count of the last `acquire`.
    private var frameCount = 0

    /// The call, counted from 0, in which `acquire` or `process` fails; never when nil.
    var failingAcquire: Int?
    var failingProcess: Int?
    var declinesInput = false
    var declinesSidechain = false
    var failsParameters = false
    var failsMaintenance = false
    /// Whether it keeps what it is handed, which allocates.
    var keepsDeadlines = false
    private(set) var deadlines: [UInt64] = []
    private(set) var graces: [UInt64] = []
    private(set) var parameters: [Int: Float] = [:]
    private(set) var parameterCalls = 0
    private(set) var parameterDeadlines: [UInt64] = []
    private(set) var maintainDeadlines: [UInt64] = []
    /// Runs inside `process`.
    var onProcess: (() -> Void)?

    init(_ id: String, _ kernel: TestKernel, channelCount: Int, maximumFrames: Int, log: EventLog) {
        self.id = id
        self.kernel = kernel
        self.log = log
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
        history = zeros(channelCount * max(1, kernel.latencyFrames))
    }

    deinit {
        input.deallocate()
        sidechain.deallocate()
        output.deallocate()
        history.deallocate()
    }

    /// The step; its context is this object, which must outlive it.
    func nodeStep(tailFrames: Int = 0) -> NodeStep {
        let step = cajon_render_step(
            context: Unmanaged.passUnretained(self).toOpaque(),
            acquire: { context, frameCount, deadline, destination in
                let step = TestStep.from(context)
                if step.keepsDeadlines {
                    step.deadlines.append(deadline.moment)
                    step.graces.append(deadline.grace)
                }
                return step.acquire(Int(frameCount), destination!)
            },
            process: { context, position, frameCount, output in
                TestStep.from(context).process(position, Int(frameCount), output!)
            },
            finish: { context in TestStep.from(context).finish() },
            set_parameter: { context, index, value, deadline in
                let step = TestStep.from(context)
                step.parameterCalls += 1
                if step.failsParameters { return false }
                if step.keepsDeadlines {
                    step.parameters[Int(index)] = value
                    step.parameterDeadlines.append(deadline.moment)
                }
                return true
            },
            maintain: { context, deadline in
                let step = TestStep.from(context)
                if step.keepsDeadlines { step.maintainDeadlines.append(deadline.moment) }
                return !step.failsMaintenance
            })
        return NodeStep(step: step, latencyFrames: kernel.latencyFrames, tailFrames: tailFrames)
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> TestStep {
        // SAFETY: the context is the object that made the step, which the test keeps alive.
        Unmanaged<TestStep>.fromOpaque(context!).takeUnretainedValue()
    }

    private func acquire(_ frameCount: Int, _ destination: UnsafeMutablePointer<cajon_step_destination>) -> Bool {
        defer { acquireCount += 1 }
        log.append(.acquire, id)
        self.frameCount = frameCount
        if failingAcquire == acquireCount { return false }
        destination.pointee.input = declinesInput ? nil : input
        destination.pointee.sidechain = declinesSidechain ? nil : sidechain
        return true
    }

    private func process(
        _ position: UInt64, _ frameCount: Int, _ output: UnsafeMutablePointer<UnsafePointer<Float>?>
    ) -> Bool {
        defer { processCount += 1 }
        log.append(.process, id)
        precondition(frameCount == self.frameCount && frameCount <= maximumFrames)
        lastPosition = position
        onProcess?()
        for channel in 0..<channelCount { run(channel, frameCount) }
        input.update(repeating: 12_345, count: channelCount * maximumFrames)
        sidechain.update(repeating: -54_321, count: channelCount * maximumFrames)
        if failingProcess == processCount { return false }
        output.pointee = UnsafePointer(self.output)
        return true
    }

    private func run(_ channel: Int, _ frameCount: Int) {
        let samples = input + channel * frameCount
        let side = sidechain + channel * frameCount
        let result = output + channel * frameCount
        switch kernel {
        case .gain(let gain):
            for frame in 0..<frameCount { result[frame] = samples[frame] * gain }
        case .delay(let latency):
            let past = history + channel * latency
            for frame in 0..<frameCount {
                result[frame] = frame < latency ? past[frame] : samples[frame - latency]
            }
            for slot in 0..<latency {
                let frame = slot + frameCount - latency
                past[slot] = frame < 0 ? past[slot + frameCount] : samples[frame]
            }
        case .smoother(let share):
            for frame in 0..<frameCount {
                history[channel] += (samples[frame] - history[channel]) * share
                result[frame] = history[channel]
            }
        case .ducker:
            for frame in 0..<frameCount { result[frame] = samples[frame] - samples[frame] * side[frame] * 0.5 }
        }
    }

    private func finish() {
        log.append(.finish, id)
        finishCount += 1
        // What a guest's memory may look like once it has been told that nobody reads it any more.
        output.update(repeating: 99_999, count: channelCount * maximumFrames)
    }
}
