// Where axes have ticks, and how they read.

import Plotting
import Testing

@Suite("Ticks")
struct TickTests {
    private func labels(_ kind: AxisKind, _ range: ClosedRange<Double>, logarithmic: Bool = false, count: Int)
        -> [String]
    {
        Ticks.ticks(kind, AxisScale(range, isLogarithmic: logarithmic), count: count).compactMap(\.label)
    }

    @Test("of frequencies are at 1, 2 and 5 of each decade, with lines between them")
    func frequencies() {
        let ticks = Ticks.ticks(.frequency, AxisScale(20...20_000, isLogarithmic: true), count: 10)
        #expect(
            ticks.compactMap(\.label) == ["20", "50", "100", "200", "500", "1k", "2k", "5k", "10k", "20k"])
        #expect(ticks.count == 28)
        #expect(ticks.filter { $0.label == nil }.map(\.value).prefix(5) == [30, 40, 60, 70, 80])
    }

    @Test("of frequencies with little room are at powers of ten")
    func fewFrequencies() {
        #expect(labels(.frequency, 20...20_000, logarithmic: true, count: 3) == ["100", "1k", "10k"])
    }

    @Test("of less than a decade are evenly spaced")
    func narrow() {
        #expect(
            labels(.frequency, 900...1_300, logarithmic: true, count: 4) == ["900", "1k", "1.1k", "1.2k", "1.3k"])
    }

    @Test(
        "of numbers are at steps of 1, 2 and 5, as many as there is room for",
        arguments: [
            (-60.0, 0.0, 6, ["−60", "−50", "−40", "−30", "−20", "−10", "0"]),
            (0, 1, 5, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
            (-1, 1, 2, ["−1", "0", "1"]), (0, 0.004, 4, ["0.000", "0.001", "0.002", "0.003", "0.004"]),
            (-3.3, 7.1, 6, ["−2", "0", "2", "4", "6"]), (0, 100_000, 2, ["0", "50000", "100000"]),
        ])
    func numbers(lower: Double, upper: Double, count: Int, expected: [String]) {
        #expect(labels(.number, lower...upper, count: count) == expected)
    }

    @Test("of angles are at parts of a turn")
    func degrees() {
        #expect(labels(.degrees, -180...90, count: 6) == ["−180", "−135", "−90", "−45", "0", "45", "90"])
        #expect(labels(.degrees, -1_000...0, count: 4) == ["−720", "−360", "0"])
    }

    @Test("of long times read as minutes and hours")
    func times() {
        #expect(labels(.seconds, 0...10, count: 5) == ["0", "2", "4", "6", "8", "10"])
        #expect(labels(.seconds, 0...300, count: 5) == ["0:00", "1:00", "2:00", "3:00", "4:00", "5:00"])
        #expect(labels(.seconds, 0...7_200, count: 4) == ["0:00", "30:00", "1:00:00", "1:30:00", "2:00:00"])
    }

    @Test("stay few and inside their axis, however it is")
    func bounded() {
        var generator = Dice()
        for _ in 0..<2_000 {
            let lower = (generator.next() - 0.5) * 1e6
            let upper = lower + max(generator.next() * 1e6, 1e-3)
            for kind in [AxisKind.number, .degrees, .seconds] {
                let ticks = Ticks.ticks(kind, AxisScale(lower...upper), count: 8)
                #expect(ticks.count <= 18, "\(kind) \(lower)...\(upper)")
                let slack = (upper - lower) * 1e-6
                #expect(ticks.allSatisfy { $0.value >= lower - slack && $0.value <= upper + slack })
            }
        }
    }

    @Test("are placed by their scale, and what has no place lies far outside")
    func positions() {
        let scale = AxisScale(20...20_000, isLogarithmic: true)
        #expect(abs(scale.position(of: 632.455532) - 0.5) < 1e-9)
        #expect(scale.position(of: 0) < -10)
        #expect(scale.position(of: .nan) < -10)
        #expect(scale.position(of: .infinity) > 10)
        #expect(AxisScale(-60...0).position(of: -.infinity) < -10)
    }
}

/// Numbers from 0 to 1 that are the same in each run.
private struct Dice {
    private var state: UInt64 = 0x9E37_79B9

    mutating func next() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / Double(1 << 53)
    }
}
