// Reads an impulse response piece by piece, brings it to the session's rate and shapes it. Only in `configure`.

/// The responses of a routing, frame after frame, from the file that the preset names.
struct Impulse: ~Copyable {
    /// What of the file is used, and how.
    struct Settings {
        var startSeconds: Float
        var lengthSeconds: Float
        var decay: Float
        var fade: Float
        /// nil: none.
        var lowCut: Float?
        var highCut: Float?
    }

    private let sound: OpenSound
    private let resampler: Resampler
    private let rate: Float
    /// The file's frames that are used.
    private let used: Range<Int>
    /// Frames of the response at the session's rate, in all.
    let frameCount: Int
    /// Frames by which the response comes later, because resampling rings before each sample too.
    let lead: Int

    private let settings: Settings
    /// The file's frames around the point at hand, channel by channel.
    private let window: Scratch
    private let windowFrames: Int
    private var windowStart: Int
    private var shape: Shape
    private var next = 0
    /// Whether all samples were numbers of a sound's size.
    private(set) var isSound = true

    private static var windowFrames: Int { 8192 }
    /// A sample beyond this is no sound.
    private static var mostMagnitude: Float { 1_048_576 }

    /// Opens the file.
    static func open(
        _ name: UnsafeBufferPointer<UInt8>, rate: Float, settings: Settings
    ) throws(Refusal) -> Impulse {
        let sound = try openSound(name)
        guard Routing.takes(fileChannelCount: sound.channelCount) else {
            throw Refusal(
                """
                the impulse response has a number of channels that it doesn't take: it takes 1, 2, or 4 (left to left, \
                left to right, right to left, right to right)
                """)
        }
        guard sound.frameCount > 0 else { throw Refusal("the impulse response is empty") }
        let sourceRate = Double(sound.sampleRate)
        let ratio = Double(rate) / sourceRate
        guard ratio > 1 / 256, ratio < 256 else {
            throw Refusal("the impulse response has a sample rate that is too far from the session's")
        }
        // Something is left, however short the response is.
        let start = min(Double(settings.startSeconds) * sourceRate, Double(sound.frameCount - 1)).rounded()
        let length = max(1, min(Double(settings.lengthSeconds) * sourceRate, 1e9).rounded())
        let used = Int(start)..<min(sound.frameCount, Int(start) + Int(length))
        let exactCount = (Double(used.count) * ratio).rounded(.up)
        guard exactCount < 1e8 else { throw Convolver.tooLong }
        return Impulse(sound, used, exactCount: Int(exactCount), rate: rate, settings: settings)
    }

    private init(
        _ sound: consuming OpenSound, _ used: Range<Int>, exactCount: Int, rate: Float, settings: Settings
    ) {
        let channelCount = sound.channelCount
        resampler = Resampler(from: Double(sound.sampleRate), to: Double(rate))
        lead = resampler.lead
        // The cuts ring on behind the response's end.
        var ring = 0
        if let hertz = settings.lowCut { ring += Cut.ringFrames(hertz: hertz, rate: rate) }
        if let hertz = settings.highCut { ring += Cut.ringFrames(hertz: hertz, rate: rate) }
        frameCount = exactCount + 2 * lead + ring
        windowFrames = Self.windowFrames + resampler.readCount
        windowStart = -2 * windowFrames
        window = Scratch(count: channelCount * windowFrames)
        shape = Shape(frameCount: exactCount, lead: lead, decay: settings.decay, fade: settings.fade)
        self.rate = rate
        self.settings = settings
        self.used = used
        self.sound = sound
    }

    private static func openSound(_ name: UnsafeBufferPointer<UInt8>) throws(Refusal) -> OpenSound {
        do throws(AssetError) {
            return try OpenSound(name)
        } catch {
            throw refusal(error)
        }
    }

    var channelCount: Int { sound.channelCount }

    private static func refusal(_ error: AssetError) -> Refusal {
        switch error {
        case .notFound:
            Refusal(
                """
                the impulse response isn't there: ‘impulse.wav’, or what the preset's option ‘impulse’ names, is looked \
                for in the folder that is granted, then in the effect's own
                """)
        case .invalidName: Refusal("the option ‘impulse’ is no name of a file in the folder that was granted")
        case .unreadable: Refusal("the impulse response can't be read: it is no sound file, or damaged")
        case .tooLarge: Refusal("the impulse response is too large")
        case .tooMany: error.refusal
        }
    }

    /// A cut for each response, as it begins.
    func cuts() -> (low: Cut, high: Cut) {
        (
            settings.lowCut.map { Cut(hertz: $0, rate: rate, isHighpass: true) } ?? Cut(),
            settings.highCut.map { Cut(hertz: $0, rate: rate, isHighpass: false) } ?? Cut()
        )
    }

    var hasCuts: Bool { settings.lowCut != nil || settings.highCut != nil }

    /// Makes the next frames of all channels; zeros behind the end. Returns how many lie before it.
    ///
    /// - Parameter frames: planar, with `stride` frames from channel to channel.
    mutating func read(_ frames: UnsafeMutablePointer<Float>, stride: Int, count: Int) -> Int {
        let there = max(0, min(count, frameCount - next))
        if resampler.isIdle {
            copyFrames(frames, stride: stride, count: there)
        } else {
            resampleFrames(frames, stride: stride, count: there)
        }
        next += there
        for channel in 0..<sound.channelCount {
            for frame in there..<count { frames[channel * stride + frame] = 0 }
        }
        guard !shape.isFlat else { return there }
        for frame in 0..<there {
            let factor = shape.next()
            for channel in 0..<sound.channelCount { frames[channel * stride + frame] *= factor }
        }
        return there
    }

    private mutating func copyFrames(_ frames: UnsafeMutablePointer<Float>, stride: Int, count: Int) {
        var done = 0
        while done < count {
            let place = used.lowerBound + next + done
            show(place, count: 1)
            let piece = min(count - done, windowStart + windowFrames - place)
            for channel in 0..<sound.channelCount {
                (frames + channel * stride + done).copy(
                    UnsafePointer(window.base + channel * windowFrames + place - windowStart), piece)
            }
            done += piece
        }
    }

    private mutating func resampleFrames(_ frames: UnsafeMutablePointer<Float>, stride: Int, count: Int) {
        for frame in 0..<count {
            let point = Double(next + frame - lead) * resampler.step
            let whole = point.rounded(.down)
            let first = used.lowerBound + Int(whole) - resampler.reach + 1
            show(first, count: resampler.readCount)
            resampler.weigh(point - whole)
            for channel in 0..<sound.channelCount {
                frames[channel * stride + frame] = resampler.sum(
                    UnsafePointer(window.base + channel * windowFrames + first - windowStart))
            }
        }
    }

    /// Sees to it that frames of the file are in the window; those that aren't used are zeros.
    @inline(__always)
    private mutating func show(_ first: Int, count: Int) {
        if first < windowStart || first + count > windowStart + windowFrames { fill(from: first) }
    }

    private mutating func fill(from first: Int) {
        windowStart = first
        let (window, windowFrames, channelCount) = (window.base, windowFrames, sound.channelCount)
        for index in 0..<channelCount * windowFrames { window[index] = 0 }
        var done = max(first, used.lowerBound)
        let end = min(first + windowFrames, used.upperBound)
        var isSound = isSound
        while done < end {
            sound.read(first: done, count: end - done) { piece, count in
                precondition(count > 0)
                for channel in 0..<channelCount {
                    let to = window + channel * windowFrames + done - first
                    for frame in 0..<count {
                        let sample = piece[channel * count + frame]
                        if !(sample.magnitude <= Self.mostMagnitude) { isSound = false }
                        to[frame] = sample
                    }
                }
                done += count
            }
        }
        self.isSound = isSound
    }
}
