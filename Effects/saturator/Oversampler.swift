// The way up to a higher rate and back: up to three doublings, and the rows of samples between them.

/// Runs something at 1, 2, 4 or 8 times the rate, late by a whole number of frames.
///
/// A doubling of reach n and its undoing are late by 2 n - 1 frames of the lower rate. Behind the first doubling one
/// frame more makes them even, so that with a reach of 6 they come to 6 and 3 frames of the stream.
struct Oversampler {
    /// From the stream's rate upwards.
    private let filters: (HalfBand, HalfBand, HalfBand)
    let stageCount: Int
    /// For each channel and stage: what goes up, the two phases of what comes down, each behind its history; one row in
    /// all for what is between.
    private let memory: Buffer
    private let top: Buffer

    /// The most frames at once.
    static var chunkFrames: Int { 64 }
    private static var reaches: (Int, Int) { (32, 6) }
    /// Kaiser's parameter for 100 dB.
    private static var shape: Double { 10.06 }
    /// History in front of every row, and room behind it for whole vectors.
    private static var history: Int { 64 }
    private static var shortHistory: Int { 16 }
    private static var margin: Int { 16 }

    /// Nothing: what an effect holds before `configure`.
    init() {
        filters = (HalfBand(), HalfBand(), HalfBand())
        stageCount = 0
        (memory, top) = (Buffer(), Buffer())
    }

    /// Takes memory. Only in `configure`.
    init(stageCount: Int, channelCount: Int) {
        self.stageCount = stageCount
        let (long, short) = Self.reaches
        let empty = HalfBand()
        filters = (
            stageCount > 0 ? HalfBand(reach: long, shape: Self.shape) : empty,
            stageCount > 1 ? HalfBand(reach: short, shape: Self.shape) : empty,
            stageCount > 2 ? HalfBand(reach: short, shape: Self.shape) : empty
        )
        memory = Buffer(count: channelCount * max(stageCount, 1) * Self.stageLength)
        top = Buffer(count: (Self.chunkFrames << 3) + 2 * Self.margin)
    }

    var latencyFrames: Int {
        let (long, short) = Self.reaches
        switch stageCount {
        case 0: return 0
        case 1: return 2 * long - 1
        case 2: return 2 * long - 1 + short
        default: return 2 * long - 1 + short + short / 2
        }
    }

    /// A row's room: the third stage's is the longest.
    private static var rowLength: Int { history + 4 * chunkFrames + margin }
    private static var stageLength: Int { 3 * rowLength }

    /// A row's first new frame: 0, what goes up; 1 and 2, the phases of what comes down.
    @inline(__always)
    private func row(_ channel: Int, _ stage: Int, _ kind: Int) -> UnsafeMutablePointer<Float> {
        memory.base + ((channel &* stageCount &+ stage) &* Self.stageLength &+ kind &* Self.rowLength &+ Self.history)
    }

    @inline(__always)
    private func filter(_ stage: Int) -> HalfBand {
        stage == 0 ? filters.0 : stage == 1 ? filters.1 : filters.2
    }

    /// Takes `count` frames up, lets `body` change them there, and brings them down, in place.
    ///
    /// - Parameter body: gets the samples, and how many there are.
    @inline(__always)
    func run(
        _ samples: UnsafeMutablePointer<Float>, _ channel: Int, count: Int,
        _ body: (_ samples: UnsafeMutablePointer<Float>, _ count: Int) -> Void
    ) {
        guard stageCount > 0 else { return body(samples, count) }
        copy(samples, to: row(channel, 0, 0), count)
        for stage in 0..<stageCount {
            let source = row(channel, stage, 0)
            let isLast = stage == stageCount &- 1
            let length = count &<< stage
            // One frame late behind the first doubling.
            filter(stage).up(
                stage == 0 ? source : source - 1, isLast ? top.base : row(channel, stage &+ 1, 0), count: length)
            keep(source, length, stage)
        }
        body(top.base, count &<< stageCount)
        var stage = stageCount
        while stage > 0 {
            stage &-= 1
            let length = count &<< stage
            let (even, odd) = (row(channel, stage, 1), row(channel, stage, 2))
            split(even, odd, length)
            filter(stage).down(even: even, odd: odd, stage == 0 ? samples : top.base, count: length)
            keep(even, length, stage)
            keep(odd, length, stage)
        }
    }

    /// Takes the two phases of the top row apart.
    @inline(__always)
    private func split(_ even: UnsafeMutablePointer<Float>, _ odd: UnsafeMutablePointer<Float>, _ count: Int) {
        for frame in stride(from: 0, to: count, by: 4) {
            let (low, high) = (top[vector: 2 &* frame], top[vector: 2 &* frame &+ 4])
            UnsafeMutableRawPointer(even + frame).storeBytes(of: unzipEven(low, high), as: Float4.self)
            UnsafeMutableRawPointer(odd + frame).storeBytes(of: unzipOdd(low, high), as: Float4.self)
        }
    }

    /// Moves a row's last frames in front of it: as many as the stage's filter reaches back.
    @inline(__always)
    private func keep(_ row: UnsafeMutablePointer<Float>, _ count: Int, _ stage: Int) {
        let past = stage == 0 ? Self.history : Self.shortHistory
        copy(row + (count &- past), to: row - past, past)
    }

    /// Copies in whole vectors, upwards: a place may be copied to one below.
    @inline(__always)
    private func copy(_ source: UnsafeMutablePointer<Float>, to place: UnsafeMutablePointer<Float>, _ count: Int) {
        for frame in stride(from: 0, to: count, by: 4) {
            let four = UnsafeRawPointer(source + frame).loadUnaligned(as: Float4.self)
            UnsafeMutableRawPointer(place + frame).storeBytes(of: four, as: Float4.self)
        }
    }

    func clear() {
        memory.clear()
        top.clear()
    }
}
