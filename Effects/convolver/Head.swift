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
            (recent - Self.frames).copy(UnsafePointer(recent), Self.frames)
        }
    }

    /// Adds to frames `first` and on, counted from the last multiple of `headFrames`, what one output hears of the head.
    ///
    /// - Parameters:
    ///   - due: what is added to.
    ///   - sums: where the sums go, a multiple of four; what is beyond `count` holds nothing of use.
    func add(
        _ route: Route, to due: UnsafePointer<Float>, into sums: UnsafeMutablePointer<Float>, first: Int, count: Int
    ) {
        for index in 0..<route.pathCount {
            let (input, response) = route.path(index)
            let taps = UnsafePointer(taps.base + response &* Self.frames)
            let due = index == 0 ? due : UnsafePointer(sums)
            var frame = 0
            while frame &+ 12 < count {
                Self.addSixteen(taps, UnsafePointer(recent(input) + (first &+ frame)), due + frame, sums + frame)
                frame &+= 16
            }
            while frame < count {
                Self.addFour(taps, UnsafePointer(recent(input) + (first &+ frame)), due + frame, sums + frame)
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
        _ taps: UnsafePointer<Float>, _ frames: UnsafePointer<Float>, _ due: UnsafePointer<Float>,
        _ sums: UnsafeMutablePointer<Float>
    ) {
        var (e, f, g, h) = (load(due), load(due + 4), load(due + 8), load(due + 12))
        var tap = 0
        var from = frames
        // Sixteen taps are summed by themselves: the fewer steps a sum takes, the less it is rounded.
        while tap < Self.frames {
            var (a, b, c, d) = (Float4.zero, Float4.zero, Float4.zero, Float4.zero)
            for quarter in 0..<4 {
                for part in 0..<4 {
                    let offset = quarter &* 4 &+ part
                    let weight = Float4(repeating: taps[tap &+ offset])
                    let place = from - offset
                    a += weight * load(place)
                    b += weight * load(place + 4)
                    c += weight * load(place + 8)
                    d += weight * load(place + 12)
                }
            }
            e += a
            f += b
            g += c
            h += d
            tap &+= 16
            from -= 16
        }
        store(e, sums)
        store(f, sums + 4)
        store(g, sums + 8)
        store(h, sums + 12)
    }

    @inline(never)
    private static func addFour(
        _ taps: UnsafePointer<Float>, _ frames: UnsafePointer<Float>, _ due: UnsafePointer<Float>,
        _ sums: UnsafeMutablePointer<Float>
    ) {
        var sum = load(due)
        var tap = 0
        var from = frames
        while tap < Self.frames {
            var part = Float4.zero
            for quarter in 0..<2 {
                for eighth in 0..<8 {
                    let offset = quarter &* 8 &+ eighth
                    part += Float4(repeating: taps[tap &+ offset]) * load(from - offset)
                }
            }
            sum += part
            tap &+= 16
            from -= 16
        }
        store(sum, sums)
    }

    /// Forgets all sound.
    func clear() { near.clear() }
}
