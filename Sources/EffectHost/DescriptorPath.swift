// Paths that stand for what this process has open. Pure functions, any thread.

/// The path by which a process reaches what one of its descriptors is of, whatever its name has come to mean.
package enum DescriptorPath {
    private static let prefix = "/proc/self/fd/"

    package static func path(of descriptor: Int32) -> String { "\(prefix)\(descriptor)" }

    /// Whether a path is one, or leads through one.
    package static func isOne(_ path: String) -> Bool { path.hasPrefix(prefix) }
}
