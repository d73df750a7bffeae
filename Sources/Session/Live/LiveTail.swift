// How far the tail of a graph that was swapped away has come. Audio thread only; a trivial value.

/// A plan that is fed silence, and heard, until it has rung out.
struct LiveTail {
    /// However long a tail is, it is faded after this.
    static var longestSeconds: Double { @_noLocks get { 10 } }
    /// Silence in which a tail ends early. Echoes may lie so far apart.
    static var gapSeconds: Double { @_noLocks get { 2 } }

    /// Frames after which it is faded, if it hasn't ended by itself.
    let limitFrames: Int
    let gapFrames: Int
    var frame = 0
    var silentFrames = 0
    /// How far the fade at its end has come, in frames; below 0 while there is none.
    var cutFrame = -1
    /// Nothing of the plan is heard any more.
    var isOver: Bool

    /// Of a plan with that tail; without one, it is over at once.
    @_noLocks
    init(tailFrames: Int, latencyFrames: Int, sampleRate: Double, isHeard: Bool) {
        limitFrames = min(tailFrames + latencyFrames, Int(sampleRate * Self.longestSeconds))
        gapFrames = Int(sampleRate * Self.gapSeconds)
        isOver = !isHeard
    }

    /// Takes in a block that was heard.
    @_noLocks
    mutating func advance(by frameCount: Int, isSilent: Bool, cutFrames: Int) {
        frame += frameCount
        silentFrames = isSilent ? silentFrames + frameCount : 0
        if cutFrame >= 0 {
            cutFrame += frameCount
            if cutFrame >= cutFrames { isOver = true }
        } else if silentFrames >= gapFrames {
            isOver = true
        } else if frame >= limitFrames {
            cutFrame = 0
        }
    }

    /// Begins the fade at the end now, unless it has begun. What can't be heard needs none, and nobody waits for it.
    @_noLocks
    mutating func cut() {
        if silentFrames > 0 {
            isOver = true
        } else if cutFrame < 0 {
            cutFrame = 0
        }
    }
}
