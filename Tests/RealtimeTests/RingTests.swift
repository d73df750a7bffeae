// The queues between threads: order, bounds, and two threads at once.

import Foundation
import Realtime
import TestSupport
import Testing

@Suite("A ring between two threads")
struct RingTests {
    @Test("holds at least what was asked for, rounded up to a power of two")
    func capacity() {
        for (asked, given) in [(1, 1), (2, 2), (3, 4), (64, 64), (65, 128)] {
            #expect(SPSCRing<Int>(minimumCapacity: asked).capacity == given)
            #expect(AudioRing(channelCount: 2, minimumFrameCapacity: asked).frameCapacity == given)
        }
    }

    @Test("gives back what was put in, in order, and refuses what it has no room for")
    func orderAndBounds() {
        let ring = SPSCRing<Int>(minimumCapacity: 8)
        let (producer, consumer) = (ring.producer, ring.consumer)
        var generator = SeededGenerator(seed: 1)
        var (next, expected, held) = (0, 0, 0)
        for _ in 0..<10_000 {
            if generator.chance(0.5) {
                let accepted = producer.push(next)
                #expect(accepted == (held < 8))
                if accepted { (next, held) = (next + 1, held + 1) }
            } else {
                let element = consumer.pop()
                #expect(element == (held > 0 ? expected : nil))
                if element != nil { (expected, held) = (expected + 1, held - 1) }
            }
            #expect(producer.freeCount() == 8 - held)
            #expect(consumer.availableCount() == held)
        }
        #expect(next > 1_000)
        withExtendedLifetime(ring) {}
    }

    @Test("of one element works")
    func oneElement() {
        let ring = SPSCRing<UInt8>(minimumCapacity: 1)
        for number in 0..<10 as Range<UInt8> {
            #expect(ring.producer.push(number))
            #expect(!ring.producer.push(99))
            #expect(ring.consumer.pop() == number)
            #expect(ring.consumer.pop() == nil)
        }
    }

    @Test("carries a million elements from one thread to another, complete and in order")
    func twoThreads() async {
        struct Message: Sendable {
            var number: Int
            var check: UInt64
        }
        let ring = SPSCRing<Message>(minimumCapacity: 256)
        let producer = ring.producer
        let consumer = ring.consumer
        let count = 1_000_000
        let writing = Thread {
            var number = 0
            while number < count {
                if producer.push(Message(number: number, check: UInt64(number) &* 0x9e37_79b9_7f4a_7c15)) {
                    number += 1
                } else {
                    sched_yield()
                }
            }
        }
        writing.start()
        var wrong = 0
        var expected = 0
        while expected < count {
            guard let message = consumer.pop() else {
                sched_yield()
                continue
            }
            if message.number != expected || message.check != UInt64(expected) &* 0x9e37_79b9_7f4a_7c15 { wrong += 1 }
            expected += 1
        }
        #expect(wrong == 0)
        #expect(consumer.pop() == nil)
        withExtendedLifetime(ring) {}
    }

    @Test("of audio gives blocks of any length back as they came")
    func audio() {
        let ring = AudioRing(channelCount: 2, minimumFrameCapacity: 100)
        let (producer, consumer) = (ring.producer, ring.consumer)
        var generator = SeededGenerator(seed: 2)
        let block = AudioBuffer(channelCount: 2, frameCapacity: 200)
        var (written, read) = (0, 0)
        for _ in 0..<5_000 {
            let frameCount = Int.random(in: 0...150, using: &generator)
            let view = block.block(frameCount: frameCount)
            if generator.chance(0.5) {
                for frame in 0..<frameCount {
                    view.base[frame] = Float((written + frame) % 9_973)
                    view.base[frameCount + frame] = -Float((written + frame) % 9_973)
                }
                #expect(producer.freeFrameCount() == 128 - (written - read))
                let accepted = producer.write(AudioBlock(view))
                #expect(accepted == (frameCount <= 128 - (written - read)))
                if accepted { written += frameCount }
            } else {
                let count = consumer.read(into: view)
                #expect(count == min(frameCount, written - read))
                let isSame = (0..<count).allSatisfy { frame in
                    view.base[frame] == Float((read + frame) % 9_973)
                        && view.base[frameCount + frame] == -Float((read + frame) % 9_973)
                }
                #expect(isSame)
                read += count
            }
            #expect(consumer.availableFrameCount() == written - read)
        }
        #expect(read > 10_000)
        withExtendedLifetime(ring) {}
        withExtendedLifetime(block) {}
    }

    @Test("of audio carries a million frames from one thread to another")
    func audioAcrossThreads() async {
        let ring = AudioRing(channelCount: 2, minimumFrameCapacity: 512)
        let (producer, consumer) = (ring.producer, ring.consumer)
        let count = 1_000_000
        let writing = Thread {
            let buffer = AudioBuffer(channelCount: 2, frameCapacity: 64)
            var written = 0
            while written < count {
                let block = buffer.block(frameCount: min(64, count - written))
                for frame in 0..<block.frameCount {
                    block.base[frame] = Float((written + frame) % 65_521)
                    block.base[block.frameCount + frame] = Float((written + frame) % 65_519)
                }
                while !producer.write(AudioBlock(block)) { sched_yield() }
                written += block.frameCount
            }
        }
        writing.start()
        let buffer = AudioBuffer(channelCount: 2, frameCapacity: 100)
        var (read, wrong) = (0, 0)
        while read < count {
            let block = buffer.block(frameCount: 100)
            let frames = consumer.read(into: block)
            if frames == 0 { sched_yield() }
            for frame in 0..<frames {
                if block.base[frame] != Float((read + frame) % 65_521) { wrong += 1 }
                if block.base[100 + frame] != Float((read + frame) % 65_519) { wrong += 1 }
            }
            read += frames
        }
        #expect(wrong == 0)
        withExtendedLifetime(ring) {}
    }
}
