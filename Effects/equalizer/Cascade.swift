// All bands' sections in a row, and the samples' way through those that are in use.

/// The sections, their states, and the order in which they are passed.
struct Cascade {
    let sections: Storage<Section>
    /// For each pair of channels, a state for each section.
    private let states: Storage<SectionState>
    /// Which sections are in use, in order: the first `count` of these.
    private let order: Storage<Int>
    private var count = 0
    /// A chunk of two channels between two groups of sections.
    private let chunk: Storage<Double2>

    /// Long enough to hide what a group costs to start, short enough to stay in the nearest cache.
    private static let chunkFrames = 128
    private static let largest = Float4(repeating: Float.greatestFiniteMagnitude)

    init() {
        sections = Storage()
        states = Storage()
        order = Storage()
        chunk = Storage()
    }

    /// Takes memory: only in `configure`.
    init(sectionCount: Int, channelCount: Int) {
        sections = Storage(count: sectionCount)
        states = Storage(count: (channelCount + 1) / 2 * sectionCount)
        order = Storage(count: sectionCount)
        chunk = Storage(count: Self.chunkFrames)
        for section in 0..<sectionCount { sections[section] = Section() }
    }

    var isEmpty: Bool { count == 0 }

    mutating func removeAll() {
        count = 0
    }

    mutating func append(_ indices: Range<Int>) {
        for index in indices {
            order[count] = index
            count += 1
        }
    }

    /// Forgets the sound in these sections.
    func clear(_ indices: Range<Int>) {
        var base = 0
        while base < states.count {
            for index in indices { states[base + index] = SectionState() }
            base += sections.count
        }
    }

    func process(_ block: Block, _ preamp: Ramp) {
        var channel = 0
        while channel < block.channelCount {
            // A last channel without a partner is its own: both lanes compute, and store, the same.
            let left = block[channel]
            let right = block[min(channel &+ 1, block.channelCount &- 1)]
            let pairStates = states.base + (channel &>> 1) &* sections.count
            var frame = 0
            while frame < block.frameCount {
                let frames = min(block.frameCount &- frame, Self.chunkFrames)
                load(left, right, from: frame, frames)
                run(pairStates, frames, offset: block.offset, isSteady: block.isSteady)
                // While something moves, a block is no longer than a chunk.
                if !block.isSteady { turnUp(frames, preamp, offset: block.offset) }
                let factor = block.isSteady ? Double(preamp.start) : 1
                store(left, right, from: frame, frames, factor)
                frame &+= frames
            }
            channel &+= 2
        }
    }

    /// Fills the chunk with two channels' frames.
    private func load(_ left: Channel, _ right: Channel, from start: Int, _ frames: Int) {
        let chunk = chunk.base
        var frame = 0
        while frame &+ 4 <= frames {
            let lefts = left[vector: start &+ frame]
            let rights = right[vector: start &+ frame]
            let early = zipLow(lefts, rights)
            let late = zipHigh(lefts, rights)
            chunk[frame] = widenLow(early)
            chunk[frame &+ 1] = widenHigh(early)
            chunk[frame &+ 2] = widenLow(late)
            chunk[frame &+ 3] = widenHigh(late)
            frame &+= 4
        }
        while frame < frames {
            chunk[frame] = Double2(Double(left[start &+ frame]), Double(right[start &+ frame]))
            frame &+= 1
        }
    }

    /// Applies a preamp that moves.
    private func turnUp(_ frames: Int, _ preamp: Ramp, offset: Int) {
        let chunk = chunk.base
        forEachFrame(frames) { frame in chunk[frame] = chunk[frame] * Double(preamp[offset &+ frame]) }
    }

    /// Puts the chunk, times a factor, into the two channels. What 32 bands make too large for a float is held at the
    /// largest.
    private func store(_ left: Channel, _ right: Channel, from start: Int, _ frames: Int, _ factor: Double) {
        let chunk = chunk.base
        let factor = Double2(repeating: factor)
        let largest = Self.largest
        let smallest = -largest
        func pair(_ first: Int, _ second: Int) -> Float4 {
            max(min(narrow(chunk[first] * factor, chunk[second] * factor), largest), smallest)
        }
        var frame = 0
        while frame &+ 4 <= frames {
            let early = pair(frame, frame &+ 1)
            let late = pair(frame &+ 2, frame &+ 3)
            left[vector: start &+ frame] = unzipEven(early, late)
            right[vector: start &+ frame] = unzipOdd(early, late)
            frame &+= 4
        }
        while frame < frames {
            let out = pair(frame, frame)
            left[start &+ frame] = out.x
            right[start &+ frame] = out.y
            frame &+= 1
        }
    }

    /// Sends the chunk through all sections: four at a time while they stand still, so that their latencies overlap.
    private func run(_ states: UnsafeMutablePointer<SectionState>, _ frames: Int, offset: Int, isSteady: Bool) {
        let order = order.base
        let sections = sections.base
        func isStill(_ place: Int) -> Bool { isSteady || !sections[order[place]].isMoving }
        var place = 0
        while place < count {
            if place &+ 4 <= count, isStill(place), isStill(place &+ 1), isStill(place &+ 2), isStill(place &+ 3) {
                runFour(states, at: place, frames)
                place &+= 4
            } else if isStill(place) {
                runOne(states, at: place, frames)
                place &+= 1
            } else {
                runMoving(states, at: place, frames, offset: offset)
                place &+= 1
            }
        }
    }

    private func runFour(_ states: UnsafeMutablePointer<SectionState>, at place: Int, _ frames: Int) {
        let chunk = chunk.base
        let (a, b, c, d) = (order[place], order[place &+ 1], order[place &+ 2], order[place &+ 3])
        let (one, two) = (sections[a].end, sections[b].end)
        let (three, four) = (sections[c].end, sections[d].end)
        var (first, second, third, fourth) = (states[a], states[b], states[c], states[d])
        forEachFrame(frames) { frame in
            let early = two.next(one.next(chunk[frame], &first), &second)
            chunk[frame] = four.next(three.next(early, &third), &fourth)
        }
        (states[a], states[b], states[c], states[d]) = (first, second, third, fourth)
    }

    private func runOne(_ states: UnsafeMutablePointer<SectionState>, at place: Int, _ frames: Int) {
        let chunk = chunk.base
        let index = order[place]
        let coefficients = sections[index].end
        var state = states[index]
        forEachFrame(frames) { frame in chunk[frame] = coefficients.next(chunk[frame], &state) }
        states[index] = state
    }

    private func runMoving(_ states: UnsafeMutablePointer<SectionState>, at place: Int, _ frames: Int, offset: Int) {
        let chunk = chunk.base
        let index = order[place]
        let (start, step) = (sections[index].start, sections[index].step)
        var state = states[index]
        forEachFrame(frames) { frame in
            let coefficients = start.advanced(step, Double(Int32(truncatingIfNeeded: offset &+ frame)))
            chunk[frame] = coefficients.next(chunk[frame], &state)
        }
        states[index] = state
    }

    /// Four frames a turn, since the host checks its deadline at the end of each.
    @inline(__always)
    private func forEachFrame(_ frames: Int, _ body: (_ frame: Int) -> Void) {
        var frame = 0
        while frame &+ 4 <= frames {
            body(frame)
            body(frame &+ 1)
            body(frame &+ 2)
            body(frame &+ 3)
            frame &+= 4
        }
        while frame < frames {
            body(frame)
            frame &+= 1
        }
    }
}
