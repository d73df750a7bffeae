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
        let environment = ProcessInfo.processInfo.environment
        if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") {
            return ShelfCache(directory: "\(base)/cajon/shelves")
        }
        if let home = environment["HOME"], home.hasPrefix("/") {
            return ShelfCache(directory: "\(home)/.cache/cajon/shelves")
        }
        return nil
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

    func drop(_ hashes: [String], unlessOf shelves: [KnownShelf]) {
        for hash in hashes where !shelves.contains(where: { $0.sha256 == hash }) { unlink(path(hash)) }
    }

    func make() {
        try? FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    private func path(_ hash: String) -> String { "\(directory)/\(hash).json" }
}
