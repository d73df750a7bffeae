// How long and how far a download may go. A plain value, any thread.

/// Bounds in time and in the number of redirections. Servers are strangers, so everything has an end.
package struct DownloadLimits: Equatable, Sendable {
    /// Until there is a connection, encryption included.
    package var connectSeconds = 15
    /// Without a byte.
    package var idleSeconds = 30
    /// From the first question to the last byte.
    package var wholeSeconds = 900
    /// How often a server may point elsewhere.
    package var redirections = 5

    package init() {}
}
