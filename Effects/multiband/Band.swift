// One band: what its knobs come to along the stream, and what its detector remembers.

struct Band {
    var threshold = Ramp()
    var slope = Ramp()
    /// What is added to the level of what is compressed.
    var makeup = Ramp()
    /// How much of the band is heard: 1, or 0 where it is muted or others are alone.
    var level = Ramp()
    /// How much of that is compressed: the mix, or 0 where the compressor is bypassed.
    var wet = Ramp()
    var ballistics = Ballistics()
    var memory = DetectorMemory()

    private var sampleRate: Float
    private var audible = Glide(1)
    private var active = Glide(1)

    private static let fadeMilliseconds: Float = 30

    init(sampleRate: Float) {
        self.sampleRate = sampleRate
        audible.configure(milliseconds: Self.fadeMilliseconds, sampleRate: sampleRate)
        active.configure(milliseconds: Self.fadeMilliseconds, sampleRate: sampleRate)
    }

    /// Moves on by one control period; returns whether it moves by itself.
    ///
    /// - Parameter solo: whether any band is alone.
    mutating func move(_ parameters: Parameters<MultibandParameter>, band: Int, solo: Bool) -> Bool {
        func knob(_ knob: MultibandParameter.Knob) -> Float { parameters[.band(band, knob)] }
        let mode: MultibandParameter.Mode = parameters.choice(.band(band, .mode))
        audible.glide(to: mode == .mute || (solo && mode != .solo) ? 0 : 1)
        active.glide(to: mode == .bypass ? 0 : 1)
        if parameters.isStart {
            audible.snap()
            active.snap()
        }
        let isFading = audible.advance()
        let isChanging = active.advance()

        threshold.move(to: knob(.threshold) * GainCurve.levelPerDecibel, parameters)
        slope.move(to: 1 - 1 / knob(.ratio), parameters)
        makeup.move(to: knob(.gain) * GainCurve.levelPerDecibel, parameters)
        level.move(to: Self.rounded(audible.value), parameters)
        wet.move(to: Self.rounded(active.value) * parameters[.mix] * 0.01, parameters)
        let framesPerMillisecond = sampleRate * 0.001
        ballistics.set(
            attackFrames: knob(.attack) * framesPerMillisecond, releaseFrames: knob(.release) * framesPerMillisecond)
        return isFading || isChanging
    }

    /// A fade without corners.
    private static func rounded(_ share: Float) -> Float { share * share * (3 - 2 * share) }
}
