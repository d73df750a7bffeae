// Locks that lie, and content that isn't theirs. Data.

import Bundles
import Crypto
import Foundation

extension HostileCase {
    /// An honest bundle but for the lock's text.
    private static func lock(_ name: String, _ words: String, _ old: String, _ new: String) -> HostileCase {
        forged(name, words) { $0.changeLock = { $0 = $0.replacing(old, with: new, maxReplacements: 1) } }
    }

    /// An honest bundle whose lock is those bytes.
    private static func rawLock(_ name: String, _ words: String, _ bytes: [UInt8]) -> HostileCase {
        zip(name, words) { $0.entries[0] = ZipForge.Entry(Array("cajon.lock".utf8), bytes) }
    }

    /// An honest bundle but for a line of the lock: LICENSE's is the first, preset.json's the last.
    private static func line(
        _ name: String, _ words: String, _ change: @escaping @Sendable (inout BundleForge.Line) -> Void
    ) -> HostileCase {
        forged(name, words) { $0.changeLines = { change(&$0[0]) } }
    }

    /// An honest bundle whose lock names one file more, in its place.
    private static func locking(_ path: String, _ name: String) -> HostileCase {
        forged(name, "is there twice") { forge in
            forge.changeLines = {
                $0.insert(BundleForge.Line(path: path, bytes: "1", sha256: String(repeating: "0", count: 64)), at: 2)
            }
        }
    }

    static let locks: [HostileCase] = [
        zip("no lock", "its first file isn't cajon.lock") { $0.entries.removeFirst() },
        zip("a lock that comes later", "its first file isn't cajon.lock") { $0.entries.swapAt(0, 1) },
        zip("a lock called otherwise", "its first file isn't cajon.lock") {
            $0.entries[0].both { $0.name = Array("lock.json".utf8) }
        },
        zip("two locks", "is there twice") { $0.entries.append($0.entries[0]) },
        rawLock(
            "a lock of 2 MiB", "file ‘cajon.lock’ has 2097152 bytes, and at most 1048576",
            [UInt8](repeating: 0x20, count: 2 << 20)),
        rawLock("a lock of a million brackets", "nest too deeply", [UInt8](repeating: 0x5B, count: 1_000_000)),
        rawLock(
            "a lock of a million objects", "nest too deeply", Array(String(repeating: "{\"a\":", count: 200_000).utf8)),
        rawLock("an empty lock", "cajon.lock:1:1", []),
        rawLock("a lock that is a list", "cajon.lock: it is a list, and should be an object", Array("[]".utf8)),
        rawLock("a lock that is no text", "cajon.lock is not UTF-8 text", [0xFF, 0xFE, 0x7B, 0]),
        rawLock("a lock in UTF-16", "cajon.lock:1:2", Array("{\0}\0".utf8)),
        lock("a comma too many", "cajon.lock:3:3", "\"id\":", ",\"id\":"),
        lock("a key twice", "it has the key ‘version’ twice", "\"version\": ", "\"version\": \"9.9.9\", \"version\": "),
        lock(
            "a key twice, one of them with an escape", "it has the key ‘version’ twice", "\"version\": ",
            "\"ver\\u0073ion\": \"9.9.9\", \"version\": "),
        lock("the format twice", "it has the key ‘format’ twice", "\"format\": 1", "\"format\": 1, \"format\": 1"),
        lock("an unknown key", "it has a key ‘scripts’, which is unknown", "\"id\":", "\"scripts\": [], \"id\":"),
        lock("a key missing", "it has no ‘version’", "  \"version\": \"1.2.0\",\n", ""),
        lock(
            "a later format", "it is of format 2, and this Cajon reads up to format 1", "\"format\": 1",
            "\"format\": 2, \"new\": true"),
        lock("format 0", "its ‘format’ is 0, and should be 1", "\"format\": 1", "\"format\": 0"),
        lock(
            "a format that is a text", "‘format’ is the text \"1\", and should be a whole number", "\"format\": 1",
            "\"format\": \"1\""),
        lock("no id", "which is no id", "test-sound", "../../etc"),
        lock("no version", "and should be like 1.0.0", "1.2.0", "1.2"),
        lock(
            "a version of a hundred digits", "and should be like 1.0.0", "1.2.0",
            String(repeating: "9", count: 100) + ".0.0"),
        lock("other spaces", "it isn't written as Cajon writes it", "\"id\": ", "\"id\":  "),
        lock("a mark of order in front", "it isn't written as Cajon writes it", "{\n", "\u{FEFF}{\n"),
        lock("a path with escapes", "it isn't written as Cajon writes it", "LICENSE", "LICENS\\u0045"),
        lock("a path that escapes hide", "has ‘..’ in its path", "LICENSE", "\\u002e\\u002e/LICENSE"),
        lock("a path with a NUL", "has a control character in its path, U+0000", "LICENSE", "LICENSE\\u0000"),
        rawLock(
            "files that are an object", "‘files’ is an object, and should be a list",
            Array("{ \"format\": 1, \"id\": \"a\", \"version\": \"1.0.0\", \"files\": {} }".utf8)),
        line("a negative size", "‘files[0].bytes’ is the number -1, and should be a whole number") { $0.bytes = "-1" },
        line("a size with a fraction", "and should be a whole number") { $0.bytes = "20.5" },
        line("a size beyond all bounds", "and should be a whole number") { $0.bytes = "1e999" },
        line("a size of 2^63", "and should be a whole number") { $0.bytes = "9223372036854775808" },
        line("a size with an exponent", "it isn't written as Cajon writes it") { $0.bytes = "2.1e1" },
        line("a size of minus nothing", "and should be a whole number") { $0.bytes = "-0" },
        line("a size of 1 GiB", "file ‘LICENSE’ has 1073741824 bytes, and at most 134217728") {
            $0.bytes = "1073741824"
        },
        line("a hash in upper case", "that isn't 64 hexadecimal digits") { $0.sha256 = $0.sha256.uppercased() },
        line("a short hash", "that isn't 64 hexadecimal digits") { $0.sha256.removeLast() },
        line("a hash in other digits", "that isn't 64 hexadecimal digits") {
            $0.sha256 = String(repeating: "٣", count: 32)
        },
        line("a path that leads out", "has ‘..’ in its path") { $0.path = "../LICENSE" },
        locking("cajon.lock", "the lock's own name"),
        locking("cajon.signature", "the signature's name"),
        forged("a path twice in the lock", "file ‘LICENSE’ is named twice") {
            $0.changeLines = { $0.insert($0[0], at: 0) }
        },
        forged("paths out of order", "isn't in its place in the order of paths") {
            $0.changeLines = { $0.swapAt(0, 1) }
        },
        forged("no preset", "cajon.lock: it names no preset.json") {
            $0.files.removeAll { $0.name == Array("preset.json".utf8) }
        },
        forged("no files", "cajon.lock: it names no preset.json") {
            $0.files = []; $0.changeLock = { $0 = $0.replacing("[\n\n", with: "[\n") }
        },
    ]

    static let contents: [HostileCase] = [
        line("another hash", "file ‘LICENSE’ isn't what cajon.lock says: its SHA-256 is") {
            $0.sha256 = String(repeating: "0", count: 64)
        },
        line("another size", "file ‘LICENSE’ isn't what cajon.lock says: it has 21 bytes, and should have 20") {
            $0.bytes = "20"
        },
        zip("a changed file", "file ‘effects/echo.wasm’ isn't what cajon.lock says: its SHA-256 is") { zip in
            let name = Array("effects/echo.wasm".utf8)
            zip.entries = zip.entries.map {
                $0.central.name == name ? ZipForge.Entry(name, Array("\0asm\u{1}\0\0\u{1}".utf8)) : $0
            }
        },
        forged("two effects exchanged", "file ‘effects/a.wasm’ isn't what cajon.lock says") { forge in
            forge.add(Array("effects/a.wasm".utf8), Array("one".utf8))
            forge.add(Array("effects/b.wasm".utf8), Array("two".utf8))
            forge.changeZip = { zip in
                let places = zip.entries.indices.filter {
                    zip.entries[$0].central.name.starts(with: Array("effects/".utf8)) && zip.entries[$0].data.count == 3
                }
                for (place, content) in Swift.zip(places, ["two", "one"]) {
                    zip.entries[place] = ZipForge.Entry(zip.entries[place].central.name, Array(content.utf8))
                }
            }
        },
        zip("a file missing", "file ‘README.md’ is missing, and cajon.lock names it") { $0.entries.remove(at: 2) },
        zip("a file too many", "file ‘evil.wasm’ is in the bundle, and cajon.lock doesn't name it") {
            $0.entries.append(ZipForge.Entry(Array("evil.wasm".utf8), [1]))
        },
        zip("files out of order", "isn't in its place, in the order of cajon.lock") { $0.entries.swapAt(2, 3) },
        forged("a preset that is none", "preset.json:1:1") { forge in
            forge.files.removeAll { $0.name == Array("preset.json".utf8) }
            forge.add(Array("preset.json".utf8), Array("sound".utf8))
        },
        preset("a preset of a later format", "format 99", "\"format\": 1", "\"format\": 99"),
        preset(
            "an effect that isn't there", "its effect ‘effects/none.wasm’ is no file of the bundle",
            "effects/echo.wasm", "effects/none.wasm"),
        preset(
            "an effect of another case", "its effect ‘effects/Echo.wasm’ is no file of the bundle", "effects/echo.wasm",
            "effects/Echo.wasm"),
        preset("an effect outside", "without \"..\"", "effects/echo.wasm", "../echo.wasm"),
        preset("an effect from the root", "without \"..\"", "effects/echo.wasm", "/tmp/echo.wasm"),
        preset(
            "a node's effect that isn't there", "its effect ‘here/none.js’ is no file of the bundle", "\"gain\"",
            "\"here/none.js\""),
        preset("a preset that drives the terminal", "preset.json", "Test sound", "\\u001b[2J"),
    ]

    private static func preset(_ name: String, _ words: String, _ old: String, _ new: String) -> HostileCase {
        forged(name, words) { forge in
            for index in forge.files.indices where forge.files[index].name == Array("preset.json".utf8) {
                let text = String(decoding: forge.files[index].content, as: UTF8.self)
                forge.files[index].content = Array(text.replacing(old, with: new, maxReplacements: 1).utf8)
            }
        }
    }

    // MARK: Signatures

    private static func signed(
        _ name: String, _ words: String, _ change: @escaping @Sendable (inout BundleForge) -> Void
    ) -> HostileCase {
        forged(name, words) { forge in
            forge.key = BundleFixture.key
            change(&forge)
        }
    }

    private static func signature(_ name: String, _ words: String, _ old: String, _ new: String) -> HostileCase {
        signed(name, words) { $0.changeSignature = { $0 = $0.replacing(old, with: new, maxReplacements: 1) } }
    }

    /// Signed with those bytes for a key, and those for a signature.
    private static func weak(_ name: String, _ words: String, key: [UInt8], signature: [UInt8]) -> HostileCase {
        signed(name, words) { $0.changeSignature = { $0 = BundleForge.signatureText(key: key, signature: signature) } }
    }

    private static let zeros = [UInt8](repeating: 0, count: 31)
    /// The neutral point, under which a signature of itself and 0 is right for everything.
    private static let neutral: [UInt8] = [1] + zeros
    private static let wrong = "its signature is wrong"
    private static let noKey = "cajon.signature: its ‘key’ is no Ed25519 key"

    static let signatures: [HostileCase] = [
        signed("a signature by another key", wrong) { forge in
            forge.changeSignature = { text in
                let stranger = BundleFixture.signingKey(seed: 9).publicKey.bytes
                let key = BundleFixture.key.publicKey.bytes
                text = text.replacing(Data(key).base64EncodedString(), with: Data(stranger).base64EncodedString())
            }
        },
        signed("a signature from another bundle", wrong) { forge in
            var other = BundleForge()
            other.version = "1.1.9"
            let signature = BundleFixture.key.signature(of: Array(other.lockText.utf8), for: .bundle)
            forge.changeSignature = {
                $0 = BundleForge.signatureText(key: BundleFixture.key.publicKey.bytes, signature: signature)
            }
        },
        signed("a signature for a shelf", wrong) { $0.purpose = .shelf },
        signed("a signature of the lock alone, for nothing", wrong) { forge in
            let lock = Array(forge.lockText.utf8)
            let key = BundleFixture.key
            // What another program that signs with this key would make of it.
            guard let bare = try? Curve25519.Signing.PrivateKey(rawRepresentation: key.seed),
                let raw = try? bare.signature(for: Data(lock))
            else { preconditionFailure("a key signs") }
            forge.changeSignature = { $0 = BundleForge.signatureText(key: key.publicKey.bytes, signature: Array(raw)) }
        },
        signed("a lock that was changed after it was signed", wrong) { forge in
            forge.changeZip = { zip in
                let text = String(decoding: zip.entries[0].data, as: UTF8.self).replacing("1.2.0", with: "1.2.1")
                zip.entries[0] = ZipForge.Entry(Array("cajon.lock".utf8), Array(text.utf8))
            }
        },
        weak(
            "a signature of 63 bytes", "isn't 64 bytes in base64", key: BundleFixture.key.publicKey.bytes,
            signature: [UInt8](repeating: 1, count: 63)),
        weak(
            "a signature of 65 bytes", "isn't 64 bytes in base64", key: BundleFixture.key.publicKey.bytes,
            signature: [UInt8](repeating: 1, count: 65)),
        weak(
            "a signature of nothing", "isn't 64 bytes in base64", key: BundleFixture.key.publicKey.bytes, signature: []),
        weak(
            "a signature of zeros", wrong, key: BundleFixture.key.publicKey.bytes,
            signature: [UInt8](repeating: 0, count: 64)),
        weak("a key of 31 bytes", noKey, key: zeros, signature: [UInt8](repeating: 1, count: 64)),
        weak(
            "the neutral key, under which everything is signed", noKey, key: neutral, signature: neutral + zeros + [0]),
        weak(
            "the neutral key, written otherwise", noKey, key: [1] + zeros.dropLast() + [0x80],
            signature: neutral + zeros + [0]),
        weak("a key of order 4", noKey, key: [0] + zeros, signature: neutral + zeros + [0]),
        weak(
            "a key of order 2", noKey, key: [0xEC] + [UInt8](repeating: 0xFF, count: 30) + [0x7F],
            signature: neutral + zeros + [0]),
        weak(
            "a key beyond the field", noKey, key: [0xEE] + [UInt8](repeating: 0xFF, count: 30) + [0x7F],
            signature: neutral + zeros + [0]),
        signature("another algorithm", "its ‘algorithm’ should be ed25519", "ed25519", "none"),
        signature("no base64", "isn't 64 bytes in base64", "\"signature\": \"", "\"signature\": \"*"),
        signature("a later signature", "it is of format 2", "\"format\": 1", "\"format\": 2"),
        signature("two keys", "it has the key ‘key’ twice", "\"key\":", "\"key\": \"\", \"key\":"),
        signature("another text of the same signature", "it isn't written as Cajon writes it", "{", "{ "),
        signed("a signature of 5 KiB", "file ‘cajon.signature’ has 5") { forge in
            forge.changeSignature = { $0 += String(repeating: " ", count: 5_000) }
        },
        signed("a signature that comes later", "isn't in its place, which is before all others") { forge in
            forge.changeZip = { $0.entries.append($0.entries.remove(at: 1)) }
        },
        signed("two signatures", "is there twice") { forge in
            forge.changeZip = { $0.entries.insert($0.entries[1], at: 1) }
        },
        signed("a signature whose number is too large by the group's order", wrong) { forge in
            let lock = Array(forge.lockText.utf8)
            let honest = BundleFixture.key.signature(of: lock, for: .bundle)
            forge.changeSignature = {
                $0 = BundleForge.signatureText(
                    key: BundleFixture.key.publicKey.bytes, signature: Self.addingOrder(to: honest))
            }
        },
    ]

    /// The same signature to whoever doesn't look closely. Source: RFC 8032, 5.1.7 and 5.1 for the order.
    private static func addingOrder(to signature: [UInt8]) -> [UInt8] {
        let order: [UInt8] =
            [0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE, 0x14]
            + [UInt8](repeating: 0, count: 15) + [0x10]
        var (result, carry) = (signature, 0)
        for index in 0..<32 {
            carry += Int(result[32 + index]) + Int(order[index])
            result[32 + index] = UInt8(truncatingIfNeeded: carry)
            carry >>= 8
        }
        return result
    }
}
