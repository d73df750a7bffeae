// One parameter's value and its glide. Values move once per control period, so they depend on the stream's position
// alone, never on how the host cuts blocks.

/// A parameter on its way from one value to the next, along its own scale.
struct ParameterState {
    /// Where it stands at the end of this control period.
    private(set) var value: Float
    /// Where it will stand when the glide is over.
    private(set) var target: Float

    private let range: ClosedRange<Float>
    private let scale: ParameterDescription.Scale
    private let glideMilliseconds: Float
    /// The place along the scale: the value itself, or its binary logarithm.
    private var place = Glide(0)

    init(_ description: ParameterDescription) {
        value = description.initial
        target = description.initial
        range = description.range
        scale = description.scale
        glideMilliseconds = description.scale == .stepped ? 0 : description.glideMilliseconds
        snap()
    }

    /// Sets how many control periods a glide takes at this rate.
    mutating func configure(sampleRate: Float) {
        place.configure(milliseconds: glideMilliseconds, sampleRate: sampleRate)
    }

    /// Starts a glide to `newTarget`, held to the range (and to whole numbers when stepped); NaN changes nothing.
    /// Returns whether there is anything to do.
    mutating func glide(to newTarget: Float) -> Bool {
        guard newTarget == newTarget else { return false }
        var held = min(max(newTarget, range.lowerBound), range.upperBound)
        if scale == .stepped { held = held.rounded(.toNearestOrAwayFromZero) }
        guard held != target else { return false }
        target = held
        place.glide(to: place(of: held))
        return true
    }

    /// Ends the glide at once.
    mutating func snap() {
        value = target
        place.snap(to: place(of: target))
    }

    /// Moves on by one control period; returns whether the value changed.
    mutating func advance() -> Bool {
        guard place.advance() else { return false }
        if place.value == place.target {
            value = target
        } else {
            value = scale == .logarithmic ? exp2(place.value) : place.value
        }
        return true
    }

    private func place(of value: Float) -> Float {
        scale == .logarithmic ? log2(value) : value
    }
}
