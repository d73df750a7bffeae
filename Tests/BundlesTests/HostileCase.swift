// A hostile bundle and what is to be said of it. Test threads.

import Bundles
import Testing

/// One of the corpus.
struct HostileCase: CustomTestStringConvertible, Sendable {
    let name: String
    /// What stands in the refusal.
    let words: String
    let make: @Sendable () -> [UInt8]

    var testDescription: String { name }

    init(_ name: String, _ words: String, _ make: @escaping @Sendable () -> [UInt8]) {
        self.name = name
        self.words = words
        self.make = make
    }

    /// An honest bundle that was changed.
    static func forged(_ name: String, _ words: String, _ change: @escaping @Sendable (inout BundleForge) -> Void)
        -> HostileCase
    {
        HostileCase(name, words) {
            var forge = BundleForge()
            change(&forge)
            return forge.bytes
        }
    }

    /// An honest bundle whose zip was changed.
    static func zip(_ name: String, _ words: String, _ change: @escaping @Sendable (inout ZipForge) -> Void)
        -> HostileCase
    {
        HostileCase(name, words) {
            var zip = BundleForge().zip
            change(&zip)
            return zip.bytes
        }
    }

    /// An honest bundle with one file of its own more, which is no honest one; it comes last of all.
    static func entry(_ name: String, _ words: String, _ change: @escaping @Sendable (inout ZipForge.Entry) -> Void)
        -> HostileCase
    {
        HostileCase(name, words) {
            var forge = BundleForge()
            forge.add(Array("z.bin".utf8), Array("some bytes, some bytes".utf8))
            var zip = forge.zip
            change(&zip.entries[zip.entries.count - 1])
            return zip.bytes
        }
    }

    /// An honest bundle with a file of that name more, in zip and lock.
    static func named(_ name: String, _ words: String, _ bytes: [UInt8]) -> HostileCase {
        forged("a file called \(name)", words) { forge in
            forge.add(bytes)
            // In the lock it stands as JSON has it, so that the zip is what is at fault.
            forge.changeLines = { lines in
                for index in lines.indices
                where lines[index].path.utf8.elementsEqual(String(decoding: bytes, as: UTF8.self).utf8) {
                    lines[index].path = lines[index].path.replacing("\\", with: "\\\\")
                }
            }
        }
    }

    static func named(_ text: String, _ words: String) -> HostileCase {
        named(text.debugDescription, words, Array(text.utf8))
    }
}
