// That ThreadSanitizer sees what it is there for: without this, a build that checks nothing would pass as well.

import CRealtime
import CTestSupport
import Foundation
import Realtime
import Testing

@Suite("ThreadSanitizer", .enabled(if: cajon_checks_threads()))
struct ThreadSanitizerTests {
    @Test("ends a process in which one thread copies from C what another writes from Swift")
    func race() async throws {
        let result = await #expect(processExitsWith: .exitCode(66), observing: [\.standardErrorContent]) {
            // A ring whose frames are overwritten while they are read: room is what the consumer has given back.
            let ring = AudioRing(channelCount: 1, minimumFrameCapacity: 64)
            let consumer = ring.consumer
            let source = AudioBuffer(channelCount: 1, frameCapacity: 64)
            #expect(ring.producer.write(AudioBlock(source.block(frameCount: 64))))
            let address = UInt(bitPattern: source.block(frameCount: 64).base)
            let producer = ring.producer
            let reading = Thread {
                let heard = AudioBuffer(channelCount: 1, frameCapacity: 64)
                for _ in 0..<1_000 {
                    _ = consumer.read(into: heard.block(frameCount: 64))
                    usleep(100)
                }
            }
            // The producer's own source, which it should have to itself.
            let writing = Thread {
                for number in 0..<1_000 {
                    UnsafeMutablePointer<Float>(bitPattern: address)![0] = Float(number)
                    usleep(100)
                }
            }
            let threads = [reading, writing]
            for thread in threads { thread.start() }
            while !threads.allSatisfy(\.isFinished) {
                _ = producer.write(AudioBlock(source.block(frameCount: 64)))
                usleep(100)
            }
        }
        let report = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(report.contains("data race") && report.contains("cajon_copy"), "\(report)")
    }
}
