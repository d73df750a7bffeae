// Impulse responses of all that a picture compares, and what is to be said of them. Plain values, any thread.

import AudioGraph
import EffectHost
import Foundation
import Measuring
import Session

/// One subject's answer in one channel, or in several that answer alike.
struct MeasuredImpulse {
    let label: String
    let samples: [Float]
    let latencyFrameCount: Int
}

/// The answers of all subjects, measured three times: an effect that answers differently to a softer or later impulse has
/// no one response, and the picture says so.
struct MeasuredImpulses {
    private(set) var impulses: [MeasuredImpulse] = []
    private(set) var notes: [String] = []
    private(set) var warnings: [String] = []

    /// The second impulse is softer by so much.
    private static let softerDecibels = 20.0
    /// The third comes so much later: no simple part of usual periods.
    private static let laterSeconds = 0.371
    /// What differs by less is called equal.
    private static let toleranceDecibels = 0.1

    init(
        _ subjects: [PlotSubject], _ probe: ImpulseProbe, range: ClosedRange<Double>, session: PlotSession
    ) throws {
        for subject in subjects {
            let answer = try probe.run(subject.preset, store: session.store, log: session.log)
            let groups = Self.alike(answer.channels)
            for group in groups {
                var names = subjects.count > 1 ? [subject.label] : []
                if groups.count > 1 {
                    names.append(ProbeOptions.name(ofChannel: group, of: answer.channels.count))
                }
                impulses.append(
                    MeasuredImpulse(
                        label: names.isEmpty ? subject.label : names.joined(separator: ", "),
                        samples: answer.channels[group], latencyFrameCount: answer.latencyFrameCount))
            }
            let name = subjects.count > 1 ? "\(subject.label): " : ""
            warnings += answer.warnings.map { name + $0 }
            if !answer.hasEnded {
                notes.append("\(name)It still rang after \(Text.duration(probe.longestSeconds)), and was cut there.")
            }
            notes += try Self.differences(subject, answer, probe, range, session).map { name + $0 }
        }
        guard impulses.count <= PlotSubjectOptions.greatestCount else {
            throw Failure(
                .usage,
                "\(impulses.count) curves can't be told apart, since channels answer differently; use fewer --channels")
        }
    }

    /// The first of each set of channels with equal samples.
    private static func alike(_ channels: [[Float]]) -> [Int] {
        channels.indices.filter { index in !channels[..<index].contains(channels[index]) }
    }

    private static func differences(
        _ subject: PlotSubject, _ answer: ImpulseProbe.Response, _ probe: ImpulseProbe, _ range: ClosedRange<Double>,
        _ session: PlotSession
    ) throws -> [String] {
        var notes: [String] = []
        let level = 20 * log10(Double(probe.level))
        var softer = probe
        softer.level *= Float(pow(10, -softerDecibels / 20))
        var later = probe
        later.delaySeconds += laterSeconds
        let rate = probe.format.sampleRate
        for (other, words) in [
            (softer, String(format: "Not linear: at %.0f dBFS", level - softerDecibels)),
            (later, String(format: "Changes with time: %.2f s later", laterSeconds)),
        ] {
            let second = try other.run(subject.preset, store: session.store)
            let difference = zip(answer.channels, second.channels).reduce(0.0) { greatest, pair in
                let length = max(pair.0.count, pair.1.count)
                let (a, b) = (
                    FrequencyResponse(
                        impulseResponse: pair.0, origin: answer.latencyFrameCount, sampleRate: rate, length: length),
                    FrequencyResponse(
                        impulseResponse: pair.1, origin: answer.latencyFrameCount, sampleRate: rate, length: length)
                )
                return max(greatest, a.greatestDifference(from: b, in: range))
            }
            guard difference > toleranceDecibels else { continue }
            notes.append("\(words) it differs by up to \(String(format: "%.1f", difference)) dB.")
        }
        return notes
    }
}
