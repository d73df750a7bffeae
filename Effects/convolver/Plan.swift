// How a response is cut into partitions: the cheapest of all ways that keep the latency and leave time to compute.

/// Levels of partitions of equal size, smaller ones first.
///
/// A level's input block of N frames is complete when its last frame has come, and its work is spread over the N frames
/// that follow. What it makes is then due: so a level may begin no earlier than at 2 N frames of the response, less the
/// latency. Without latency the first `headFrames` frames are summed frame by frame, and a first level of partitions as
/// small as that works at once.
///
/// Source: W. G. Gardner, *Efficient convolution without input-output delay*, JAES 43(3), 1995; G. García, *Optimal
/// filter partition for efficient convolution with short input/output delay*, AES 113th convention, 2002; F. Wefers,
/// *Partitioned convolution algorithms for real-time auralization*, 2015.
struct Plan {
    /// One level.
    struct Stage: BitwiseCopyable {
        /// Frames of a partition.
        var size: Int
        /// The response's first frame that it has.
        var start: Int
        var partitionCount: Int
    }

    /// Frames from one piece of work to the next, and of the head.
    static var headFrames: Int { 64 }
    /// The largest partitions; larger ones save nothing.
    private static var mostBits: Int { 15 }
    private static var headBits: Int { 6 }

    private(set) var stages = InlineArray<10, Stage>(repeating: Stage(size: 0, start: 0, partitionCount: 0))
    private(set) var stageCount = 0
    private(set) var hasHead: Bool
    /// Estimated.
    private var cost: Float = .infinity

    /// - Parameters:
    ///   - frameCount: of the response.
    ///   - latency: frames by which the output may lag; 0, or twice the size of the smallest partition.
    ///   - channelCount: transforms there, and as many back.
    ///   - responseCount: responses that are kept.
    ///   - pathCount: products that are summed.
    init(frameCount: Int, latency: Int, channelCount: Int, responseCount: Int, pathCount: Int) {
        hasHead = latency == 0
        let first = hasHead ? Self.headBits : (latency / 2).trailingZeroBitCount
        guard !hasHead || frameCount > Self.headFrames else { return }
        // Every set of larger sizes: bit b stands for 2^b.
        let choices = 1 << (Self.mostBits - first)
        for choice in 0..<choices {
            var candidate = Plan(empty: hasHead)
            candidate.fill(
                sizes: 1 << first | choice << (first + 1), frameCount: frameCount, latency: latency,
                channelCount: channelCount, responseCount: responseCount, pathCount: pathCount)
            if candidate.cost < cost { self = candidate }
        }
    }

    private init(empty hasHead: Bool) { self.hasHead = hasHead }

    private mutating func fill(
        sizes: Int, frameCount: Int, latency: Int, channelCount: Int, responseCount: Int, pathCount: Int
    ) {
        var start = hasHead ? Self.headFrames : 0
        var left = sizes
        cost = 0
        while left != 0, start < frameCount {
            let size = left & -left
            left &= left - 1
            // The next larger size can't begin before.
            let next = left == 0 ? frameCount : min(2 * (left & -left) - latency, frameCount)
            let partitionCount = (next - start + size - 1) / size
            stages[stageCount] = Stage(size: size, start: start, partitionCount: partitionCount)
            stageCount += 1
            start += partitionCount * size
            // Fitted to measurements, in nanoseconds a frame: the transforms there and back; the products, which wait for
            // memory where there is much to multiply.
            let transforms = 0.5 + 0.43 * Float(size.trailingZeroBitCount)
            let bytes = Float(size * partitionCount) * 8 * Float(channelCount + responseCount)
            let product: Float = bytes > 524_288 ? 0.9 : 0.25
            cost += Float(channelCount) * transforms + product * Float(pathCount * partitionCount)
        }
    }

    /// Frames of the largest partition.
    var largestSize: Int { stageCount == 0 ? Self.headFrames : stages[stageCount - 1].size }

    /// Bytes that the levels take.
    func byteCount(channelCount: Int, responseCount: Int) -> Float {
        var sum: Float = 0
        for index in 0..<stageCount {
            let size = Float(stages[index].size)
            let spectra = Float(stages[index].partitionCount * (channelCount + responseCount))
            // A spectrum, the work, two outputs, roots: in floats.
            sum += 4 * size * (2 * spectra + 2 + Float(2 * channelCount) + 4)
        }
        return sum
    }
}
