// What an effect did wrong while it ran, and the wording of it. Plain values, any thread.

import CanonicalABI
package import WasmEngine

/// The end of an effect: it broke the contract or its limits, and is not called again.
package struct EffectFault: Error, Sendable, CustomStringConvertible {
    /// What it did.
    package enum Cause: Sendable {
        /// It ran into a trap of WebAssembly's, or into its limit of time or stack.
        case trapped(TrapReport, limitMilliseconds: Int)
        /// One of a script's kernels ended it, while the script was calling it.
        case kernel(KernelFailure, limitMilliseconds: Int)
        /// It broke a rule of the canonical ABI.
        case brokeABI(String)
        /// Its output was not as long as its input: samples expected and found.
        case wrongLength(expected: Int, found: Int)
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
        case .trapped(let report, let limitMilliseconds) where report.code == .deadlineExceeded:
            return "ran longer than its limit of \(limitMilliseconds) ms \(place)"
        case .trapped where words != nil:
            return "failed \(place): \(words!)"
        case .trapped(let report, _):
            return "trapped \(place): \(printable(report.description))"
        case .kernel(let failure, let limitMilliseconds):
            let kernel = "its kernel ‘\(failure.kernel)’, in \(failure.function)"
            switch failure.cause {
            case .trapped(let report) where report.code == .deadlineExceeded:
                return "ran longer than its limit of \(limitMilliseconds) ms \(place): \(kernel), did not end"
            case .trapped(let report):
                return "failed \(place): \(kernel), trapped: \(printable(report.description))"
            case .brokeABI(let rule):
                return "failed \(place): \(kernel), broke the canonical ABI: \(rule)"
            }
        case .brokeABI(let rule):
            return "broke the canonical ABI \(place): \(rule)"
        case .wrongLength(let expected, let found):
            return "returned \(found) samples \(place), expected \(expected), as many as its input has"
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
