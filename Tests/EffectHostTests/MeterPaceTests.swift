// When meters are read between blocks.

import EffectHost
import Testing

@Suite("The pace of meters")
struct MeterPaceTests {
    @Test("is thirty readings a second, after the first block, with time to spare")
    func interval() {
        var pace = MeterPace(sampleRate: 48_000)
        #expect(!pace.isDue(nanosecondsLeft: nil))
        pace.advance(64)
        #expect(pace.isDue(nanosecondsLeft: nil) && pace.isDue(nanosecondsLeft: 20_000))
        #expect(!pace.isDue(nanosecondsLeft: 19_999))
        pace.note(nanoseconds: 1_000)
        pace.advance(1_600)
        #expect(!pace.isDue(nanosecondsLeft: nil))
        pace.advance(1)
        #expect(pace.isDue(nanosecondsLeft: nil))
    }

    @Test("forgets a reading that was disturbed, and waits for room when two in a row were slow")
    func disturbed() {
        var pace = MeterPace(sampleRate: 48_000)
        func read(_ nanoseconds: UInt64) {
            pace.note(nanoseconds: nanoseconds)
            pace.advance(2_000)
        }
        read(1_000_000)
        #expect(pace.isDue(nanosecondsLeft: 200_000))
        read(10_000)
        read(1_000_000)
        #expect(pace.isDue(nanosecondsLeft: 200_000))
        read(1_000_000)
        #expect(!pace.isDue(nanosecondsLeft: 200_000) && pace.isDue(nanosecondsLeft: 8_000_000))
    }
}
