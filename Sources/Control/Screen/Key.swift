// What somebody presses. A plain value, any thread.

/// A key of a terminal.
package enum Key: Equatable, Sendable {
    case character(Character)
    case up, down, left, right
    /// With shift held.
    case shiftLeft, shiftRight
    case home, end, pageUp, pageDown
    case tab, backTab
    case enter, escape, backspace, delete
    /// With control held: the letter, in lower case.
    case control(Character)
}
