// The conversion between device samples and floats, against the plain formula.

import AudioIO
import CALSA
import Foundation
import TestSupport
import Testing

@Suite("Device samples")
struct DeviceSampleTests {
    /// An encoding as it is defined: so many bytes, so many bits at the bottom of them.
    private struct Definition {
        let encoding: cajon_encoding
        let byteCount: Int
        let bits: Int
    }

    private static let integers = [
        Definition(encoding: CAJON_ENCODING_S32, byteCount: 4, bits: 32),
        Definition(encoding: CAJON_ENCODING_S24, byteCount: 4, bits: 24),
        Definition(encoding: CAJON_ENCODING_S24_3, byteCount: 3, bits: 24),
        Definition(encoding: CAJON_ENCODING_S16, byteCount: 2, bits: 16),
    ]

    /// Every value of 24 bits or fewer, and of 32 bits every 61st, the ends, and what lies around zero.
    private static func values(_ bits: Int) -> [Int32] {
        let half = Int64(1) << (bits - 1)
        if bits <= 24 { return (-half..<half).map(Int32.init) }
        return stride(from: -half, to: half, by: 61 * 64).map(Int32.init)
            + [.min, .min + 1, .max, .max - 1] + (-1_000...1_000)
    }

    /// A value's bytes, one at a time.
    private static func bytes(_ value: Int32, _ definition: Definition, isBigEndian: Bool) -> [UInt8] {
        let little = (0..<definition.byteCount).map { UInt8(truncatingIfNeeded: value >> Int32(8 * $0)) }
        return isBigEndian ? little.reversed() : little
    }

    @Test("of every integer format, both byte orders, are the value over its full scale", arguments: 0..<4, [1, 2, 3])
    func decoding(index: Int, channels: Int) {
        let definition = Self.integers[index]
        // All of them for one channel; for the others a part that has every byte's every value.
        let values =
            channels == 1
            ? Self.values(definition.bits)
            : Self.values(definition.bits).enumerated().compactMap { $0 % 257 == 0 ? $1 : nil }
        let scale = Float(sign: .plus, exponent: 1 - definition.bits, significand: 1)
        let expected = values.map { Float($0) * scale }
        for isBigEndian in [false, true] {
            var packed = [UInt8](repeating: 0, count: values.count * definition.byteCount * channels)
            packed.withUnsafeMutableBytes { bytes in
                var place = 0
                for value in values {
                    for channel in 0..<channels {
                        // The other channels hold something else.
                        let number = channel == channels - 1 ? value : ~value
                        for byte in 0..<definition.byteCount {
                            let shift = isBigEndian ? definition.byteCount - 1 - byte : byte
                            bytes[place] = UInt8(truncatingIfNeeded: number >> Int32(8 * shift))
                            place += 1
                        }
                    }
                }
            }
            var floats = [Float](repeating: .nan, count: values.count)
            packed.withUnsafeBytes { bytes in
                cajon_decode(
                    &floats, bytes.baseAddress! + (channels - 1) * definition.byteCount,
                    channels * definition.byteCount, values.count, definition.encoding, isBigEndian)
            }
            let isRight = floats == expected
            #expect(isRight)
        }
    }

    @Test("are written as the definition says, and nothing beside them", arguments: 0..<4, [1, 2, 3])
    func encoding(index: Int, channels: Int) {
        let definition = Self.integers[index]
        let values = Self.values(definition.bits).enumerated().compactMap { $0 % 61 == 0 ? $1 : nil }
        let justified = values.map { $0 << Int32(32 - definition.bits) }
        for isBigEndian in [false, true] {
            let stride = channels * definition.byteCount
            var packed = [UInt8](repeating: 0xA5, count: values.count * stride)
            packed.withUnsafeMutableBytes { bytes in
                cajon_encode(
                    bytes.baseAddress! + (channels - 1) * definition.byteCount, stride, justified, values.count,
                    definition.encoding, isBigEndian)
            }
            let before = [UInt8](repeating: 0xA5, count: (channels - 1) * definition.byteCount)
            let isRight = values.indices.allSatisfy { frame in
                packed[frame * stride..<(frame + 1) * stride].elementsEqual(
                    before + Self.bytes(values[frame], definition, isBigEndian: isBigEndian))
            }
            #expect(isRight)
        }
    }

    @Test("of 24 bits in four bytes are the lower three, whatever the fourth holds")
    func padding() {
        for isBigEndian in [false, true] {
            let words = [0x7F00_0001, 0xFF00_0001, 0x00FF_FFFF, 0x5A80_0000].map { (word: UInt32) in
                isBigEndian ? word.bigEndian : word.littleEndian
            }
            var floats = [Float](repeating: 0, count: 4)
            words.withUnsafeBytes { bytes in
                cajon_decode(&floats, bytes.baseAddress!, 4, 4, CAJON_ENCODING_S24, isBigEndian)
            }
            #expect(floats == [0x1p-23, 0x1p-23, -0x1p-23, -1])
        }
    }

    @Test("of floats pass bit for bit, NaN's payload and all")
    func floats() {
        var generator = SeededGenerator(seed: 5)
        let bits = (0..<100_000).map { _ in UInt32.random(in: .min ... .max, using: &generator) }
        for isBigEndian in [false, true] {
            let packed = bits.map { isBigEndian ? $0.bigEndian : $0.littleEndian }
            var floats = [Float](repeating: 0, count: bits.count)
            packed.withUnsafeBytes { bytes in
                cajon_decode(&floats, bytes.baseAddress!, 4, bits.count, CAJON_ENCODING_FLOAT, isBigEndian)
            }
            #expect(floats.map(\.bitPattern) == bits)
            var again = [UInt32](repeating: 0, count: bits.count)
            again.withUnsafeMutableBytes { bytes in
                floats.withUnsafeBytes { floats in
                    cajon_encode(
                        bytes.baseAddress!, 4, floats.baseAddress!.assumingMemoryBound(to: Int32.self), bits.count,
                        CAJON_ENCODING_FLOAT, isBigEndian)
                }
            }
            #expect(again == packed)
        }
    }

    @Test("have names that are alsa-lib's, and can be asked for by them")
    func names() {
        for format in DeviceSampleFormat.all {
            #expect(DeviceSampleFormat(name: format.name) == format)
        }
        #expect(DeviceSampleFormat.all.map(\.name).prefix(3) == ["FLOAT_LE", "FLOAT_BE", "S32_LE"])
        #expect(DeviceSampleFormat(name: "S24_3")?.name == "S24_3LE")
        #expect(DeviceSampleFormat(name: "U8") == nil)
    }
}
