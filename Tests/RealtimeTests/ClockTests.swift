// The clock that node times are taken with.

import CRealtime
import Foundation
import Testing

@Suite("The clock")
struct ClockTests {
    @Test("counts nanoseconds and never goes back")
    func counts() {
        let start = cajon_monotonic_nanoseconds()
        Thread.sleep(forTimeInterval: 0.01)
        var last = cajon_monotonic_nanoseconds()
        #expect(last - start >= 10_000_000)
        for _ in 0..<10_000 {
            let now = cajon_monotonic_nanoseconds()
            #expect(now >= last)
            last = now
        }
    }
}
