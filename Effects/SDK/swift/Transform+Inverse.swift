// From a spectrum to the second half of its samples, pass by pass.

extension Transform {
    /// Does one item of one pass of the way back.
    ///
    /// - Parameters:
    ///   - work: the spectrum, numbers one behind the other, `2 * size` floats; it is overwritten.
    ///   - samples: where the last pass writes the second half of the samples, `size` floats, each `size` times as large.
    @inline(__always)
    func inverse(pass: Int, item: Int, work: UnsafeMutablePointer<Float>, samples: UnsafeMutablePointer<Float>) {
        if pass == 0 {
            inverseFirst(item, work)
        } else if pass < passCount &- 1 {
            inverseMiddle(passCount &- 1 &- pass, item, work)
        } else if startsByTwo {
            inverseLastByTwo(item, work, samples)
        } else {
            inverseLast(item, work, samples)
        }
    }

    /// All of it at once.
    @inline(__always)
    func inverse(work: UnsafeMutablePointer<Float>, samples: UnsafeMutablePointer<Float>) {
        for pass in 0..<passCount {
            for item in 0..<itemCount { inverse(pass: pass, item: item, work: work, samples: samples) }
        }
    }

    @inline(never)
    private func inverseFirst(_ item: Int, _ work: UnsafeMutablePointer<Float>) {
        let blockCount = itemSize &>> 4
        for number in 0..<blockCount {
            let block = item &* blockCount &+ number
            let table = lastRoots(block)
            let at = work + 32 &* block
            let columns = Roots(lanes: table + 8).join(
                Complex4(at), Complex4(at + 8), Complex4(at + 16), Complex4(at + 24))
            let rows = transpose(columns.0, columns.1, columns.2, columns.3)
            let (a, b, c, d) = Roots(table).join(rows.0, rows.1, rows.2, rows.3)
            a.store(at)
            b.store(at + 8)
            c.store(at + 16)
            d.store(at + 24)
        }
    }

    @inline(never)
    private func inverseMiddle(_ pass: Int, _ item: Int, _ work: UnsafeMutablePointer<Float>) {
        let part = Part(self, pass: pass, item: item)
        for number in 0..<part.blockCount {
            let block = part.firstBlock &+ number
            let roots = Roots(roots(pass, block))
            let quarter = part.blockSize &>> 1
            var place = work + (2 &* block &* part.blockSize &+ 8 &* part.firstQuad)
            let end = place + 8 &* part.quadCount
            while place < end {
                for quad in 0..<2 {
                    let at = place + 8 &* quad
                    let (a, b, c, d) = roots.join(
                        Complex4(at), Complex4(at + quarter), Complex4(at + 2 &* quarter), Complex4(at + 3 &* quarter))
                    a.store(at)
                    b.store(at + quarter)
                    c.store(at + 2 &* quarter)
                    d.store(at + 3 &* quarter)
                }
                place += 16
            }
        }
    }

    // Of the last pass, the imaginary parts are the second half of the samples.

    @inline(never)
    private func inverseLast(
        _ item: Int, _ work: UnsafeMutablePointer<Float>, _ samples: UnsafeMutablePointer<Float>
    ) {
        let roots = Roots(roots(0, 0))
        let quarter = size &>> 2
        var index = item &* (itemSize &>> 2)
        let end = index &+ (itemSize &>> 2)
        while index < end {
            for part in 0..<2 {
                let at = index &+ part &* 4
                let place = work + 2 &* at
                let (a, b, c, d) = roots.join(
                    Complex4(place), Complex4(place + 2 &* quarter), Complex4(place + 4 &* quarter),
                    Complex4(place + 6 &* quarter))
                Self.store(a.im, samples + at)
                Self.store(b.im, samples + (at &+ quarter))
                Self.store(c.im, samples + (at &+ 2 &* quarter))
                Self.store(d.im, samples + (at &+ 3 &* quarter))
            }
            index &+= 8
        }
    }

    @inline(never)
    private func inverseLastByTwo(
        _ item: Int, _ work: UnsafeMutablePointer<Float>, _ samples: UnsafeMutablePointer<Float>
    ) {
        let root = Complex4(repeating: roots(0, 0))
        let half = size &>> 1
        var index = item &* (itemSize &>> 1)
        let end = index &+ (itemSize &>> 1)
        while index < end {
            for part in 0..<4 {
                let at = index &+ part &* 4
                let (low, high) = (Complex4(work + 2 &* at), Complex4(work + 2 &* (at &+ half)))
                Self.store(low.im + high.im, samples + at)
                Self.store((low - high).timesConjugate(root).im, samples + (at &+ half))
            }
            index &+= 16
        }
    }

    @inline(__always)
    private static func store(_ vector: Float4, _ place: UnsafeMutablePointer<Float>) {
        UnsafeMutableRawPointer(place).storeBytes(of: vector, as: Float4.self)
    }
}
