// From a curve's points to the few places that draw it. Pure functions, any thread.

/// A place on a canvas, in points from the upper left.
struct Place: Equatable {
    var x: Double
    var y: Double

    /// On a grid so fine that nobody sees it, which keeps numbers in an SVG short.
    var rounded: Place { Place(x: (x * 16).rounded() / 16, y: (y * 16).rounded() / 16) }
}

enum CurvePath {
    /// What a line may be off without anybody seeing it, in points.
    private static let tolerance = 0.1

    /// A line of the same look with as few places as possible. The x rise.
    static func simplified(_ places: [Place]) -> [Place] {
        let thinned = extremes(places)
        guard thinned.count > 2 else { return thinned.map(\.rounded) }
        // Douglas and Peucker: of each stretch the place that is furthest off is kept, until none is.
        var isKept = [Bool](repeating: false, count: thinned.count)
        isKept[0] = true
        isKept[thinned.count - 1] = true
        var stretches = [(0, thinned.count - 1)]
        while let (first, last) = stretches.popLast() {
            var (furthest, distance) = (first, tolerance)
            for index in first + 1..<max(last, first + 1) {
                let off = self.distance(thinned[index], thinned[first], thinned[last])
                if off > distance { (furthest, distance) = (index, off) }
            }
            guard furthest > first else { continue }
            isKept[furthest] = true
            stretches += [(first, furthest), (furthest, last)]
        }
        return zip(thinned, isKept).filter(\.1).map(\.0.rounded)
    }

    /// Of each column one point wide the first, lowest, highest and last place: a line through them covers the same.
    static func extremes(_ places: [Place]) -> [Place] {
        var result: [Place] = []
        var start = 0
        while start < places.count {
            let column = places[start].x.rounded(.down)
            var end = start
            var (lowest, highest) = (start, start)
            while end < places.count, places[end].x.rounded(.down) == column {
                if places[end].y < places[lowest].y { lowest = end }
                if places[end].y > places[highest].y { highest = end }
                end += 1
            }
            for index in Set([start, lowest, highest, end - 1]).sorted() { result.append(places[index]) }
            start = end
        }
        return result
    }

    /// From a place to the stretch between two others.
    private static func distance(_ place: Place, _ a: Place, _ b: Place) -> Double {
        let (dx, dy) = (b.x - a.x, b.y - a.y)
        let square = dx * dx + dy * dy
        let along = square > 0 ? ((place.x - a.x) * dx + (place.y - a.y) * dy) / square : 0
        let share = min(max(along, 0), 1)
        let (x, y) = (place.x - a.x - share * dx, place.y - a.y - share * dy)
        return (x * x + y * y).squareRoot()
    }
}
