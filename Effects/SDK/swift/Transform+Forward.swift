// From samples to their spectrum, pass by pass.

extension Transform {
    /// Does one item of one pass.
    ///
    /// - Parameters:
    ///   - first: the first half of the samples, `size` floats.
    ///   - second: the other half. Both are read by pass 0 alone.
    ///   - work: room for `2 * size` floats, which pass 0 fills.
    ///   - spectrum: where the last pass writes, four numbers at a time.
    ///   - stride: floats from four numbers to the next four; 8 puts them one behind the other.
    @inline(__always)
    func forward(
        pass: Int, item: Int, first: UnsafePointer<Float>, second: UnsafePointer<Float>,
        work: UnsafeMutablePointer<Float>, spectrum: UnsafeMutablePointer<Float>, stride: Int
    ) {
        if pass == 0 {
            if startsByTwo {
                forwardFirstByTwo(item, first, second, work)
            } else {
                forwardFirst(item, first, second, work)
            }
        } else if pass < passCount &- 1 {
            forwardMiddle(pass, item, work)
        } else {
            forwardLast(item, work, spectrum, stride)
        }
    }

    /// All of it at once.
    @inline(__always)
    func forward(
        first: UnsafePointer<Float>, second: UnsafePointer<Float>, work: UnsafeMutablePointer<Float>,
        spectrum: UnsafeMutablePointer<Float>, stride: Int
    ) {
        for pass in 0..<passCount {
            for item in 0..<itemCount {
                forward(
                    pass: pass, item: item, first: first, second: second, work: work, spectrum: spectrum,
                    stride: stride)
            }
        }
    }

    /// Four numbers made of samples: a sample of the first half, and i times one of the second.
    @inline(__always)
    private static func sample(_ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>, _ index: Int) -> Complex4
    {
        Complex4(
            UnsafeRawPointer(first + index).loadUnaligned(as: Float4.self),
            UnsafeRawPointer(second + index).loadUnaligned(as: Float4.self))
    }

    @inline(never)
    private func forwardFirst(
        _ item: Int, _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>,
        _ work: UnsafeMutablePointer<Float>
    ) {
        let roots = Roots(roots(0, 0))
        let quarter = size &>> 2
        var index = item &* (itemSize &>> 2)
        let end = index &+ (itemSize &>> 2)
        while index < end {
            for part in 0..<2 {
                let at = index &+ part &* 4
                let (a, b, c, d) = roots.split(
                    Self.sample(first, second, at), Self.sample(first, second, at &+ quarter),
                    Self.sample(first, second, at &+ 2 &* quarter), Self.sample(first, second, at &+ 3 &* quarter))
                let place = work + 2 &* at
                a.store(place)
                b.store(place + 2 &* quarter)
                c.store(place + 4 &* quarter)
                d.store(place + 6 &* quarter)
            }
            index &+= 8
        }
    }

    @inline(never)
    private func forwardFirstByTwo(
        _ item: Int, _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>,
        _ work: UnsafeMutablePointer<Float>
    ) {
        let root = Complex4(repeating: roots(0, 0))
        let half = size &>> 1
        var index = item &* (itemSize &>> 1)
        let end = index &+ (itemSize &>> 1)
        while index < end {
            for part in 0..<4 {
                let at = index &+ part &* 4
                let low = Self.sample(first, second, at)
                let high = Self.sample(first, second, at &+ half) * root
                (low + high).store(work + 2 &* at)
                (low - high).store(work + 2 &* (at &+ half))
            }
            index &+= 16
        }
    }

    @inline(never)
    private func forwardMiddle(_ pass: Int, _ item: Int, _ work: UnsafeMutablePointer<Float>) {
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
                    let (a, b, c, d) = roots.split(
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

    @inline(never)
    private func forwardLast(
        _ item: Int, _ work: UnsafeMutablePointer<Float>, _ spectrum: UnsafeMutablePointer<Float>, _ stride: Int
    ) {
        let blockCount = itemSize &>> 4
        for number in 0..<blockCount {
            let block = item &* blockCount &+ number
            let table = lastRoots(block)
            let from = work + 32 &* block
            let rows = Roots(table).split(Complex4(from), Complex4(from + 8), Complex4(from + 16), Complex4(from + 24))
            let columns = transpose(rows.0, rows.1, rows.2, rows.3)
            let (a, b, c, d) = Roots(lanes: table + 8).split(columns.0, columns.1, columns.2, columns.3)
            let to = spectrum + 4 &* block &* stride
            a.store(to)
            b.store(to + stride)
            c.store(to + 2 &* stride)
            d.store(to + 3 &* stride)
        }
    }
}

extension Transform {
    /// What an item of a pass before the last goes through: some blocks whole, or a part of one.
    struct Part {
        let blockSize: Int
        let firstBlock: Int
        let blockCount: Int
        /// Fours of numbers, in each quarter of each block.
        let firstQuad: Int
        let quadCount: Int

        @inline(__always)
        init(_ transform: Transform, pass: Int, item: Int) {
            let firstBits = transform.startsByTwo ? 1 : 2
            let bits = firstBits &+ 2 &* (pass &- 1)
            blockSize = transform.size &>> bits
            let start = item &* transform.itemSize
            firstBlock = start / blockSize
            blockCount = max(1, transform.itemSize / blockSize)
            firstQuad = (start &- firstBlock &* blockSize) &>> 4
            quadCount = min(blockSize, transform.itemSize) &>> 4
        }
    }

    /// A root r with its square and its cube: one for all lanes, or one for each.
    struct Roots {
        let one: Complex4
        let two: Complex4
        let three: Complex4

        @inline(__always)
        init(_ place: UnsafePointer<Float>) {
            one = Complex4(repeating: place)
            two = Complex4(repeating: place + 2)
            three = Complex4(repeating: place + 4)
        }

        @inline(__always)
        init(lanes place: UnsafePointer<Float>) {
            one = Complex4(place)
            two = Complex4(place + 8)
            three = Complex4(place + 16)
        }

        /// Reduces a + b z + c z^2 + d z^3 modulo z - r, z - ir, z + r and z + ir.
        @inline(__always)
        func split(_ a: Complex4, _ b: Complex4, _ c: Complex4, _ d: Complex4)
            -> (Complex4, Complex4, Complex4, Complex4)
        {
            let (b, c, d) = (b * one, c * two, d * three)
            let (even, evenDifference) = (a + c, a - c)
            let (odd, oddDifference) = (b + d, (b - d).turned)
            return (even + odd, evenDifference + oddDifference, even - odd, evenDifference - oddDifference)
        }

        /// The way back, four times as large.
        @inline(__always)
        func join(_ a: Complex4, _ b: Complex4, _ c: Complex4, _ d: Complex4)
            -> (Complex4, Complex4, Complex4, Complex4)
        {
            let (even, evenDifference) = (a + c, a - c)
            let (odd, oddDifference) = (b + d, (b - d).turned)
            return (
                even + odd, (evenDifference - oddDifference).timesConjugate(one), (even - odd).timesConjugate(two),
                (evenDifference + oddDifference).timesConjugate(three)
            )
        }
    }
}
