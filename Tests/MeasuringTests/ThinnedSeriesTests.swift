// Series that never grow beyond their room, and outlines made of them.

import Measuring
import Testing

@Suite("A thinned series")
struct ThinnedSeriesTests {
    @Test("holds every entry's share, in order, in bounded room", arguments: [0, 1, 7, 8, 9, 100, 1_000])
    func sums(count: Int) {
        var series = ThinnedSeries<Int>(capacity: 8) { $0 + $1 }
        for value in 0..<count { series.append(value) }
        #expect(series.entries.count <= 8)
        #expect(series.entries.reduce(0, +) == (0..<count).reduce(0, +))
        for (index, entry) in series.entries.enumerated() {
            let first = index * series.width
            #expect(entry == (first..<min(first + series.width, count)).reduce(0, +))
        }
    }

    @Test("takes several at once as if they came one by one")
    func several() {
        var (one, many) = (ThinnedSeries<Int>(capacity: 4) { $0 + $1 }, ThinnedSeries<Int>(capacity: 4) { $0 + $1 })
        var value = 0
        while value < 200 {
            let count = min(many.room, 3, 200 - value)
            many.append((value..<value + count).reduce(0, +), count: count)
            value += count
        }
        for value in 0..<200 { one.append(value) }
        #expect(one.entries == many.entries)
        #expect(one.width == many.width)
    }

    @Test("of a waveform keeps each channel's extremes and energy, whatever the blocks", arguments: [1, 100, 100_000])
    func waveform(blocks: Int) {
        var noise = Signal.noise(frameCount: 50_000, channelCount: 2)
        noise.channels[1][33_333] = -7
        var meter = WaveformMeter(channelCount: 2)
        noise.feed(blocks: blocks) { meter.measure($0, $1) }
        #expect(meter.frameCount == 50_000)
        for channel in 0..<2 {
            let (extents, framesEach) = meter.outline(ofChannel: channel)
            #expect(extents.count <= 8_192)
            #expect(extents.count == (50_000 + framesEach - 1) / framesEach)
            #expect(extents.map(\.lowest).min() == noise.channels[channel].min())
            #expect(extents.map(\.highest).max() == noise.channels[channel].max())
            #expect(extents.reduce(0) { $0 + $1.frameCount } == 50_000)
        }
        let (extents, framesEach) = meter.outline(ofChannel: 1)
        #expect(extents[33_333 / framesEach].lowest == -7)
    }
}
