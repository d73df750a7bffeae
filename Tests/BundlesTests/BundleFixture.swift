// Honest bundles for tests to be made, read and damaged. Test threads.

import Bundles
import Presets
import TestSupport

/// A small bundle: two effects, one with an asset, a licence and a README.
enum BundleFixture {
    static let identity = BundleIdentity(id: "test-sound", version: PresetVersion(major: 1, minor: 2, patch: 0))
    static let key = signingKey(seed: 7)

    static let preset = """
        {
          "format": 1,
          "name": "Test sound",
          "author": "Ada",
          "effects": { "echo": "effects/echo.wasm", "drift": "./effects/drift/drift.js" },
          "nodes": [{ "id": "one", "effect": "echo" }, { "id": "two", "effect": "drift" }, { "id": "three", "effect": "gain" }]
        }

        """

    static let texts: [(String, String)] = [
        ("preset.json", preset), ("LICENSE", "Everyone may use it.\n"), ("README.md", "# Test sound\n"),
        ("effects/echo.wasm", "\0asm\u{1}\0\0\0"),
        ("effects/echo.assets/hall/small.wav", String(repeating: "wave ", count: 100)),
        ("effects/drift/drift.js", "export default 1\n"),
        ("effects/drift/effect.json", "{ \"script\": \"drift.js\" }\n"),
    ]

    static func files(_ texts: [(String, String)] = texts) throws -> [BundleWriter.File] {
        try texts.map { BundleWriter.File(path: try BundlePath($0.0), bytes: Array($0.1.utf8)) }
    }

    static func signingKey(seed: UInt8) -> SigningKey {
        guard let key = SigningKey(seed: [UInt8](repeating: seed, count: 32)) else { preconditionFailure("32 bytes") }
        return key
    }
}
