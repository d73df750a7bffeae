// Finds the bands that follow a graphic curve. Pure functions, any thread that may compute for a while.

private import Glibc

/// Bands whose sum of decibels is as near to a curve as they come, by least squares.
struct CurveFit {
    /// Added to what the bands do.
    let offsetDecibels: Double
    let bands: [FittedBand]
    /// Of what is played from what was asked for, from 20 Hz to 20 kHz.
    let largestDeviationDecibels: Double
    let largestDeviationHertz: Double
    let rmsDeviationDecibels: Double

    static let rate = EqualizerBand.referenceRate
    private static let audible = (low: 20.0, high: 20_000.0)
    private static let gridCount = 480
    /// Deviations are looked for more finely than bands are sought.
    private static let checkCount = 1_500
    private static let iterations = 80
    /// Iterations that vary gains alone, so that bands don't wander before they have a shape.
    private static let gainIterations = 4
    /// Where a round betters the sum of squares by less, it was the last.
    private static let enough = 1e-4
    private static let limits = (
        frequency: log(10.0)...log(23_000.0), gain: EqualizerRange.gainDecibels, q: log(0.1)...log(20.0)
    )
    /// A band below this is left out.
    private static let audibleGain = 0.005

    /// Equal curves give equal bands.
    ///
    /// A low shelf, bells at equal ratios and a high shelf to begin with; then the method of Levenberg and Marquardt
    /// over all frequencies, gains and Qs, each held in its range.
    ///
    /// - Parameter bandCount: three or more.
    init(_ curve: GraphicCurve, bandCount: Int) {
        let grid = FitGrid(from: Self.audible.low, to: Self.audible.high, count: Self.gridCount, rate: Self.rate)
        let target = curve.decibels(at: grid.hertz)
        var state = State(bandCount: bandCount, offset: target.sorted()[target.count / 2])
        var samples = state.bands.map { $0.sample(on: grid) }
        var residual = state.residual(target, samples)
        var cost = Self.squares(residual)
        var damping = 1e-2
        for iteration in 0..<Self.iterations {
            let gainsAlone = iteration < Self.gainIterations
            let equations = NormalEquations(
                columns: Self.columns(samples, gainsAlone: gainsAlone), residual: residual)
            var next: (state: State, samples: [[FittedBand.Sample]], residual: [Double], cost: Double)?
            for _ in 0..<8 {
                if let step = equations.step(damping: damping) {
                    let moved = state.moved(by: step, gainsAlone: gainsAlone)
                    let movedSamples = moved.bands.map { $0.sample(on: grid) }
                    let movedResidual = moved.residual(target, movedSamples)
                    let movedCost = Self.squares(movedResidual)
                    if movedCost < cost {
                        next = (moved, movedSamples, movedResidual, movedCost)
                        break
                    }
                }
                damping *= 4
            }
            guard let next else { break }
            let gain = (cost - next.cost) / cost
            (state, samples, residual, cost) = next
            damping = max(damping / 5, 1e-7)
            if iteration > Self.gainIterations + 2, gain < Self.enough { break }
        }
        self.init(state.rounded(audibleGain: Self.audibleGain), curve)
    }

    private init(_ state: State, _ curve: GraphicCurve) {
        offsetDecibels = state.offset
        bands = state.bands
        let grid = FitGrid(from: Self.audible.low, to: Self.audible.high, count: Self.checkCount, rate: Self.rate)
        let residual = state.residual(curve.decibels(at: grid.hertz), bands.map { $0.sample(on: grid) })
        let largest = residual.indices.max { abs(residual[$0]) < abs(residual[$1]) } ?? 0
        largestDeviationDecibels = abs(residual[largest])
        largestDeviationHertz = grid.hertz[largest]
        rmsDeviationDecibels = (Self.squares(residual) / Double(residual.count)).squareRoot()
    }

    private static func squares(_ residual: [Double]) -> Double { residual.reduce(0) { $0 + $1 * $1 } }

    /// Of the Jacobian: the offset, the gains, then frequencies and Qs.
    private static func columns(_ samples: [[FittedBand.Sample]], gainsAlone: Bool) -> [[Double]] {
        var columns = [[Double](repeating: 1, count: gridCount)]
        columns += samples.map { $0.map(\.byGain) }
        guard !gainsAlone else { return columns }
        columns += samples.map { $0.map(\.byFrequency) }
        columns += samples.map { $0.map(\.byQ) }
        return columns
    }
}

extension CurveFit {
    /// What is varied.
    private struct State {
        var offset: Double
        var bands: [FittedBand]

        init(bandCount: Int, offset: Double) {
            self.offset = offset
            // A third wider than their distance, so that neighbours meet.
            let octaves = 10.0 / Double(bandCount) * 1.3
            let bellQ = -log(2 * sinh(log(2) / 2 * octaves))
            bands = (0..<bandCount).map { index in
                let place = Double(index) / Double(bandCount - 1)
                let isShelf = index == 0 || index == bandCount - 1
                return FittedBand(
                    kind: index == 0 ? .lowShelf : isShelf ? .highShelf : .bell,
                    logFrequency: log(22.0) + log(19_000.0 / 22) * place, gainDecibels: 0,
                    logQ: isShelf ? log(0.7) : bellQ)
            }
        }

        func residual(_ target: [Double], _ samples: [[FittedBand.Sample]]) -> [Double] {
            var residual = target.map { $0 - offset }
            for band in samples {
                for index in residual.indices { residual[index] -= band[index].decibels }
            }
            return residual
        }

        func moved(by step: [Double], gainsAlone: Bool) -> State {
            func held(_ value: Double, _ range: ClosedRange<Double>) -> Double {
                min(max(value, range.lowerBound), range.upperBound)
            }
            var state = self
            let count = bands.count
            state.offset += step[0]
            for index in 0..<count {
                state.bands[index].gainDecibels = held(bands[index].gainDecibels + step[1 + index], limits.gain)
                guard !gainsAlone else { continue }
                state.bands[index].logFrequency = held(
                    bands[index].logFrequency + step[1 + count + index], limits.frequency)
                state.bands[index].logQ = held(bands[index].logQ + step[1 + 2 * count + index], limits.q)
            }
            return state
        }

        /// With as many digits as can be heard, and without bands that can't.
        func rounded(audibleGain: Double) -> State {
            func digits(_ value: Double, _ scale: Double) -> Double { (value * scale).rounded() / scale }
            var state = self
            state.offset = digits(offset, 1_000)
            state.bands = bands.compactMap { band in
                guard abs(band.gainDecibels) >= audibleGain else { return nil }
                var band = band
                let hertz = exp(band.logFrequency)
                band.logFrequency = log(digits(hertz, hertz < 1_000 ? 100 : 10))
                band.gainDecibels = digits(band.gainDecibels, 1_000)
                band.logQ = log(digits(exp(band.logQ), 1_000))
                return band
            }
            return state
        }
    }
}
