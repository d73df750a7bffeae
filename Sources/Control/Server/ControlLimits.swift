// How much clients may ask of a control server. Constants, any thread.

/// Bounds on what a control server keeps for its clients, and on what one client can cost the others.
package struct ControlLimits: Sendable {
    /// Bytes of one request, its line's end not counted.
    package var lineBytes = 64 << 10
    /// Clients at one time.
    package var clients = 32
    /// Bytes of replies and events that a client may leave unread; beyond, it is let go.
    package var outputBytes = 1 << 20
    /// Unread bytes from which on a client's further requests wait, and meters are left out.
    package var comfortableOutputBytes = 64 << 10
    /// Requests of one client before the others have their turn.
    package var requestsPerTurn = 16

    package init() {}
}
