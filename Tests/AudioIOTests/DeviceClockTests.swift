// Two clocks kept together, in simulation: no hardware and no waiting, only numbers.

import AudioIO
import CTestSupport
import Foundation
import Realtime
import TestSupport
import Testing

@Suite("Two clocks")
struct DeviceClockTests {
    /// A capturing and a playing side with clocks that differ, and a thread that wakes now and then.
    private struct World {
        /// How much faster the captured clock runs.
        var drift = 0.0
        /// Frames that the capturing side delivers at once.
        var burstFrames = 64
        /// The most that a wake-up comes late, in periods.
        var lateness = 0.0
        var periodFrames = 64
        var hertz = 1_000.0
        var sampleRate = 48_000.0
        /// A second in which the thread doesn't run for that many periods.
        var stall: (atSeconds: Double, periods: Double)?
    }

    private struct Outcome {
        var played: [Float] = []
        var ratios: [Double] = []
        var levels: [Double] = []
        var target = 0
        var starvationCount = 0
        var targetsSeen: Set<Int> = []
        var allocationCount: UInt64 = 0
    }

    /// Plays for so long. The captured sound is a sine.
    private func run(_ world: World, seconds: Double, seed: UInt64 = 1) throws -> Outcome {
        var bridge = try ClockBridge(
            channelCount: 1, ratio: 1, sampleRate: world.sampleRate, periodFrames: world.periodFrames,
            capturePeriodFrames: world.burstFrames, maximumPushFrames: world.periodFrames, bufferFrames: 1_024)
        var generator = SeededGenerator(seed: seed)
        var outcome = Outcome()
        let memory = AudioBuffer(channelCount: 1, frameCapacity: world.periodFrames)
        let periodSeconds = Double(world.periodFrames) / world.sampleRate
        var captured = 0
        var playedFrames = 0
        // The beat of playback's hardware: at tick n it has room for the n-th period.
        var now = 0.0
        outcome.played.reserveCapacity(Int(seconds * world.sampleRate) + 4_096)
        while now < seconds {
            let due = Double(playedFrames + world.periodFrames) / world.sampleRate
            now = max(now, due) + Double.random(in: 0...1, using: &generator) * world.lateness * periodSeconds
            if let stall = world.stall, playedFrames > Int(stall.atSeconds * world.sampleRate),
                playedFrames < Int(stall.atSeconds * world.sampleRate) + world.periodFrames * 2
            {
                now += stall.periods * periodSeconds
            }
            let before = cajon_thread_allocation_count()
            let whole = Int(now * world.sampleRate * (1 + world.drift)) / world.burstFrames * world.burstFrames
            while captured < whole {
                let count = min(whole - captured, world.periodFrames)
                let block = memory.block(frameCount: count)
                for frame in 0..<count {
                    let phase = 2 * Double.pi * world.hertz * Double(captured + frame) / world.sampleRate
                    block.base[frame] = Float(0.5 * sin(phase))
                }
                bridge.push(AudioBlock(block))
                captured += count
            }
            let room = Int(now * world.sampleRate) - playedFrames
            let block = memory.block(frameCount: world.periodFrames)
            let isThere = bridge.pull(into: block, lateFrames: max(room - world.periodFrames, 0))
            outcome.allocationCount += cajon_thread_allocation_count() - before
            if !isThere { outcome.starvationCount += 1 }
            playedFrames += world.periodFrames
            outcome.played += (0..<world.periodFrames).map { block.base[$0] }
            if bridge.isSettled {
                outcome.ratios.append(bridge.ratio)
                outcome.levels.append(bridge.level)
                outcome.targetsSeen.insert(bridge.targetFrames)
            }
            outcome.target = bridge.targetFrames
        }
        return outcome
    }

    /// What of the last tenth of a second is the sine, and what is anything else: decibels of noise and distortion.
    ///
    /// The frequency is fitted, too: it is the captured one as the two clocks see it.
    private func noise(_ played: [Float], near hertz: Double, sampleRate: Double = 48_000) -> Double {
        let last = played.suffix(4_800).map(Double.init)
        func residual(_ hertz: Double) -> (share: Double, power: Double) {
            var sums = (cc: 0.0, ss: 0.0, cs: 0.0, yc: 0.0, ys: 0.0, yy: 0.0)
            for (frame, sample) in last.enumerated() {
                let phase = 2 * Double.pi * hertz * Double(frame) / sampleRate
                let (c, s) = (cos(phase), sin(phase))
                sums.cc += c * c
                sums.ss += s * s
                sums.cs += c * s
                sums.yc += sample * c
                sums.ys += sample * s
                sums.yy += sample * sample
            }
            let determinant = sums.cc * sums.ss - sums.cs * sums.cs
            let a = (sums.yc * sums.ss - sums.ys * sums.cs) / determinant
            let b = (sums.ys * sums.cc - sums.yc * sums.cs) / determinant
            let explained = a * sums.yc + b * sums.ys
            return ((sums.yy - explained) / sums.yy, sums.yy)
        }
        // A golden-section search; around the sine the residual has one minimum.
        var low = hertz - 2
        var high = hertz + 2
        let golden = (5.0.squareRoot() - 1) / 2
        for _ in 0..<30 {
            let a = high - golden * (high - low)
            let b = low + golden * (high - low)
            if residual(a).share < residual(b).share { high = b } else { low = a }
        }
        return 10 * log10(max(residual((low + high) / 2).share, 1e-16))
    }

    @Test(
        "are kept together however they differ: nothing runs out, and the ratio becomes that of the clocks",
        arguments: [-500.0, -100, 0, 37, 500])
    func converges(partsPerMillion: Double) throws {
        var world = World(drift: partsPerMillion * 1e-6)
        world.lateness = 0.7
        world.burstFrames = 16
        let outcome = try run(world, seconds: 60)
        #expect(outcome.starvationCount == 0)
        #expect(outcome.targetsSeen.count == 1)
        let last = outcome.ratios.suffix(outcome.ratios.count / 4)
        let mean = last.reduce(0, +) / Double(last.count)
        // Five parts in a million are a quarter of a frame in a second: less than what is seen of bursts of 16.
        #expect(abs(mean - 1 / (1 + world.drift)) < 5e-6, "\(mean)")
        let levels = outcome.levels.suffix(outcome.levels.count / 4)
        let level = levels.reduce(0, +) / Double(levels.count)
        // Bursts of 16 frames, seen at random moments, are what is left.
        #expect(abs(level - Double(outcome.target)) < 8, "\(level), target \(outcome.target)")
        #expect(levels.min() ?? 0 > 0)
    }

    @Test("resampled, a sine stays clean")
    func clean() throws {
        for (drift, limit) in [(0.0, -100.0), (300e-6, -100.0)] {
            var world = World(drift: drift)
            world.lateness = 0.5
            world.burstFrames = 16
            let outcome = try run(world, seconds: 60)
            let figure = noise(outcome.played, near: world.hertz * (1 + drift))
            #expect(figure < limit, "\(drift * 1e6) parts in a million: \(figure) dB")
        }
    }

    @Test("survive bursts of a sound server, by a target that covers them")
    func bursts() throws {
        var world = World(drift: 120e-6)
        world.burstFrames = 480
        world.lateness = 1
        let outcome = try run(world, seconds: 40)
        #expect(outcome.starvationCount == 0)
        #expect(outcome.target >= 480 + 64)
    }

    @Test("survive a thread that doesn't run for ten periods, without losing a frame")
    func stall() throws {
        var world = World(drift: -80e-6)
        world.stall = (atSeconds: 20, periods: 10)
        let outcome = try run(world, seconds: 40)
        #expect(outcome.starvationCount == 0)
        #expect(outcome.targetsSeen.count == 1)
        // Being late doesn't show: the sine goes on. Its greatest step is 2π f / fs · 0.5.
        let sound = outcome.played.dropFirst(48_000)
        let step = zip(sound, sound.dropFirst()).map { abs($1 - $0) }.max() ?? 0
        #expect(Double(step) < 2 * Double.pi * 1_000 / 48_000 * 0.5 * 1.01)
    }

    @Test("a captured side that stops is silence, and goes on when it does")
    func starvation() throws {
        var bridge = try ClockBridge(
            channelCount: 2, ratio: 1, sampleRate: 48_000, periodFrames: 64, capturePeriodFrames: 64,
            maximumPushFrames: 64, bufferFrames: 1_024)
        let memory = AudioBuffer(channelCount: 2, frameCapacity: 64)
        let out = AudioBuffer(channelCount: 2, frameCapacity: 64)
        let block = memory.block(frameCount: 64)
        for index in 0..<128 { block.base[index] = index < 64 ? 0.25 : -0.5 }
        func play(_ rounds: Int, feeding: Bool) -> (silent: Int, starved: Int, sounding: Int) {
            var counts = (silent: 0, starved: 0, sounding: 0)
            for _ in 0..<rounds {
                if feeding { bridge.push(AudioBlock(block)) }
                let played = out.block(frameCount: 64)
                if !bridge.pull(into: played, lateFrames: 0) { counts.starved += 1 }
                if abs(played.base[63] - 0.25) < 1e-4, abs(played.base[127] + 0.5) < 1e-4 { counts.sounding += 1 }
                if (0..<128).allSatisfy({ played.base[$0] == 0 }) { counts.silent += 1 }
            }
            return counts
        }
        _ = play(400, feeding: true)
        #expect(play(100, feeding: true).sounding == 100)
        let stopped = play(1_000, feeding: false)
        #expect(stopped.starved > 0)
        #expect(stopped.silent > 900)
        _ = play(600, feeding: true)
        #expect(play(100, feeding: true).sounding == 100)
    }

    @Test("allocate nothing while they are kept together", .enabled(if: cajon_counts_allocations()))
    func allocatesNothing() throws {
        #expect(try run(World(drift: 100e-6), seconds: 5).allocationCount == 0)
    }
}
