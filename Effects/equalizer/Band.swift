// One band: up to four sections that follow its knobs.

/// A band's way from what it was asked for to what it is asked for now.
struct Band {
    /// Sections in the path: those of the type, and while fading from another with more, of that.
    private(set) var sectionCount = 0
    /// Whether a section may be moving.
    private(set) var isMoving = false
    private(set) var settings = BandSettings()
    /// From 0 to 1 while the sections move from what they were at the last switch to what is now asked for.
    private var crossfade = Glide(1)

    init(sampleRate: Float) {
        crossfade.configure(milliseconds: Self.switchMilliseconds, sampleRate: sampleRate)
    }

    /// How long a change of type, slope or channels takes.
    private static let switchMilliseconds: Float = 20

    /// Is at once what is asked for.
    mutating func begin(_ newSettings: BandSettings, _ sections: UnsafeMutablePointer<Section>) {
        settings = newSettings
        crossfade.snap(to: 1)
        isMoving = false
        sectionCount = settings.sectionCount
        guard sectionCount > 0 else { return }
        let corner = settings.corner
        for place in 0..<sectionCount { sections[place].begin(at: settings.prototype(place, corner)) }
    }

    /// Moves on by one control period; when nothing changes, stays where it came to. Where sections leave the path,
    /// those from the new `sectionCount` on, their state is to be cleared. Returns whether the band is still fading.
    mutating func move(to newSettings: BandSettings, _ sections: UnsafeMutablePointer<Section>) -> Bool {
        let isChanged = newSettings != settings
        guard isChanged || isMoving else { return false }
        let isSwitched = newSettings.isSwitched(from: settings)
        settings = newSettings
        let wanted = settings.sectionCount
        guard wanted > 0 || sectionCount > 0 else {
            isMoving = false
            return false
        }

        let corner = settings.corner
        if isSwitched {
            for place in 0..<sectionCount { sections[place].startCrossfade() }
            while sectionCount < wanted {
                sections[sectionCount].begin(at: settings.prototype(sectionCount, corner).bypassed)
                sectionCount += 1
            }
            crossfade.snap(to: 0)
            crossfade.glide(to: 1)
        }
        let isFading = crossfade.advance()
        // A fade without corners: what a high-pass leaves of a low sound is fainter than a corner in front of it.
        let way = Double(crossfade.value)
        let share = way * way * (3 - 2 * way)
        // One period after the fade, what is asked for no more stands at bypass and can go.
        if !isFading { sectionCount = wanted }
        isMoving = isChanged || isFading
        for place in 0..<sectionCount {
            guard isMoving else {
                sections[place].rest()
                continue
            }
            let goal = place < wanted ? settings.prototype(place, corner) : sections[place].prototype.bypassed
            sections[place].move(to: goal, crossfade: share)
        }
        return isFading
    }
}
