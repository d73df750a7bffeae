// Pictures, by what is in their files.

import Foundation
import FoundationXML
import Plotting
import Testing

@Suite("A chart")
struct ChartTests {
    /// The elements of an SVG, with their attributes.
    private final class Elements: NSObject, XMLParserDelegate {
        var all: [(name: String, attributes: [String: String])] = []
        var title = ""
        private var isInTitle = false

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            all.append((name, attributes))
            isInTitle = name == "title"
        }

        func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
            isInTitle = false
        }

        func parser(_ parser: XMLParser, foundCharacters text: String) { if isInTitle { title += text } }
    }

    private func elements(_ chart: Chart, width: Double = 800, height: Double = 450) throws -> Elements {
        let bytes = try chart.draw(.svg, width: width, height: height)
        let (parser, elements) = (XMLParser(data: Data(bytes)), Elements())
        parser.delegate = elements
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        return elements
    }

    private func chart(_ points: [Point], title: String = "filter cutoff=1kHz") -> Chart {
        var panel = Panel(
            x: Axis("Frequency in Hz", .frequency, AxisScale(20...20_000, isLogarithmic: true)),
            y: Axis("Level in dB", AxisScale(-60...6)))
        panel.guides = [.zero]
        panel.series = [
            Series("one", .curve(0), .line(points)),
            Series("two", .before, .filled(points.map { Point($0.x, $0.y - 3) })),
        ]
        var chart = Chart(title: title, panels: [panel])
        chart.subtitle = "Frequency response at 48 kHz"
        return chart
    }

    private var slope: [Point] { (1...2_000).map { Point(Double($0) * 10, -6 * log2(1 + Double($0) / 100)) } }

    @Test("as SVG is well-formed, has its size and its title, and is small")
    func svg() throws {
        let elements = try elements(chart(slope, title: "a < b & \"c\""))
        let root = try #require(elements.all.first)
        #expect(root.name == "svg")
        #expect(root.attributes["viewBox"] == "0 0 800 450")
        #expect(elements.title == "a < b & \"c\": Frequency response at 48 kHz")
        #expect(elements.all.contains { $0.name == "symbol" })
        #expect(try chart(slope).draw(.svg, width: 800, height: 450).count < 60_000)
    }

    @Test("has its words within the picture, however long they are")
    func words() throws {
        var chart = chart(slope, title: String(repeating: "equalizer gain=3dB | ", count: 50))
        chart.subtitle = String(repeating: "long ", count: 100)
        chart.notes = [String(repeating: "note ", count: 100), String(repeating: "n", count: 1_000)]
        chart.panels[0].series.append(Series(String(repeating: "label", count: 100), .curve(2), .line(slope)))
        for (width, height) in [(800.0, 450.0), (500, 500)] {
            let uses = try elements(chart, width: width, height: height).all.filter { $0.name == "use" }
            #expect(uses.count > 200)
            for use in uses {
                let x = try #require(use.attributes["x"].flatMap(Double.init))
                let y = try #require(use.attributes["y"].flatMap(Double.init))
                #expect((0...width - 3).contains(x) && (5...height - 3).contains(y), "a letter at \(x), \(y)")
            }
        }
    }

    @Test("draws a curve with no more places than it needs")
    func places() throws {
        let flat = try elements(chart((1...2_000).map { Point(Double($0) * 10, -12) }))
        let lines = flat.all.filter {
            $0.name == "path" && $0.attributes["style"]?.contains("stroke-width:1.6") == true
        }
        #expect(lines.count >= 1)
        // The legend's sample and the curve: a line each, from one place to another.
        for line in lines { #expect(line.attributes["d"]?.filter { $0 == "L" }.count == 1) }
        let steep = try elements(chart((1...200_000).map { Point(Double($0) / 10, $0 % 2 == 0 ? -50 : 0) }))
        let longest = steep.all.map { $0.attributes["d"]?.count ?? 0 }.max() ?? 0
        #expect(longest < 60_000)
    }

    @Test("is the same bytes each time, in both formats", arguments: PictureFormat.allCases)
    func deterministic(format: PictureFormat) throws {
        var chart = chart(slope)
        chart.panels[0].raster = Raster(columns: [[-80, -20], [-40, 0], [-.infinity, .nan]], span: 20...20_000)
        chart.colourBar = Axis("Level in dBFS", AxisScale(-90...0))
        let first = try chart.draw(format, width: 800, height: 450)
        #expect(try chart.draw(format, width: 800, height: 450) == first)
        #expect(first.count > 1_000)
    }

    @Test(
        "as PNG has a pixel for each point and scale", arguments: [(1.0, 801, 450), (2, 1_602, 900), (0.5, 401, 225)])
    func png(scale: Double, width: Int, height: Int) throws {
        let bytes = try chart(slope).draw(.png, width: 801, height: 450, scale: scale, theme: .dark)
        #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        func number(at offset: Int) -> Int { bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
        #expect(number(at: 16) == width)
        #expect(number(at: 20) == height)
    }

    @Test("survives numbers that have no place")
    func hostile() throws {
        let values = [Double.nan, .infinity, -.infinity, 1e300, -1e300, 0, -0.0, Double.leastNonzeroMagnitude]
        let points = values.flatMap { x in values.map { Point(x, $0) } }
        _ = try elements(chart(points))
        _ = try elements(chart([]))
        _ = try elements(chart([Point(100, 0)]))
        var banded = chart([])
        banded.panels[0].series = [
            Series("band", .curve(0), .band(values.map { ($0, -$0, $0) })), Series(nil, .curve(0), .band([])),
        ]
        banded.panels[0].raster = Raster(columns: [], span: 20...30)
        banded.colourBar = Axis("Level", AxisScale(-1...0))
        _ = try elements(banded)
    }

    @Test("without room for its panels is refused, in words")
    func noRoom() throws {
        var chart = chart(slope)
        chart.panels = Array(repeating: chart.panels[0], count: 8)
        let error = #expect(throws: PlottingError.self) { try chart.draw(.svg, width: 400, height: 200) }
        #expect(
            error?.description
                == "a picture of 400x200 points has no room for 8 panels with labels; try a larger size")
        #expect(throws: PlottingError.self) { try self.chart([]).draw(.png, width: 100, height: 400) }
    }

    @Test("has colours for levels that grow lighter evenly")
    func colours() {
        func luminance(_ colour: Colour) -> Double {
            func linear(_ part: Double) -> Double { part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4) }
            return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue)
        }
        let steps = (0...100).map { cbrt(luminance(ColourMap.colour(Double($0) / 100))) }
        for (a, b) in zip(steps, steps.dropFirst()) { #expect((0.002...0.02).contains(b - a)) }
        for share in stride(from: 0.0, through: 1, by: 0.01) {
            let colour = ColourMap.colour(share)
            for part in [colour.red, colour.green, colour.blue] { #expect((0...1).contains(part)) }
        }
    }
}
