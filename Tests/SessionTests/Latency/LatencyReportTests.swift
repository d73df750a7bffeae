// What a measurement makes of what comes back, on loopbacks whose delay is known.

import Session
import Testing

@Suite("A measured latency")
struct LatencyReportTests {
    private func loopback(
        _ cables: SyntheticLoopback.Cable..., change: (inout SyntheticLoopback) -> Void = { _ in }
    ) -> SyntheticLoopback {
        var loopback = SyntheticLoopback()
        loopback.cables = cables
        change(&loopback)
        return loopback
    }

    @Test("is exact to the frame, from none to more than two seconds", arguments: [0, 1, 2, 137, 256, 4_801, 119_998])
    func whole(frames: Int) throws {
        let report = try loopback(.init(delayFrames: Double(frames))).report()
        let measured = try #require(report.measuredFrames)
        #expect(abs(measured.median - Double(frames)) < 1e-6)
        #expect(measured.maximum - measured.minimum < 1e-6)
        #expect(measured.count == 4)
        #expect(report.failure == nil)
        #expect(report.advice == [])
        let connection = try #require(report.connections.first)
        // The sums of the search are of doubles, the samples floats.
        #expect(abs(connection.levelDecibels + 20) < 1e-3)
        #expect(connection.signalToNoiseDecibels == nil)
        #expect(!connection.isInverted)
        #expect(connection.echo == nil)
    }

    // Between two frames the discriminator is taken for straight, which behind a filter it isn't quite.
    @Test(
        "is exact to a twentieth of a frame behind a filter of linear phase", arguments: [0.1, 0.25, 0.5, 0.73, 0.99])
    func fraction(part: Double) throws {
        let report = try loopback(.init(delayFrames: 300 + part)) { $0.noiseDecibels = -80 }.report()
        let measured = try #require(report.measuredFrames)
        #expect(abs(measured.median - 300 - part) < 0.05, "\(measured)")
    }

    @Test("is found at any rate", arguments: [8_000.0, 22_050, 44_100, 96_000, 192_000])
    func rates(sampleRate: Double) throws {
        let delay = (1.9 * sampleRate).rounded()
        let report = try loopback(.init(delayFrames: delay)) {
            $0.sampleRate = sampleRate
            $0.channelCount = 1
            $0.repetitionCount = 2
            $0.noiseDecibels = -50
        }.report()
        let measured = try #require(report.measuredFrames)
        // Noise of a thirtieth of the signal moves the place by some hundredths of a frame; chips grow with the rate.
        #expect(abs(measured.median - delay) < 0.1, "\(measured)")
        #expect(abs(try #require(report.measuredMilliseconds) - delay / sampleRate * 1_000) < 0.02)
    }

    @Test("is found at -40 dB in noise that is ten decibels louder")
    func noise() throws {
        let report = try loopback(.init(delayFrames: 512.4, gain: 0.01)) { $0.noiseDecibels = -50 }.report()
        let measured = try #require(report.measuredFrames)
        // Standard deviation of one burst, σ/A · chip / √(2 · 8,188 frames) with σ/A = √10: 0.1 frames; four times that.
        #expect(abs(measured.median - 512.4) < 0.4, "\(measured)")
        let connection = try #require(report.connections.first)
        #expect(abs(connection.levelDecibels + 60) < 1)
        #expect(abs(try #require(connection.signalToNoiseDecibels) + 10) < 1.5)
        #expect(report.advice.contains { $0.contains("turn up") })
    }

    @Test("comes with the polarity, and with an offset that does not disturb it")
    func inverted() throws {
        let report = try loopback(.init(delayFrames: 300, gain: -0.5)) {
            $0.offset = 0.2
            $0.noiseDecibels = -70
        }.report()
        let connection = try #require(report.connections.first)
        #expect(connection.isInverted)
        #expect(abs(connection.frames.median - 300) < 0.02)
        #expect(abs(connection.gain - 0.5) < 0.01)
        #expect(abs(try #require(connection.signalToNoiseDecibels) - 44) < 0.5)
    }

    @Test("tells which output came back on which input, crosstalk apart")
    func crossed() throws {
        let report = try loopback(
            .init(output: 1, input: 2, delayFrames: 200), .init(output: 2, input: 1, delayFrames: 200, gain: 0.9),
            .init(output: 1, input: 1, delayFrames: 200, gain: 0.05)
        ) { $0.noiseDecibels = -80 }.report()
        #expect(report.connections.map { [$0.output, $0.input] } == [[1, 2], [2, 1]])
        #expect(report.advice.contains { $0.contains("output 1 comes back on input 2") })
    }

    @Test("has one output on both inputs where that is so")
    func both() throws {
        let report = try loopback(
            .init(output: 2, input: 1, delayFrames: 77), .init(output: 2, input: 2, delayFrames: 77, gain: 0.8)
        ).report()
        #expect(report.connections.map { [$0.output, $0.input] } == [[2, 1], [2, 2]])
        #expect(report.advice == [])
    }

    @Test("is that of the straight way when echoes are as loud or louder, and says that there are some")
    func echoes() throws {
        let report = try loopback(
            .init(delayFrames: 480, gain: 0.8), .init(delayFrames: 720, gain: 1), .init(delayFrames: 1_440, gain: 0.6)
        ) { $0.noiseDecibels = -70 }.report()
        #expect(abs(try #require(report.measuredFrames).median - 480) < 0.1)
        let echo = try #require(report.connections.first?.echo)
        // 240 frames, known to half a chip.
        #expect(abs(echo.milliseconds - 5) < 0.05)
        #expect(abs(echo.decibels - 1.9) < 1)
        #expect(report.advice.contains { $0.contains("several times alike") })
    }

    @Test("is none, with advice, when nothing comes back")
    func silence() throws {
        let report = try loopback().report()
        #expect(report.measuredFrames == nil)
        #expect(report.differenceFrames == nil)
        #expect(report.connections == [])
        #expect(try #require(report.failure).contains("no signal on capture; connect an output of null to an input"))
        #expect(report.peakDecibels == [nil, nil])
    }

    @Test("is none when something else is heard, and says how loud that is")
    func otherSound() throws {
        let report = try loopback { $0.noiseDecibels = -20 }.report()
        #expect(report.connections == [])
        #expect(try #require(report.failure).contains("only other sound that peaks at -15.2 dBFS"))
    }

    @Test("comes with advice when the input clips")
    func clipping() throws {
        let report = try loopback(.init(delayFrames: 300, gain: 20)) {
            $0.ceiling = 1
            $0.noiseDecibels = -70
        }.report()
        #expect(abs(try #require(report.measuredFrames).median - 300) < 0.02)
        #expect(report.clippedSamples > 1_000)
        #expect(report.advice.contains { $0.contains("clips") })
    }

    @Test("leaves out bursts that an xrun has torn, and says when that leaves none")
    func torn() throws {
        var loopback = loopback(.init(delayFrames: 300))
        let schedule = loopback.schedule
        loopback.faultFrames = [schedule.start(of: 2) + 100]
        let report = try loopback.report { recording in
            // From the fault on, everything comes 64 frames earlier.
            let place = loopback.faultFrames[0]
            for channel in recording.channels.indices { recording.channels[channel].removeSubrange(place..<place + 64) }
            for channel in recording.channels.indices {
                recording.channels[channel] += [Float](repeating: 0, count: 64)
            }
        }
        let measured = try #require(report.measuredFrames)
        #expect(measured.count == 3)
        #expect(measured.minimum == 236 && measured.maximum == 300)
        #expect(report.spoiledBursts == 1)
        #expect(report.advice.contains { $0.contains("varied by 64.0 frames") })

        loopback.faultFrames = (0..<schedule.burstCount).map { schedule.start(of: $0) + 100 }
        let torn = try loopback.report()
        #expect(torn.connections == [])
        #expect(try #require(torn.failure).contains("torn by xruns"))
    }

    @Test("is not disturbed by samples that are no numbers")
    func nonFinite() throws {
        let report = try loopback(.init(delayFrames: 300)).report { recording in
            for frame in stride(from: 0, to: recording.channels[0].count, by: 1_000) {
                recording.channels[0][frame] = frame % 2_000 == 0 ? .nan : .infinity
            }
        }
        #expect(abs(try #require(report.measuredFrames).median - 300) < 0.02)
        let levels = report.peakDecibels + report.noiseDecibels
        #expect(levels.allSatisfy { $0?.isFinite ?? true })
    }

    @Test("is compared with what the devices say, median with median")
    func difference() throws {
        let report = try loopback(.init(delayFrames: 300)) { $0.latencies = [250, 256, 256, 256, 260] }.report()
        #expect(report.computedFrames?.median == 256)
        #expect(report.computedFrames?.minimum == 250)
        #expect(abs(try #require(report.differenceFrames) - 44) < 1e-6)
        #expect(abs(try #require(report.differenceMilliseconds) - 44 / 48.0) < 1e-6)
    }
}
