// Where channels read their past, and how that moves when the time is changed: as a tape's motor does, or by a fade.

/// A place in the past and the sway around it, through one control period. All in frames.
struct Track {
    /// Where it stands at the period's end.
    private(set) var place: Double = 0
    private var start: Double = 0
    private var amplitude: Double = 0
    private var startAmplitude: Double = 0
    /// The path in the interpolator's steps: from `centre`, with the time counted from the period's middle.
    private(set) var centre: Int32 = 0
    private(set) var path = DelayPath(offset: 0, slope: 0, bend: 0, twist: 0)

    /// Whether it stands still at a whole frame, which needs no interpolation.
    var isPlain: Bool { place == start && amplitude == 0 && startAmplitude == 0 && place == Double(Int32(place)) }
    var isMoving: Bool { place != start || amplitude != 0 || startAmplitude != 0 }

    /// Moves on to `newPlace` by the period's end. It sways by as much as the shortest delay lets it.
    mutating func move(to newPlace: Double, sway: Double) {
        (start, startAmplitude) = (place, amplitude)
        place = newPlace
        amplitude = min(sway, newPlace - Double(ReadHead.shortestFrames))
    }

    /// Is there at once.
    mutating func begin(at newPlace: Double, sway: Double) {
        move(to: newPlace, sway: sway)
        (start, startAmplitude) = (place, amplitude)
    }

    /// Lays the path, with a sine that stands at `sine` and `cosine` in the period's middle: the cubic that agrees with
    /// it, its slope and its curvature there.
    mutating func lay(sine: Double, cosine: Double, turnsPerPeriod: Double) {
        let steps = Double(DelayInterpolator.stepsPerFrame)
        let perFrame = 1 / Double(controlFrames)
        let middle = (start + place) * 0.5 * steps
        centre = Int32(truncatingIfNeeded: Int64(middle))
        let size = (startAmplitude + amplitude) * 0.5 * steps
        let growth = (amplitude - startAmplitude) * perFrame * steps
        let angle = turnsPerPeriod * (2 * Double.pi) * perFrame
        let bend = angle * angle * 0.5
        path = DelayPath(
            offset: Float(middle - Double(centre) + size * sine),
            slope: Float((place - start) * perFrame * steps + size * cosine * angle + growth * sine),
            bend: Float(growth * cosine * angle - size * sine * bend),
            twist: Float(size * cosine * angle * bend * (-1 / 3) - growth * sine * bend))
    }
}

/// What reads all even channels, or all odd ones.
struct ReadHead {
    enum Change: Int {
        case tape, fade
    }

    /// The shortest delay: a chunk of frames is read before it is written, and taps reach to either side.
    static var shortestFrames: Int { controlFrames + DelayInterpolator.reach + 1 }

    /// How fast a tape may go, in frames per frame: an octave up, and an octave down.
    private static var greatestFall: Double { 1 }
    private static var greatestRise: Double { 0.5 }
    private static var motorMilliseconds: Float { 80 }
    private static var fadeMilliseconds: Float { 60 }
    /// So near is there.
    private static var nearness: Double { 1 / 512 }

    private(set) var current = Track()
    /// What it is faded to.
    private(set) var next = Track()
    private(set) var fade = FadeOver()
    /// Whether it reads whole frames that lie behind a long chunk.
    var isPlain: Bool { !fade.isOn && current.isPlain && current.place > Double(Delay.longChunkFrames &+ 4) }

    /// Where the motor is driven to.
    private var goal: Double = 0
    private var nearing: Double = 1

    mutating func configure(sampleRate: Float) {
        nearing = Double(1 - exp(-Float(controlFrames) * 1000 / (Self.motorMilliseconds * sampleRate)))
        fade.configure(milliseconds: Self.fadeMilliseconds, sampleRate: sampleRate)
    }

    /// Moves on by one control period towards a delay in whole frames; returns whether it is under way or sways.
    mutating func move(to target: Double, sway: Double, _ change: Change, isStart: Bool) -> Bool {
        if isStart {
            current.begin(at: target, sway: sway)
            goal = target
            fade.end()
            return current.isMoving
        }
        if fade.advance() { current = next }
        if !fade.isOn && change == .fade && current.place != target {
            next.begin(at: target, sway: sway)
            fade.begin()
        }
        if fade.isOn {
            goal = next.place
            current.move(to: current.place, sway: sway)
            next.move(to: next.place, sway: sway)
            return true
        }
        drive(to: target, sway: sway)
        return current.isMoving
    }

    /// Lays the period's paths.
    mutating func lay(sine: Float, cosine: Float, turnsPerPeriod: Float) {
        if !fade.isOn && current.isPlain { return }
        current.lay(sine: Double(sine), cosine: Double(cosine), turnsPerPeriod: Double(turnsPerPeriod))
        if fade.isOn { next.lay(sine: Double(sine), cosine: Double(cosine), turnsPerPeriod: Double(turnsPerPeriod)) }
    }

    /// Follows a goal of limited speed, as something with mass.
    private mutating func drive(to target: Double, sway: Double) {
        let period = Double(controlFrames)
        goal += max(-Self.greatestFall * period, min(Self.greatestRise * period, target - goal))
        let place = current.place + (goal - current.place) * nearing
        current.move(to: (target - place).magnitude < Self.nearness ? target : place, sway: sway)
    }
}
