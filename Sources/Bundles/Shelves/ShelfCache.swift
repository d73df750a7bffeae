// Where shelves' indices are kept, so that they can be searched without asking anybody. Any thread that may wait, any
// number of processes.

import EffectHost
import Foundation

/// A folder of indices, each named by the hash of what was signed. Nothing in there is believed unless it is what its
/// name says, and nothing fails: the worst is that a shelf has to be read anew.
package struct ShelfCache: Sendable {
    package let directory: String

    package init(directory: String) { self.directory = directory }

    /// `$XDG_CACHE_HOME/cajon/shelves`; nil without a home.
    package static func standard() -> ShelfCache? {
        DataDirectories.cache.map { ShelfCache(directory: $0 + "/shelves") }
    }

    func index(of shelf: KnownShelf) -> ShelfIndex? {
        var bytes: [UInt8] = []
        guard let file = try? ShelfFile(at: path(shelf.sha256)), file.byteCount <= ShelfLimits.indexBytes,
            (try? file.read(byteLimit: ShelfLimits.indexBytes) { bytes += $0 }) != nil,
            let kept = try? SignedShelf(bytes), kept.key == shelf.key, kept.sha256 == shelf.sha256
        else { return nil }
        return kept.index
    }

    func keep(_ shelf: SignedShelf) {
        make()
        // Written beside and renamed: others see all of it, or nothing.
        try? Data(shelf.bytes).write(to: URL(filePath: path(shelf.sha256)), options: .atomic)
    }

    /// Removes every index that none of these shelves has.
    func sweep(allBut shelves: [KnownShelf]) {
        let kept = Set(shelves.map(\.sha256))
        for name in (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [] {
            let hash = String(name.dropLast(Self.suffix.utf8.count))
            guard name.hasSuffix(Self.suffix), ContentHash.isText(hash), !kept.contains(hash) else { continue }
            unlink(path(hash))
        }
    }

    func make() {
        try? FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    private static let suffix = ".json"

    private func path(_ hash: String) -> String { "\(directory)/\(hash)\(Self.suffix)" }
}
