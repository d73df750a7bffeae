// The first frames of the responses, summed frame by frame: what lets the convolver answer at once.

/// Sums over the last `Plan.headFrames` frames, in the same order for every frame.
struct Head {
    /// For each response.
    private let taps: Buffer
    /// For each input: the frames before the last multiple of `headFrames`, and those since.
    private let near: Buffer

    private static var frames: Int { Plan.headFrames }
    /// Room behind for frames that are computed and not used.
    private static var stride: Int { 2 * frames + 16 }

    /// Nothing: what an effect holds before `configure`.
    init() {
        taps = Buffer()
        near = Buffer()
    }

    /// Takes memory. Only in `configure`.
    init(responseCount: Int, channelCount: Int) {
        taps = Buffer(count: responseCount * Self.frames)
        near = Buffer(count: channelCount * Self.stride)
    }

    /// Where a response's first frames are written in `configure`.
    func taps(_ response: Int) -> UnsafeMutablePointer<Float> { taps.base + response * Self.frames }

    /// Where the frames since the last multiple of `headFrames` are written.
    @inline(__always)
    func recent(_ channel: Int) -> UnsafeMutablePointer<Float> {
        near.base + (channel &* Self.stride &+ Self.frames)
    }

    /// Makes the last `headFrames` frames the ones before.
    func turn(channelCount: Int) {
        for channel in 0..<channelCount {
            let recent = recent(channel)
            (recent - Self.frames).update(from: UnsafePointer(recent), count: Self.frames)
        }
    }

    /// Adds to frames `first` and on, counted from the last multiple of `headFrames`, what one output hears of them.
    ///
    /// - Parameter sums: a multiple of four frames; what is beyond `count` holds nothing of use.
    func add(_ route: Route, to sums: UnsafeMutablePointer<Float>, first: Int, count: Int) {
        for index in 0..<route.pathCount {
            let (input, response) = route.path(index)
            let taps = UnsafePointer(taps.base + response &* Self.frames)
            var frame = 0
            while frame &+ 12 < count {
                Self.addSixteen(taps, UnsafePointer(recent(input) + (first &+ frame)), sums + frame)
                frame &+= 16
            }
            while frame < count {
                Self.addFour(taps, UnsafePointer(recent(input) + (first &+ frame)), sums + frame)
                frame &+= 4
            }
        }
    }

    @inline(__always)
    private static func load(_ place: UnsafePointer<Float>) -> Float4 {
        UnsafeRawPointer(place).loadUnaligned(as: Float4.self)
    }

    @inline(__always)
    private static func store(_ vector: Float4, _ place: UnsafeMutablePointer<Float>) {
        UnsafeMutableRawPointer(place).storeBytes(of: vector, as: Float4.self)
    }

    @inline(never)
    private static func addSixteen(
        _ taps: UnsafePointer<Float>, _ frames: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>
    ) {
        var tap = 0
        var from = frames
        // Sixteen taps are summed by themselves: the fewer steps a sum takes, the less it is rounded.
        while tap < Self.frames {
            var (a, b, c, d) = (Float4.zero, Float4.zero, Float4.zero, Float4.zero)
            for part in 0..<16 {
                let weight = Float4(repeating: taps[tap &+ part])
                let place = from - part
                a += weight * load(place)
                b += weight * load(place + 4)
                c += weight * load(place + 8)
                d += weight * load(place + 12)
            }
            store(load(sums) + a, sums)
            store(load(sums + 4) + b, sums + 4)
            store(load(sums + 8) + c, sums + 8)
            store(load(sums + 12) + d, sums + 12)
            tap &+= 16
            from -= 16
        }
    }

    @inline(never)
    private static func addFour(
        _ taps: UnsafePointer<Float>, _ frames: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>
    ) {
        var sum = load(sums)
        var tap = 0
        var from = frames
        while tap < Self.frames {
            var part = Float4.zero
            for offset in 0..<16 { part += Float4(repeating: taps[tap &+ offset]) * load(from - offset) }
            sum += part
            tap &+= 16
            from -= 16
        }
        store(sum, sums)
    }

    /// Forgets all sound.
    func clear() { near.clear() }
}
