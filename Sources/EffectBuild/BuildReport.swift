// What came of a build. Values, any thread.

package import Foundation

/// A build that succeeded.
package struct BuildReport: Sendable {
    package let output: URL
    /// The size of the output.
    package let byteCount: Int
    /// The sources that were compiled, the SDK's left out.
    package let sources: [URL]
    /// What the compiler had to say although it succeeded: warnings. Empty when it was silent.
    package let diagnostics: String
    /// How long it took.
    package let duration: Duration
}
