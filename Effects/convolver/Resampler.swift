// The kernel that brings an impulse response to the session's rate. Only in `configure`.

/// A sine under Kaiser's window, for points between frames.
///
/// Within 0.01 dB up to 0.45 of the lower rate, 100 dB down from 0.5 of it on. Tabulated for fractions of a frame, with
/// straight lines in between, which errs by less than -115 dB.
///
/// Source: J. F. Kaiser, *Nonrecursive digital filter design using the I0-sinh window function*, ISCAS 1974.
struct Resampler: ~Copyable {
    /// Source frames for a frame of the output.
    let step: Double
    /// Source frames on either side of a point that count.
    let reach: Int
    /// Output frames that the kernel reaches before its centre.
    let lead: Int
    private let rowCount: Int
    private let table: Scratch
    private let taps: Scratch

    private static var attenuation: Double { 100 }
    /// The middle of the band in which the kernel goes down, in parts of half the lower rate.
    private static var cutoff: Double { 0.95 }
    /// Frames at the lower rate on either side: (attenuation - 7.95) / (2 * 2.285 * 2 pi * 0.05), and a few.
    private static var lowerReach: Double { 66 }
    private static var mostRows: Double { 512 }

    init(from sourceRate: Double, to rate: Double) {
        step = sourceRate / rate
        guard sourceRate != rate else {
            (reach, lead, rowCount) = (0, 0, 0)
            table = Scratch(count: 0)
            taps = Scratch(count: 0)
            return
        }
        let narrowing = min(1, rate / sourceRate)
        reach = Int((Self.lowerReach / narrowing).rounded(.up))
        lead = Int((Double(reach) / step).rounded(.up))
        rowCount = max(16, Int(Self.mostRows * narrowing))
        let tapCount = (2 * reach + 3) / 4 * 4
        table = Scratch(count: (rowCount + 1) * tapCount)
        taps = Scratch(count: tapCount)
        let shape = 0.1102 * (Self.attenuation - 8.7)
        for row in 0...rowCount {
            let fraction = Double(row) / Double(rowCount)
            let place = table.base + row * tapCount
            var sum = 0.0
            for tap in 0..<2 * reach {
                let distance = Double(tap - reach + 1) - fraction
                let value =
                    Self.kernel(distance * narrowing * Self.cutoff)
                    * Self.window(distance / Double(reach), shape)
                place[tap] = Float(value)
                sum += value
            }
            // An impulse response has the same sum at any rate.
            let scale = step / sum
            for tap in 0..<2 * reach { place[tap] = Float(Double(place[tap]) * scale) }
        }
    }

    /// Whether both rates are the same, so that there is nothing to do.
    var isIdle: Bool { reach == 0 }

    /// Makes the weights of the source's frames around a point.
    ///
    /// The first is that of the frame `reach - 1` before the frame that the point lies behind.
    ///
    /// - Parameter fraction: of a frame by which the point lies behind that frame, 0 to 1.
    @inline(__always)
    borrowing func weigh(_ fraction: Double) {
        let place = fraction * Double(rowCount)
        let row = min(Int(place), rowCount - 1)
        let share = Float(place - Double(row))
        let low = UnsafeRawPointer(table.base + row * taps.count)
        let high = low + taps.count * MemoryLayout<Float>.stride
        let to = UnsafeMutableRawPointer(taps.base)
        var offset = 0
        while offset < taps.count * MemoryLayout<Float>.stride {
            let one = low.loadUnaligned(fromByteOffset: offset, as: Float4.self)
            let other = high.loadUnaligned(fromByteOffset: offset, as: Float4.self)
            to.storeBytes(of: one + (other - one) * share, toByteOffset: offset, as: Float4.self)
            offset += 16
        }
    }

    /// Sums frames from a place on with the weights at hand.
    @inline(__always)
    borrowing func sum(_ frames: UnsafePointer<Float>) -> Float {
        var total = Float4.zero
        let (weights, frames) = (UnsafeRawPointer(taps.base), UnsafeRawPointer(frames))
        var offset = 0
        while offset < taps.count * MemoryLayout<Float>.stride {
            total +=
                weights.loadUnaligned(fromByteOffset: offset, as: Float4.self)
                * frames.loadUnaligned(fromByteOffset: offset, as: Float4.self)
            offset += 16
        }
        return total[0] + total[1] + total[2] + total[3]
    }

    /// Frames of the source that `sum` reads from its place on.
    var readCount: Int { taps.count }

    /// sin(pi x) / (pi x).
    private static func kernel(_ x: Double) -> Double {
        x == 0 ? 1 : UnitVector(turns: x * 0.5).sine / (Double.pi * x)
    }

    /// Kaiser's window at x of its half width.
    private static func window(_ x: Double, _ shape: Double) -> Double {
        let inside = 1 - x * x
        return inside <= 0 ? 0 : bessel(shape * shape * inside * 0.25) / bessel(shape * shape * 0.25)
    }

    /// I0 of x, for x * x / 4, by its series.
    private static func bessel(_ quarterSquare: Double) -> Double {
        var (sum, term, n) = (1.0, 1.0, 1.0)
        while term > sum * 1e-12 {
            term *= quarterSquare / (n * n)
            sum += term
            n += 1
        }
        return sum
    }
}
