// What an effect did wrong while it ran, and the wording of it. Plain values, any thread.

import CanonicalABI
package import WasmEngine

/// The end of an effect: it broke the contract or its limits, and is not called again.
package struct EffectFault: Error, Sendable, CustomStringConvertible {
    /// What it did.
    package enum Cause: Sendable {
        /// It ran into a trap of WebAssembly's, or into its limit of time or stack.
        case trapped(TrapReport, limit: EffectTimeLimit)
        /// One of a script's kernels ended it, while the script was calling it.
        case kernel(KernelFailure, limit: EffectTimeLimit)
        /// It broke a rule of the canonical ABI.
        case brokeABI(String)
        /// It used its assets where or how it may not.
        case misusedAssets(AssetMisuse)
        /// Its output was not as long as its input: samples expected and found.
        case wrongLength(expected: Int, found: Int)
        /// It didn't give a number for each of its meters: numbers expected and found.
        case wrongReadings(expected: Int, found: Int)
        /// Its output held a NaN or an infinity, first at that sample of so many.
        case notFinite(sample: Int, of: Int)
        /// A function answered with an error of the effect's own.
        case refused(String)
    }

    package let cause: Cause
    /// Where the host had entered it.
    package let function: EffectFunction
    /// What the effect itself said of it, right before it gave up: a script's exception, with its stack.
    package let words: String?

    init(cause: Cause, function: EffectFunction, words: String? = nil) {
        self.cause = cause
        self.function = function
        self.words = words
    }

    package var description: String {
        let place = function == .start ? "while starting" : "in \(function.rawValue)"
        switch cause {
        case .trapped(let report, .period(let microseconds, let stopped))
        where report.code == .deadlineExceeded && function == .collect:
            return "collected garbage for longer than the period leaves (\(microseconds) µs), and was stopped after "
                + "\(stopped) µs"
        case .trapped(let report, let limit) where report.code == .deadlineExceeded:
            return "ran longer than \(limit) \(place)\(limit.outcome)"
        case .trapped where words != nil:
            return "failed \(place): \(words!)"
        case .trapped(let report, _):
            return "trapped \(place): \(printable(report.description))"
        case .kernel(let failure, let limit):
            let kernel = "its kernel ‘\(failure.kernel)’, in \(failure.function)"
            switch failure.cause {
            case .trapped(let report) where report.code == .deadlineExceeded:
                return "ran longer than \(limit) \(place)\(limit.outcome): \(kernel), did not end"
            case .trapped(let report):
                return "failed \(place): \(kernel), trapped: \(printable(report.description))"
            case .brokeABI(let rule):
                return "failed \(place): \(kernel), broke the canonical ABI: \(rule)"
            }
        case .brokeABI(let rule):
            return "broke the canonical ABI \(place): \(rule)"
        case .misusedAssets(let misuse):
            return "misused its assets \(place): \(misuse)"
        case .wrongLength(let expected, let found):
            return "returned \(found) samples \(place), expected \(expected), as many as its input has"
        case .wrongReadings(let expected, let found):
            return "returned \(found) numbers \(place), expected \(expected), one for each meter"
        case .notFinite(let sample, let count):
            return "put out a NaN or an infinity \(place): sample \(sample + 1) of \(count)"
        case .refused(let reason):
            return "refused \(Self.refusal(of: function)): \(printableLines(reason))"
        }
    }

    private static func refusal(of function: EffectFunction) -> String {
        switch function {
        case .setOptions: "the options"
        case .receive: "a message"
        default: "the format"
        }
    }
}
