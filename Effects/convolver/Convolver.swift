// Convolver: puts the sound through a recorded room, cabinet or filter. Knobs, memory and what is derived from the
// knobs; `Convolver+Process.swift` does the work.

@main
struct Convolver: Effect {
    enum Parameter: Int, CaseIterable {
        case mix, gain, normalise, latency, predelay, start, length, decay, fade, lowCut, highCut
    }

    static var descriptor: Descriptor {
        Descriptor(
            name: "Convolver", version: "1.0.0",
            summary:
                "Puts the sound through an impulse response: a room, a cabinet, any filter; mono, stereo, true stereo.")
    }

    static func describe(_ parameter: Parameter) -> ParameterDescription {
        switch parameter {
        case .mix: .percent("mix", "Mix", 0...100, initial: 35)
        case .gain: .decibels("gain", "Gain", -36...12, initial: 0)
        case .normalise: .toggle("normalise", "Normalise", initial: true)
        case .latency: .choice("latency", "Latency", ["none", "short", "medium", "long"])
        case .predelay: .milliseconds("pre-delay", "Pre-delay", 0...500, initial: 0)
        case .start: .milliseconds("start", "Start", 0...2000, initial: 0)
        case .length:
            .continuous("length", "Length", .seconds, 0.001...lengthLimit, initial: lengthLimit, scale: .logarithmic)
        case .decay: .continuous("decay", "Decay", .percent, 5...100, initial: 100, scale: .logarithmic)
        case .fade: .percent("fade", "Fade", 0...100, initial: 0)
        case .lowCut: .hertz("low-cut", "Low cut", lowCutOff...2000, initial: lowCutOff)
        case .highCut: .hertz("high-cut", "High cut", 500...highCutOff, initial: highCutOff)
        }
    }

    /// All of the response, in seconds.
    private static var lengthLimit: Float { 60 }
    private static var lowCutOff: Float { 20 }
    private static var highCutOff: Float { 20_000 }
    /// Frames of latency for each choice; the smallest partitions have half.
    private static var latencies: InlineArray<4, Int> { [0, 512, 4096, 65_536] }
    /// What all of it may take, of the 64 MiB that an effect has.
    private static var memoryLimit: Float { 58 * 1_048_576 }

    static var tooLong: Refusal {
        Refusal(
            """
            the impulse response is too long for the 64 MiB of memory that an effect has, at this sample rate and with \
            so many channels; ‘length’ takes less of it
            """)
    }

    // From the knobs, along the stream.
    var wet = Ramp()
    var dry = Ramp()

    // What the sound is put through.
    var head = Head()
    var hasHead = false
    var levels = Storage<Level>()
    var routing = Routing()
    /// By which the wet sound is to be multiplied so that a response has the energy of a single 1.
    var normal: Float = 1

    // The past: every channel's input in a ring, put in `predelay` frames ahead.
    var rings = Buffer()
    var ringBits = 0
    var predelay = 0
    var latency = 0
    /// What the levels have to say to the next `headFrames` frames of each output.
    var due = Buffer()
    var wetFrames = Buffer()
    var dryFrames = Buffer()

    /// Frames since the stream began, at the last multiple of `headFrames`; wraps round.
    var position = 0
    /// Frames since then.
    var phase = 0

    /// Frames in front of the position from channel to channel in `due`, `wetFrames` and `dryFrames`.
    static var rowFrames: Int { Plan.headFrames + 16 }

    mutating func configure(_ format: Format, _ parameters: Parameters<Parameter>) throws(Refusal) -> Timing {
        let lowCut = parameters.target(.lowCut)
        let highCut = parameters.target(.highCut)
        var impulse = try Impulse.open(
            impulseName.text, rate: format.sampleRate,
            settings: Impulse.Settings(
                startSeconds: parameters.target(.start) * 0.001, lengthSeconds: parameters.target(.length),
                decay: parameters.target(.decay) * 0.01, fade: parameters.target(.fade) * 0.01,
                lowCut: lowCut > Self.lowCutOff ? lowCut : nil,
                highCut: highCut < min(Self.highCutOff, 0.49 * format.sampleRate) ? highCut : nil))
        routing = Routing(fileChannelCount: impulse.channelCount, channelCount: format.channelCount)
        let ownLatency = Self.latencies[parameters.count(.latency)]
        let plan = Plan(
            frameCount: impulse.frameCount, latency: ownLatency, channelCount: format.channelCount,
            responseCount: routing.responseCount, pathCount: routing.pathCount)
        latency = ownLatency + impulse.lead
        predelay = format.frames(milliseconds: parameters.target(.predelay))
        try take(format, plan)
        try load(&impulse, plan, normalises: parameters.isOn(.normalise))
        return Timing(latencyFrames: latency, tailFrames: impulse.frameCount - 1 - impulse.lead + predelay)
    }

    /// Takes the memory.
    private mutating func take(_ format: Format, _ plan: Plan) throws(Refusal) {
        ringBits = 0
        // Two blocks that are read for as long as a third comes in; what lies ahead; the dry sound that lies back.
        let ringFrames = max(3 * plan.largestSize, latency) + predelay + 2 * Plan.headFrames
        while 1 << ringBits < ringFrames { ringBits += 1 }
        let channelCount = format.channelCount
        let perChannel = 4 * Float(1 << ringBits) + 4 * Float(format.maximumFrameCount) + 4096
        let bytes =
            plan.byteCount(channelCount: channelCount, responseCount: routing.responseCount)
            + perChannel * Float(channelCount) + 1_048_576
        guard bytes < Self.memoryLimit else { throw Self.tooLong }
        hasHead = plan.hasHead
        head = Head(responseCount: routing.responseCount, channelCount: hasHead ? channelCount : 0)
        levels = Storage(count: plan.stageCount)
        for index in 0..<plan.stageCount {
            levels[index] = Level(plan.stages[index], isImmediate: hasHead && index == 0, routing: routing)
        }
        rings = Buffer(count: channelCount << ringBits)
        due = Buffer(count: channelCount * Self.rowFrames)
        wetFrames = Buffer(count: channelCount * Self.rowFrames)
        dryFrames = Buffer(count: channelCount * Self.rowFrames)
        (position, phase) = (-Plan.headFrames, Plan.headFrames)
    }

    /// Reads the response into head and levels.
    private mutating func load(_ impulse: inout Impulse, _ plan: Plan, normalises: Bool) throws(Refusal) {
        let largest = plan.largestSize
        let fileChannels = Scratch(count: impulse.channelCount * largest)
        let response = Scratch(count: largest)
        let silence = Scratch(count: largest)
        let cuts = Storage<Cut>(count: 2 * routing.responseCount)
        for index in 0..<routing.responseCount { (cuts[2 * index], cuts[2 * index + 1]) = impulse.cuts() }
        let energies = Storage<Double>(count: routing.responseCount)
        let hasCuts = impulse.hasCuts
        let fileChannelCount = impulse.channelCount
        let weights = routing.weights

        /// Makes the next frames of a response of what was read, of which `there` lie before its end.
        func make(_ index: Int, _ count: Int, there: Int) {
            var energy = energies[index]
            var (low, high) = (cuts[2 * index], cuts[2 * index + 1])
            let isPlain = index < fileChannelCount && weights[index * fileChannelCount + index] == 1
            for frame in there..<count { response.base[frame] = 0 }
            for frame in 0..<there {
                var sum: Float = 0
                if isPlain {
                    sum = fileChannels.base[index * largest + frame]
                } else {
                    for channel in 0..<fileChannelCount {
                        sum +=
                            weights[index * fileChannelCount + channel] * fileChannels.base[channel * largest + frame]
                    }
                }
                if hasCuts { sum = Float(high.run(low.run(Double(sum)))) }
                response.base[frame] = sum
                energy += Double(sum) * Double(sum)
            }
            energies[index] = energy
            (cuts[2 * index], cuts[2 * index + 1]) = (low, high)
        }

        if hasHead {
            let there = impulse.read(fileChannels.base, stride: largest, count: Plan.headFrames)
            for index in 0..<routing.responseCount {
                make(index, Plan.headFrames, there: there)
                head.taps(index).update(from: response.base, count: Plan.headFrames)
            }
        }
        for stage in 0..<plan.stageCount {
            let size = plan.stages[stage].size
            for partition in 0..<plan.stages[stage].partitionCount {
                let there = impulse.read(fileChannels.base, stride: largest, count: size)
                for index in 0..<routing.responseCount {
                    make(index, size, there: there)
                    levels[stage].setPartition(
                        partition, response: index, samples: response.base, silence: UnsafePointer(silence.base))
                }
            }
        }
        guard impulse.isSound else {
            throw Refusal("the impulse response has samples that are no numbers, or far beyond any sound")
        }
        normal = normalises ? normalFactor(energies) : 1
    }

    /// What is left of a response at its very end is not made louder than by 60 dB.
    private static var mostNormal: Double { 1_000 }

    /// One over the root of the energy that an output has on average.
    private func normalFactor(_ energies: Storage<Double>) -> Float {
        var sum = 0.0
        for output in 0..<routing.routes.count {
            let route = routing.routes[output]
            for index in 0..<route.pathCount { sum += energies[route.path(index).response] }
        }
        let mean = sum / Double(routing.routes.count)
        return mean > 1e-20 ? Float(min(1 / mean.squareRoot(), Self.mostNormal)) : 1
    }

    mutating func control(_ parameters: Parameters<Parameter>) -> Motion {
        let mix = parameters[.mix] * 0.01
        dry.move(to: 1 - mix, parameters)
        wet.move(to: mix * gain(decibels: parameters[.gain]) * normal, parameters)
        return .still
    }

    mutating func reset() {
        head.clear()
        for index in 0..<levels.count { levels.base[index].clear() }
        rings.clear()
        due.clear()
        (position, phase) = (-Plan.headFrames, Plan.headFrames)
    }
}
