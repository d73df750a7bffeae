// Where the host writes a block's input: the realloc of both SDKs.
import Foundation
import Testing

@Suite struct ArenaTests {
    static let effects = ["gain", "examples/tremolo"]

    @Test("Every alignment is kept, and what was there moves along", arguments: effects)
    func reallocation(effect path: String) throws {
        let effect = try BuiltEffects.native(path)
        try effect.configure(maximumFrames: 64)
        for alignment in [1, 4, 8, 16, 64, 256] {
            let place = effect.reallocate(nil, 0, alignment, 100)
            #expect(Int(bitPattern: place) % alignment == 0)
            place.initializeMemory(as: UInt8.self, repeating: 0xA5, count: 100)
            let larger = effect.reallocate(place, 100, alignment, 100_000)
            #expect(Int(bitPattern: larger) % alignment == 0)
            #expect(UnsafeRawBufferPointer(start: larger, count: 100).allSatisfy { $0 == 0xA5 })
            let smaller = effect.reallocate(larger, 100_000, alignment, 10)
            #expect(UnsafeRawBufferPointer(start: smaller, count: 10).allSatisfy { $0 == 0xA5 })
        }
    }

    @Test("Nothing has an address too, aligned", arguments: effects)
    func empty(effect path: String) throws {
        let effect = try BuiltEffects.native(path)
        #expect(Int(bitPattern: effect.reallocate(nil, 0, 16, 0)) % 16 == 0)
        try effect.configure()
        #expect(Int(bitPattern: effect.reallocate(nil, 0, 16, 0)) % 16 == 0)
    }

    @Test("Two lists of one block do not overlap, and each block gets the same place", arguments: effects)
    func blocks(effect path: String) throws {
        let effect = try BuiltEffects.native(path)
        try effect.configure(channels: 2, sidechainChannels: 1, maximumFrames: 128)
        var places: Set<UnsafeMutableRawPointer> = []
        for frames in [128, 1, 77, 128] {
            let input = effect.reallocate(nil, 0, 4, frames * 8)
            let sidechain = effect.reallocate(nil, 0, 4, frames * 4)
            #expect(sidechain >= input + frames * 8 || input >= sidechain + frames * 4)
            input.initializeMemory(as: Float.self, repeating: 0, count: frames * 2)
            sidechain.initializeMemory(as: Float.self, repeating: 0, count: frames)
            places.insert(input)
            _ = effect.process([[0], [0]])
        }
        #expect(places.count == 1)
    }

    @Test("A block longer than announced is processed all the same", arguments: effects)
    func oversized(effect path: String) throws {
        let effect = try BuiltEffects.native(path)
        try effect.configure(maximumFrames: 16)
        let input = [Signals.noise(5000), Signals.noise(5000, seed: 2)]
        let whole = effect.process(input)
        effect.reset()
        #expect(effect.render(input, blocks: [16]) == whole)
    }
}
