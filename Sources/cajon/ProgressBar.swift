// A line on the terminal that says how far a long piece of work has come.

import Foundation
import Synchronization

/// Draws at most ten times a second, on standard error, and only on a terminal. Any thread.
final class ProgressBar: Sendable {
    private struct State {
        var doneFrames: [Int]
        var totalFrames: [Int?]
        var lastDraw = ContinuousClock.now
    }

    private static let interval = Duration.milliseconds(100)

    private let sampleRates: Mutex<[Double]>
    private let state: Mutex<State>
    private let start = ContinuousClock.now
    private let label: String
    private let isShown: Bool

    /// - Parameter isQuiet: never draw.
    init(label: String, fileCount: Int, isQuiet: Bool) {
        self.label = label
        isShown = !isQuiet && Terminal.isInteractive
        sampleRates = Mutex(Array(repeating: 0, count: fileCount))
        state = Mutex(
            State(
                doneFrames: Array(repeating: 0, count: fileCount), totalFrames: Array(repeating: nil, count: fileCount))
        )
    }

    /// Notes how far one of the files has come.
    ///
    /// - Parameter totalFrames: nil when nobody knows, as for a pipe.
    func update(file: Int, doneFrames: Int, totalFrames: Int?, sampleRate: Double) {
        guard isShown else { return }
        sampleRates.withLock { $0[file] = sampleRate }
        let line: String? = state.withLock { state in
            state.doneFrames[file] = doneFrames
            state.totalFrames[file] = totalFrames
            guard ContinuousClock.now - state.lastDraw >= Self.interval else { return nil }
            state.lastDraw = .now
            return render(state)
        }
        if let line { Terminal.write("\r\u{1b}[K" + line.prefix(Terminal.width - 1)) }
    }

    /// Removes the line.
    func finish() {
        if isShown { Terminal.write("\r\u{1b}[K") }
    }

    private func render(_ state: State) -> String {
        let elapsed = (ContinuousClock.now - start) / .seconds(1)
        let rates = sampleRates.withLock { $0 }
        let audioSeconds = zip(state.doneFrames, rates).reduce(0) { $1.1 > 0 ? $0 + Double($1.0) / $1.1 : $0 }
        let speed = elapsed > 0 ? audioSeconds / elapsed : 0
        let fileCount = state.totalFrames.count
        let fractions = zip(state.doneFrames, state.totalFrames).map { done, total -> Double? in
            guard let total, total > 0 else { return done == 0 ? 0 : nil }
            return min(Double(done) / Double(total), 1)
        }
        guard fractions.allSatisfy({ $0 != nil }) else {
            return "\(label)  \(Text.duration(audioSeconds))  \(Text.speed(speed))"
        }
        let fraction = fractions.reduce(0) { $0 + $1! } / Double(fileCount)
        let cells = 24
        let filled = Int(fraction * Double(cells))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: cells - filled)
        let left = fraction > 0.001 ? "  \(Text.duration(elapsed * (1 - fraction) / fraction)) left" : ""
        return "\(label)  \(bar) \(Int(fraction * 100)) %  \(Text.speed(speed))\(left)"
    }
}
