// What is done to four vectors at once. Pure functions.

/// Four vectors: four lines' next four frames, or four frames of four lines.
typealias FourVectors = (Float4, Float4, Float4, Float4)

/// Four rows for four columns.
@inline(__always)
func turned(_ x: FourVectors) -> FourVectors {
    let (a, b) = (zipLow(x.0, x.1), zipLow(x.2, x.3))
    let (c, d) = (zipHigh(x.0, x.1), zipHigh(x.2, x.3))
    return (lowHalves(a, b), highHalves(a, b), lowHalves(c, d), highHalves(c, d))
}

/// Hadamard's matrix of order four, times 2.
@inline(__always)
func hadamard(_ x: FourVectors) -> FourVectors {
    let (a, b) = (x.0 + x.1, x.0 - x.1)
    let (c, d) = (x.2 + x.3, x.2 - x.3)
    return (a + c, b + d, a - c, b - d)
}
