// Four complex numbers at once, and how they lie in memory.

/// Four complex numbers. In memory, their real parts come first, then their imaginary ones: 8 floats.
struct Complex4 {
    var re: Float4
    var im: Float4

    @inline(__always)
    init(_ re: Float4, _ im: Float4) {
        self.re = re
        self.im = im
    }

    /// Four numbers from memory.
    @inline(__always)
    init(_ place: UnsafePointer<Float>) {
        re = UnsafeRawPointer(place).loadUnaligned(as: Float4.self)
        im = UnsafeRawPointer(place + 4).loadUnaligned(as: Float4.self)
    }

    /// One number four times.
    @inline(__always)
    init(repeating place: UnsafePointer<Float>) {
        re = Float4(repeating: place[0])
        im = Float4(repeating: place[1])
    }

    @inline(__always)
    func store(_ place: UnsafeMutablePointer<Float>) {
        UnsafeMutableRawPointer(place).storeBytes(of: re, as: Float4.self)
        UnsafeMutableRawPointer(place + 4).storeBytes(of: im, as: Float4.self)
    }

    @inline(__always) static func + (a: Self, b: Self) -> Self { Self(a.re + b.re, a.im + b.im) }
    @inline(__always) static func - (a: Self, b: Self) -> Self { Self(a.re - b.re, a.im - b.im) }
    @inline(__always) static func * (a: Self, b: Self) -> Self {
        Self(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re)
    }

    /// Times the conjugate of `b`.
    @inline(__always)
    func timesConjugate(_ b: Self) -> Self {
        Self(re * b.re + im * b.im, im * b.re - re * b.im)
    }

    /// Times i.
    @inline(__always) var turned: Self { Self(-im, re) }
}

/// Turns a square of four by four over: what was lane j of number i becomes lane i of number j.
@inline(__always)
func transpose(_ a: Complex4, _ b: Complex4, _ c: Complex4, _ d: Complex4)
    -> (Complex4, Complex4, Complex4, Complex4)
{
    let re = transpose(a.re, b.re, c.re, d.re)
    let im = transpose(a.im, b.im, c.im, d.im)
    return (Complex4(re.0, im.0), Complex4(re.1, im.1), Complex4(re.2, im.2), Complex4(re.3, im.3))
}

@inline(__always)
private func transpose(_ a: Float4, _ b: Float4, _ c: Float4, _ d: Float4) -> (Float4, Float4, Float4, Float4) {
    let (abLow, abHigh) = (zipLow(a, b), zipHigh(a, b))
    let (cdLow, cdHigh) = (zipLow(c, d), zipHigh(c, d))
    return (lowHalves(abLow, cdLow), highHalves(abLow, cdLow), lowHalves(abHigh, cdHigh), highHalves(abHigh, cdHigh))
}
