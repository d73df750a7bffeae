// What is written is read, and unpacked as it was.

import Bundles
import Foundation
import Presets
import TestSupport
import Testing

@Suite("A bundle that was written")
struct RoundTripTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder("cajon-bundles") }

    @Test("is read, unpacked and verified as what it was made of", arguments: [true, false])
    func roundTrip(isSigned: Bool) throws {
        let path = folder.file("sound.cajon")
        let key = isSigned ? BundleFixture.key : nil
        let written = try BundleWriter().write(
            try BundleFixture.files(), as: BundleFixture.identity, signedWith: key, to: path)
        let target = folder.file("unpacked")
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: false)
        let reader = BundleReader()
        let bundles = [
            written, try reader.check(path), try reader.unpack(path, into: target), try reader.verify(unpacked: target),
            try reader.summary(unpacked: target),
        ]
        for bundle in bundles {
            #expect(bundle.identity == BundleFixture.identity)
            #expect(bundle.lock == written.lock)
            #expect(bundle.contentHash == written.contentHash)
            #expect(bundle.signer == key?.publicKey)
            #expect(bundle.preset.name == "Test sound")
            #expect(
                bundle.effects.mapValues(\.text) == ["echo": "effects/echo.wasm", "drift": "effects/drift/drift.js"])
        }
        for (name, text) in BundleFixture.texts {
            #expect(try folder.read("unpacked/\(name)") == Array(text.utf8), "\(name)")
        }
        #expect(try folder.names() == ["sound.cajon", "unpacked"])
    }
}
