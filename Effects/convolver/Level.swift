// One level of the convolution: partitions of one size, transformed, and what is remembered of the input.

/// Convolves with partitions of `size` frames, a little at a time.
///
/// Every `headFrames` frames, `advance` is called, and does an equal share of the level's work. What it does depends on
/// the stream's position alone.
struct Level: BitwiseCopyable {
    /// A step of the work of one input block, of `itemCount` items that cost alike.
    struct Step: BitwiseCopyable {
        enum Kind: UInt8 { case forward, multiply, inverse }
        var kind: Kind
        /// The input, or the output.
        var channel: Int
        var pass: Int
        var itemCount: Int
        var cost: Int
    }

    let size: Int
    let partitionCount: Int
    let transform: Transform
    let routes: Storage<Route>
    /// Whether its output is due at once, so that all work is done at once.
    let isImmediate: Bool
    /// For each response, and each four numbers of a spectrum, those of all partitions, last partition first.
    let responses: Buffer
    /// For each input, and each four numbers of a spectrum, those of the last blocks.
    let past: Buffer
    let work: Buffer
    /// For each output, two blocks: one that is heard, one that is being made.
    let outputs: Buffer
    let steps: Storage<Step>
    let totalCost: Int

    /// Where the newest block's spectrum lies among the `past`.
    var newest = 0
    /// Which share of the work comes next.
    var share = 0
    /// Where the work stands.
    var step = 0
    var item = 0
    var spent = 0
    /// Which of the two blocks is being made.
    var made = 0

    /// Fours of numbers that an item of multiplying goes through.
    private static var itemQuads: Int { 16 }
    var shareCount: Int { isImmediate ? 1 : size / Plan.headFrames }
    /// Floats from four numbers of a spectrum to the next four.
    private var quadStride: Int { 8 &* partitionCount }
    /// Floats of the spectra of one input or response.
    private var spectrumFloats: Int { 2 &* size &* partitionCount }

    /// Takes memory. Only in `configure`.
    init(_ stage: Plan.Stage, isImmediate: Bool, routing: Routing) {
        size = stage.size
        partitionCount = stage.partitionCount
        self.isImmediate = isImmediate
        routes = routing.routes
        let channelCount = routing.routes.count
        transform = Transform(size: stage.size)
        let floats = 2 * size * partitionCount
        responses = Buffer(count: floats * routing.responseCount)
        past = Buffer(count: floats * channelCount)
        work = Buffer(count: 2 * size)
        outputs = Buffer(count: 2 * size * channelCount)
        let transformCost = 20 * transform.itemSize / 16
        steps = Storage(count: channelCount * (2 * transform.passCount + 1))
        var count = 0
        var total = 0
        for channel in 0..<channelCount {
            for pass in 0..<transform.passCount {
                steps[count] = Step(
                    kind: .forward, channel: channel, pass: pass, itemCount: transform.itemCount, cost: transformCost)
                count += 1
            }
        }
        for channel in 0..<channelCount {
            let products = routes[channel].pathCount * partitionCount
            steps[count] = Step(
                kind: .multiply, channel: channel, pass: 0, itemCount: size / (4 * Self.itemQuads),
                cost: 100 + 16 * 5 * products)
            count += 1
            for pass in 0..<transform.passCount {
                steps[count] = Step(
                    kind: .inverse, channel: channel, pass: pass, itemCount: transform.itemCount, cost: transformCost)
                count += 1
            }
        }
        for index in 0..<count { total += steps[index].itemCount * steps[index].cost }
        totalCost = total
    }

    /// Puts a partition in its place. Only in `configure`.
    ///
    /// - Parameters:
    ///   - samples: `size` frames of a response; they are overwritten.
    ///   - silence: `size` zeros.
    func setPartition(
        _ partition: Int, response: Int, samples: UnsafeMutablePointer<Float>, silence: UnsafePointer<Float>
    ) {
        // The way there and back makes everything `size` times as large.
        let scale = 1 / Float(size)
        for frame in 0..<size { samples[frame] *= scale }
        let place = responses.base + (response * spectrumFloats + (partitionCount - 1 - partition) * 8)
        transform.forward(
            first: UnsafePointer(samples), second: silence, work: work.base, spectrum: place, stride: quadStride)
    }

    /// The output's frames from now on, `headFrames` of them.
    @inline(__always)
    func heard(_ output: Int) -> UnsafePointer<Float> {
        let block = isImmediate ? made : 1 &- made
        let frame = isImmediate ? 0 : (share &- 1) &* Plan.headFrames
        return UnsafePointer(outputs.base + ((2 &* output &+ block) &* size &+ frame))
    }

    /// Forgets all sound.
    mutating func clear() {
        past.clear()
        outputs.clear()
        (newest, share, step, item, spent, made) = (0, 0, 0, 0, 0, 0)
    }
}

extension Level {
    /// Does the next share of the work, beginning with a new input block when the one before is done.
    ///
    /// - Parameters:
    ///   - input: the last frames of every channel, in rings of `1 << ringBits` frames.
    ///   - position: of the next frame, in the rings, at a multiple of `headFrames`.
    mutating func advance(input: UnsafePointer<Float>, ringBits: Int, position: Int) {
        if share == shareCount || isImmediate { share = 0 }
        if share == 0 {
            newest = newest &+ 1 == partitionCount ? 0 : newest &+ 1
            made = 1 &- made
            (step, item, spent) = (0, 0, 0)
        }
        share &+= 1
        // The blocks before the last multiple of `size`; a ring holds whole blocks.
        let mask = (1 &<< ringBits) &- 1
        let end = position & ~(size &- 1)
        let (older, newer) = ((end &- 2 &* size) & mask, (end &- size) & mask)
        let goal = share == shareCount ? totalCost : totalCost / shareCount &* share
        while spent < goal {
            let current = steps[step]
            spent &+= current.cost
            switch current.kind {
            case .forward:
                let ring = input + (current.channel &<< ringBits)
                transform.forward(
                    pass: current.pass, item: item, first: ring + older, second: ring + newer, work: work.base,
                    spectrum: past.base + (current.channel &* spectrumFloats &+ newest &* 8),
                    stride: quadStride)
            case .multiply: multiply(current.channel, item: item)
            case .inverse:
                transform.inverse(
                    pass: current.pass, item: item, work: work.base,
                    samples: outputs.base + (2 &* current.channel &+ made) &* size)
            }
            item &+= 1
            if item == current.itemCount {
                item = 0
                step &+= 1
            }
        }
    }

    /// Sums the products of an item's numbers over all partitions, the newest block with the first.
    @inline(never)
    private func multiply(_ output: Int, item: Int) {
        let first = item &* Self.itemQuads
        let route = routes[output]
        // The past is a ring; partitions lie last one first, so that both are read forwards.
        let headCount = newest &+ 1
        let tailCount = partitionCount &- headCount
        var quad = first
        while quad < first &+ Self.itemQuads {
            var sum = Complex4(.zero, .zero)
            for index in 0..<route.pathCount {
                let (input, response) = route.path(index)
                let blocks = UnsafePointer(past.base + (input &* spectrumFloats &+ quad &* quadStride))
                let partitions = UnsafePointer(responses.base + (response &* spectrumFloats &+ quad &* quadStride))
                addProducts(&sum, blocks, partitions + 8 &* tailCount, headCount)
                addProducts(&sum, blocks + 8 &* headCount, partitions, tailCount)
            }
            sum.store(work.base + 8 &* quad)
            quad &+= 1
        }
    }
}

/// Adds products of as many fours of numbers as are said, one behind the other.
@inline(__always)
private func addProducts(
    _ sum: inout Complex4, _ blocks: UnsafePointer<Float>, _ partitions: UnsafePointer<Float>, _ count: Int
) {
    var (x, h) = (blocks, partitions)
    var left = count
    while left >= 2 {
        sum = sum + (Complex4(x) * Complex4(h) + Complex4(x + 8) * Complex4(h + 8))
        x += 16
        h += 16
        left &-= 2
    }
    if left > 0 { sum = sum + Complex4(x) * Complex4(h) }
}
