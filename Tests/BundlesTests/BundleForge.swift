// Bundles by hand: zip, lock and signature, each of which can lie. Test threads.

import Bundles
import Foundation

/// A bundle to be: honest until somebody changes it.
struct BundleForge {
    /// A line of the lock.
    struct Line {
        var path: String
        var bytes: String
        var sha256: String
    }

    /// Its files in their order, without lock and signature.
    var files: [(name: [UInt8], content: [UInt8])]
    var id = "test-sound"
    var version = "1.2.0"
    var format = "1"
    var key: SigningKey?
    var purpose = SignaturePurpose.bundle
    /// Change what was made, one after the other.
    var changeLines: (inout [Line]) -> Void = { _ in }
    var changeLock: (inout String) -> Void = { _ in }
    var changeSignature: (inout String) -> Void = { _ in }
    var changeZip: (inout ZipForge) -> Void = { _ in }

    init(_ texts: [(String, String)] = BundleFixture.texts) {
        files = texts.map { (Array($0.0.utf8), Array($0.1.utf8)) }
        sort()
    }

    mutating func sort() { files.sort { $0.name.lexicographicallyPrecedes($1.name) } }

    /// Adds a file in its place.
    mutating func add(_ name: [UInt8], _ content: [UInt8] = [1, 2, 3]) {
        files.append((name, content))
        sort()
    }

    var lockText: String {
        var lines = files.map {
            Line(
                path: String(decoding: $0.name, as: UTF8.self), bytes: "\($0.content.count)",
                sha256: ContentHash.of($0.content))
        }
        changeLines(&lines)
        let list = lines.map {
            "    { \"path\": \"\($0.path)\", \"bytes\": \($0.bytes), \"sha256\": \"\($0.sha256)\" }"
        }
        var text = """
            {
              "format": \(format),
              "id": "\(id)",
              "version": "\(version)",
              "files": [
            \(list.joined(separator: ",\n"))
              ]
            }

            """
        changeLock(&text)
        return text
    }

    var zip: ZipForge {
        let lock = Array(lockText.utf8)
        var entries = [ZipForge.Entry(Array("cajon.lock".utf8), lock)]
        if let key {
            let signature = key.signature(of: lock, for: purpose)
            var text = BundleForge.signatureText(key: key.publicKey.bytes, signature: signature)
            changeSignature(&text)
            entries.append(ZipForge.Entry(Array("cajon.signature".utf8), Array(text.utf8)))
        }
        entries += files.map { ZipForge.Entry($0.name, $0.content) }
        var zip = ZipForge(entries: entries)
        changeZip(&zip)
        return zip
    }

    var bytes: [UInt8] { zip.bytes }

    static func signatureText(key: [UInt8], signature: [UInt8]) -> String {
        """
        {
          "format": 1,
          "algorithm": "ed25519",
          "key": "\(Data(key).base64EncodedString())",
          "signature": "\(Data(signature).base64EncodedString())"
        }

        """
    }
}
