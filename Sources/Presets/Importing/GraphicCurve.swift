// A graphic equalizer's curve. A plain value, any thread.

private import Glibc

/// Points with straight lines between them over the logarithm of frequency, flat beyond the ends.
///
/// Source: Equalizer APO's configuration reference, GraphicEQ.
struct GraphicCurve: Equatable {
    struct Point: Equatable {
        let hertz: Double
        let decibels: Double
    }

    /// At least one, by rising frequency.
    let points: [Point]

    /// - Parameter parameters: `20 -7.1; 21 -6.9; …`.
    /// - Throws: what is wrong with it.
    init(_ parameters: String) throws(FilterLine.Problem) {
        var numbers: [Double] = []
        for token in ImportToken.scan(parameters) {
            switch token {
            case .number(let text):
                guard let number = ImportNumber(text) else {
                    throw FilterLine.Problem(reason: ImportWording.badNumber(text))
                }
                numbers.append(number.value)
            case .mark(";"), .mark(","): break
            case .word(let word) where ["hz", "db"].contains(word.lowercased()): break
            default: throw FilterLine.Problem(reason: ImportWording.unexpected(token.text))
            }
        }
        guard !numbers.isEmpty else { throw FilterLine.Problem(reason: ImportWording.expected("points")) }
        guard numbers.count.isMultiple(of: 2) else { throw FilterLine.Problem(reason: ImportWording.oddPoint) }
        guard numbers.count / 2 <= ImportLimits.points else {
            throw FilterLine.Problem(reason: ImportWording.tooManyPoints)
        }
        var points: [Point] = []
        for index in stride(from: 0, to: numbers.count, by: 2) {
            let point = Point(hertz: numbers[index], decibels: numbers[index + 1])
            guard ImportLimits.hertz.contains(point.hertz), abs(point.decibels) <= ImportLimits.decibels
            else { throw FilterLine.Problem(reason: ImportWording.badPoint(point.hertz, point.decibels)) }
            points.append(point)
        }
        // By their place too, since sorting keeps no order among equals: the later of two at one frequency is its end.
        self.points = points.enumerated().sorted { ($0.element.hertz, $0.offset) < ($1.element.hertz, $1.offset) }
            .map(\.element)
    }

    /// The sum of both: straight between all points of either.
    func adding(_ other: GraphicCurve) -> GraphicCurve {
        let hertz = Set(points.map(\.hertz) + other.points.map(\.hertz)).sorted()
        let sums = zip(decibels(at: hertz), other.decibels(at: hertz)).map { $0 + $1 }
        return GraphicCurve(points: zip(hertz, sums).map { Point(hertz: $0, decibels: $1) })
    }

    private init(points: [Point]) { self.points = points }

    /// The gain at each of some rising frequencies.
    func decibels(at hertz: [Double]) -> [Double] {
        var upper = 0
        return hertz.map { frequency in
            while upper < points.count, points[upper].hertz <= frequency { upper += 1 }
            guard upper > 0 else { return points[0].decibels }
            guard upper < points.count else { return points[upper - 1].decibels }
            let (below, above) = (points[upper - 1], points[upper])
            let place = log(frequency / below.hertz) / log(above.hertz / below.hertz)
            return below.decibels + (above.decibels - below.decibels) * place
        }
    }
}
