// Bundles damaged at random: each is refused with words, or is the same. Test threads.

import Bundles
import Foundation
import TestSupport
import Testing

@Suite("A damaged bundle")
struct BundleMutationTests {
    private let folder: TemporaryFolder
    private let reader = BundleReader()

    init() throws { folder = try TemporaryFolder("cajon-damaged") }

    @Test("is refused with words or is the same content, 5,000 times over", .timeLimit(.minutes(5)))
    func bytes() throws {
        let path = folder.file("honest.cajon")
        let honest = try BundleWriter().write(
            try BundleFixture.files(), as: BundleFixture.identity, signedWith: BundleFixture.key, to: path)
        let original = try folder.read("honest.cajon")
        var random = SeededGenerator(seed: 0xB0B)
        var refused = 0
        for round in 0..<5_000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...3, using: &random) { Self.damage(&bytes, &random) }
            guard let bundle = try read(bytes, round: round) else {
                refused += 1
                continue
            }
            #expect(bundle.contentHash == honest.contentHash, "round \(round)")
            #expect(bundle.signer == honest.signer, "round \(round)")
            #expect(bundle.preset == honest.preset, "round \(round)")
        }
        // Of what may change, times and owners, there is little.
        #expect(refused > 4_500)
    }

    @Test(
        "in its lock, its signature or its files, in a zip that is in order, is refused or read as it is, 5,000 times over",
        .timeLimit(.minutes(5)))
    func parts() throws {
        var random = SeededGenerator(seed: 0xA11CE)
        var (refused, read) = (0, 0)
        for round in 0..<5_000 {
            var forge = BundleForge()
            forge.key = round % 2 == 0 ? BundleFixture.key : nil
            let isRelocked = round % 4 < 2
            if isRelocked {
                // The lock and the signature are made of what was damaged, so that what is behind them has to look.
                let index = Int.random(in: forge.files.indices, using: &random)
                if random.chance(0.2) {
                    Self.damage(&forge.files[index].name, &random)
                } else {
                    Self.damage(&forge.files[index].content, &random)
                }
            }
            var zip = forge.zip
            if !isRelocked {
                let index = Int.random(in: zip.entries.indices, using: &random)
                var content = zip.entries[index].data
                Self.damage(&content, &random)
                zip.entries[index] = ZipForge.Entry(zip.entries[index].central.name, content)
            }
            guard let bundle = try self.read(zip.bytes, round: round) else {
                refused += 1
                continue
            }
            read += 1
            // Only a lock that was made anew speaks of other content.
            let lock = forge.lockText
            #expect(bundle.contentHash == ContentHash.of(Array(lock.utf8)), "round \(round)")
            #expect(bundle.signer == forge.key?.publicKey, "round \(round)")
        }
        #expect(refused > 2_500)
        #expect(read > 500)
    }

    /// Nil when it is refused.
    private func read(_ bytes: [UInt8], round: Int) throws -> Bundles.Bundle? {
        let path = try folder.write(bytes, "damaged.cajon")
        do throws(BundleError) {
            // Now and then it is unpacked as well, and leaves nothing when it is refused.
            guard round % 10 == 0 else { return try reader.check(path) }
            let target = folder.file("target")
            try? FileManager.default.removeItem(atPath: target)
            try? FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: false)
            do throws(BundleError) {
                return try reader.unpack(path, into: target)
            } catch {
                let left = (try? FileManager.default.contentsOfDirectory(atPath: target)) ?? []
                #expect(left.isEmpty, "round \(round): \(left)")
                throw error
            }
        } catch {
            let text = error.description
            #expect(text.hasPrefix(folder.path) && text.utf8.count > path.utf8.count + 10, "round \(round): \(text)")
            #expect(!text.contains("can't be opened"), "round \(round): \(text)")
            return nil
        }
    }

    /// Pieces that a zip's or a lock's reader acts on.
    private static let tokens: [[UInt8]] = [
        number(0x0403_4B50, 4), number(0x0201_4B50, 4), number(0x0605_4B50, 4), number(0x0807_4B50, 4),
        number(0xFFFF_FFFF, 4),
        number(0xFFFF, 2), number(0, 4), Array("../".utf8), Array("\"".utf8), Array("{".utf8), Array("]".utf8),
        Array(",".utf8),
        Array("1e9".utf8), Array("-".utf8), Array("\\u0000".utf8), [0xC0, 0xAE], [0xFF], Array("/".utf8),
    ]

    private static func damage(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        let length = min(bytes.count - place, Int.random(in: 1...24, using: &random))
        let piece = Array(bytes[place..<(place + length)])
        switch Int.random(in: 0..<7, using: &random) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 2: bytes.removeSubrange(place..<(place + length))
        case 3: bytes.insert(contentsOf: piece, at: Int.random(in: 0...bytes.count, using: &random))
        case 4:
            bytes.removeSubrange(place..<(place + length))
            bytes.insert(contentsOf: piece, at: Int.random(in: 0...bytes.count, using: &random))
        case 5: bytes.insert(contentsOf: tokens[Int.random(in: tokens.indices, using: &random)], at: place)
        default:
            bytes.replaceSubrange(
                place..<(place + length), with: tokens[Int.random(in: tokens.indices, using: &random)])
        }
    }
}
