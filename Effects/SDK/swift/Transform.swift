// A fast Fourier transform of real sound, made for convolution: its tables, and how its work is cut up.

/// The discrete Fourier transform of 2N real samples at odd frequencies.
///
/// Number k of the spectrum is the sum over n of x[n] exp(2 pi i n (k + 1/4) / N), k from 0 to N - 1: with their
/// conjugates, the values at all odd multiples of 1 / (4 N) of the rate. A product of spectra is a convolution of the
/// samples that wraps round with its sign turned over, which is as good as the usual one where what wraps is dropped
/// (overlap-save) or zero. In return there is no special first and last number, and no step between real and complex.
///
/// The spectrum comes in an order of its own, which the way back expects; spectra are multiplied number by number.
/// The way back leaves out the factor 1 / N.
///
/// All of it is made of passes, and each pass of `itemCount` items that may be done one at a time, in order.
///
/// Source: the polynomial with the samples as coefficients is reduced modulo z^N - i, then by radix 4 modulo factors of
/// that, down to degree 0 (as in D. J. Bernstein, *The tangent FFT*, AAECC 2007, on twisted and other transforms).
struct Transform {
    /// Complex numbers in the spectrum.
    let size: Int
    /// Passes there, and as many back.
    let passCount: Int
    /// Items of a pass.
    let itemCount: Int
    /// Samples or numbers that one item goes through.
    let itemSize: Int
    /// Whether the first pass is of radix 2, where `size` is an odd power of two.
    let startsByTwo: Bool
    /// For each pass, in the order of the way there, and for each of its blocks, the root that the block is reduced by,
    /// its square and its cube; for the last pass those of four blocks more, which lie inside.
    private let roots: Buffer
    private let places: Storage<Int>

    /// The smallest and the largest size.
    static var sizes: ClosedRange<Int> { 32...65_536 }
    /// Floats for a block's roots, in the last pass and before.
    private static var lastStride: Int { 32 }
    private static var stride: Int { 8 }

    /// Nothing: what an effect holds before `configure`.
    init() {
        size = 0
        passCount = 0
        itemCount = 0
        itemSize = 0
        startsByTwo = false
        roots = Buffer()
        places = Storage()
    }

    /// Takes memory for a transform of `2 * size` samples. Only in `configure`.
    ///
    /// - Parameter size: a power of two within `sizes`.
    init(size: Int) {
        precondition(Self.sizes.contains(size) && size & (size &- 1) == 0)
        self.size = size
        itemSize = min(size, 256)
        itemCount = size / itemSize
        startsByTwo = size.trailingZeroBitCount % 2 == 1
        var radices = startsByTwo ? [2] : [4]
        var blockSize = size / radices[0]
        while blockSize > 16 {
            radices.append(4)
            blockSize /= 4
        }
        radices.append(16)
        passCount = radices.count
        places = Storage(count: passCount)
        var total = 0
        var blockCount = 1
        for pass in 0..<passCount {
            places[pass] = total
            total += blockCount * (pass == passCount - 1 ? Self.lastStride : Self.stride)
            blockCount *= radices[pass]
        }
        roots = Buffer(count: total)
        blockCount = 1
        for pass in 0..<passCount {
            for block in 0..<blockCount {
                // The angle of what the block is reduced modulo, z^M - exp(2 pi i angle), digit by digit.
                var angle = 0.25
                var divisor = blockCount
                for earlier in 0..<pass {
                    divisor /= radices[earlier]
                    angle = (angle + Double(block / divisor % radices[earlier])) / Double(radices[earlier])
                }
                if radices[pass] == 16 {
                    let place = places[pass] + block * Self.lastStride
                    set(angle / 4, at: place, step: 1, power: 2)
                    for inner in 0..<4 { set((angle + Double(inner)) / 16, at: place + 8 + inner, step: 4, power: 8) }
                } else {
                    set(angle / Double(radices[pass]), at: places[pass] + block * Self.stride, step: 1, power: 2)
                }
            }
            blockCount *= radices[pass]
        }
    }

    /// Writes a root, its square and its cube.
    private func set(_ turns: Double, at place: Int, step: Int, power: Int) {
        for exponent in 0..<3 {
            let root = UnitVector(turns: turns * Double(exponent + 1))
            roots[place + exponent * power] = Float(root.cosine)
            roots[place + exponent * power + step] = Float(root.sine)
        }
    }

    /// The roots of a block in a pass before the last.
    @inline(__always)
    func roots(_ pass: Int, _ block: Int) -> UnsafePointer<Float> {
        UnsafePointer(roots.base + (places[pass] &+ block &* Self.stride))
    }

    /// The roots of a block in the last pass: its own, then those of the four inside, one in each lane.
    @inline(__always)
    func lastRoots(_ block: Int) -> UnsafePointer<Float> {
        UnsafePointer(roots.base + (places[passCount &- 1] &+ block &* Self.lastStride))
    }
}
