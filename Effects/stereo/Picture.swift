// What becomes of left and right, apart from time: one matrix, made of all knobs that are one.

/// The matrix of swap, polarity, middle and side, width, rotation and balance, in that order.
struct Picture {
    enum Polarity: Int {
        case none, both, left, right
    }

    enum Solo: Int {
        case off, mid, side
    }

    /// What a balance law does to the channels at a place from -1 to 1.
    enum Law: Int {
        case level, power, between, amplitude
    }

    /// The bottom of the levels' range stands for silence; the last `fadeDecibels` above it fade out.
    static var silentDecibels: Float { -60 }
    private static var fadeDecibels: Float { 6 }
    private static var switchMilliseconds: Float { 20 }

    private(set) var leftToLeft: Float = 1
    private(set) var rightToLeft: Float = 0
    private(set) var leftToRight: Float = 0
    private(set) var rightToRight: Float = 1
    /// A mono sound's factor.
    private(set) var alone: Float = 1

    private var swapped = Glide(0)
    private var leftSign = Glide(1)
    private var rightSign = Glide(1)
    private var midShare = Glide(1)
    private var sideShare = Glide(1)
    /// How far the width's level is made up for.
    private var compensation = Glide(1)
    private var leftBalance = Glide(1)
    private var rightBalance = Glide(1)

    mutating func configure(sampleRate: Float) {
        let time = Self.switchMilliseconds
        swapped.configure(milliseconds: time, sampleRate: sampleRate)
        leftSign.configure(milliseconds: time, sampleRate: sampleRate)
        rightSign.configure(milliseconds: time, sampleRate: sampleRate)
        midShare.configure(milliseconds: time, sampleRate: sampleRate)
        sideShare.configure(milliseconds: time, sampleRate: sampleRate)
        compensation.configure(milliseconds: time, sampleRate: sampleRate)
        leftBalance.configure(milliseconds: time, sampleRate: sampleRate)
        rightBalance.configure(milliseconds: time, sampleRate: sampleRate)
    }

    /// Moves on by one control period; returns whether a switch is under way.
    mutating func move(_ parameters: Parameters<Stereo.Parameter>) -> Bool {
        let isMoving = moveSwitches(parameters)

        // The input's channels, in the order and polarity that is asked for: left is (a, b) of left and right.
        let (s, l, r) = (swapped.value, leftSign.value, rightSign.value)
        let first = (a: (1 - s) * l, b: s * r)
        let second = (a: s * l, b: (1 - s) * r)

        let width = parameters[.width] * 0.01
        let loudness = 1 + compensation.value * (sqrt(2 / (1 + width * width)) - 1)
        let mid = Self.factor(parameters[.mid]) * midShare.value * loudness
        let side = Self.factor(parameters[.side]) * sideShare.value * loudness * width
        let (same, crossed) = (0.5 * (mid + side), 0.5 * (mid - side))
        let wideLeft = (a: same * first.a + crossed * second.a, b: same * first.b + crossed * second.b)
        let wideRight = (a: crossed * first.a + same * second.a, b: crossed * first.b + same * second.b)

        let turns = parameters[.rotation] * (1 / 360)
        let (cosine, sine) = (cos(turns: turns), sin(turns: turns))
        let (left, right) = (leftBalance.value, rightBalance.value)
        leftToLeft = left * (cosine * wideLeft.a - sine * wideRight.a)
        rightToLeft = left * (cosine * wideLeft.b - sine * wideRight.b)
        leftToRight = right * (sine * wideLeft.a + cosine * wideRight.a)
        rightToRight = right * (sine * wideLeft.b + cosine * wideRight.b)
        alone = l
        return isMoving
    }

    private mutating func moveSwitches(_ parameters: Parameters<Stereo.Parameter>) -> Bool {
        let polarity: Polarity = parameters.choice(.polarity)
        let solo: Solo = parameters.choice(.solo)
        let balance = Self.balance(parameters.target(.balance) * 0.01, parameters.choice(.law))
        swapped.glide(to: parameters.isOn(.swap) ? 1 : 0)
        leftSign.glide(to: polarity == .both || polarity == .left ? -1 : 1)
        rightSign.glide(to: polarity == .both || polarity == .right ? -1 : 1)
        midShare.glide(to: solo == .side ? 0 : 1)
        sideShare.glide(to: solo == .mid ? 0 : 1)
        compensation.glide(to: parameters.isOn(.compensate) ? 1 : 0)
        leftBalance.glide(to: balance.left)
        rightBalance.glide(to: balance.right)
        if parameters.isStart {
            swapped.snap()
            leftSign.snap()
            rightSign.snap()
            midShare.snap()
            sideShare.snap()
            compensation.snap()
            leftBalance.snap()
            rightBalance.snap()
            return false
        }
        var isMoving = swapped.advance()
        if leftSign.advance() { isMoving = true }
        if rightSign.advance() { isMoving = true }
        if midShare.advance() { isMoving = true }
        if sideShare.advance() { isMoving = true }
        if compensation.advance() { isMoving = true }
        if leftBalance.advance() { isMoving = true }
        if rightBalance.advance() { isMoving = true }
        return isMoving
    }

    /// A level as a factor; the lowest is silence.
    private static func factor(_ decibels: Float) -> Float {
        gain(decibels: decibels) * min(1, (decibels - silentDecibels) / fadeDecibels)
    }

    private static func balance(_ place: Float, _ law: Law) -> (left: Float, right: Float) {
        let straight = (left: 1 - place, right: 1 + place)
        guard place != 0 else { return (1, 1) }
        // A quarter of a turn from left to right.
        let turns = 0.125 * (1 + place)
        let root = sqrt(2 as Float)
        let round = (left: root * cos(turns: turns), right: root * sin(turns: turns))
        switch law {
        case .level: return (min(1, straight.left), min(1, straight.right))
        case .power: return round
        case .between: return (sqrt(max(0, straight.left * round.left)), sqrt(max(0, straight.right * round.right)))
        case .amplitude: return straight
        }
    }
}
