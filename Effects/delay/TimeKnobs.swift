// The knobs that set the times, and the times.

/// Where the knobs stand that times depend on.
struct TimeKnobs: Equatable {
    private var isSynced = false
    private var milliseconds: Float = 0
    private var tempo: Float = 0
    private var note = 0
    private var feel = NoteLength.Feel.straight
    private var rightPercent: Float = 0

    /// Nowhere: what an effect holds before `configure`.
    init() {}

    init(_ parameters: Parameters<Delay.Parameter>) {
        isSynced = parameters.isOn(.sync)
        milliseconds = parameters.target(.time)
        tempo = parameters.target(.tempo)
        note = parameters.count(.note)
        feel = parameters.choice(.feel)
        rightPercent = parameters.target(.right)
    }

    /// What they ask for, in whole frames, for even channels and odd ones.
    func frames(sampleRate: Float) -> (even: Double, odd: Double) {
        let time = isSynced ? NoteLength(note, feel).milliseconds(tempo: tempo) : Double(milliseconds)
        let frames = time * 0.001 * Double(sampleRate)
        return (Self.whole(frames), Self.whole(frames * Double(rightPercent) * 0.01))
    }

    private static func whole(_ frames: Double) -> Double {
        max(frames.rounded(.toNearestOrAwayFromZero), Double(ReadHead.shortestFrames))
    }
}
