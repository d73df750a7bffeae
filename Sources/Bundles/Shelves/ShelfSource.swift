// How shelves are read. Any thread that may wait.

import Foundation

/// Reads what lies at a shelf's place.
package protocol ShelfSource: Sendable {
    /// Reads a file piece by piece.
    ///
    /// - Parameters:
    ///   - file: a bundle's; nil for the index.
    ///   - byteLimit: what is larger is refused.
    ///   - receive: given each piece.
    ///
    /// Errors: `.unreadable`, `.unreachable`, `.tooLarge`, and what `receive` throws.
    func read(
        _ file: BundlePath?, of place: ShelfPlace, byteLimit: Int, _ receive: ([UInt8]) throws(ShelfError) -> Void
    ) throws(ShelfError)
}

extension ShelfSource {
    /// The shelf at a place, as it is there now.
    ///
    /// Errors: as `SignedShelf.init`; `.unreadable`.
    package func shelf(at place: ShelfPlace) throws(ShelfError) -> SignedShelf {
        var bytes: [UInt8] = []
        do throws(ShelfError) {
            try read(nil, of: place, byteLimit: ShelfLimits.indexBytes) { bytes += $0 }
            return try SignedShelf(bytes)
        } catch {
            throw error.at(place.text)
        }
    }
}

/// Shelves in folders of this machine.
package struct FolderSource: ShelfSource {
    package init() {}

    package func read(
        _ file: BundlePath?, of place: ShelfPlace, byteLimit: Int, _ receive: ([UInt8]) throws(ShelfError) -> Void
    ) throws(ShelfError) {
        let input: ShelfFile
        if let file {
            input = try ShelfFile(file, below: URL(filePath: place.text).deletingLastPathComponent().path)
        } else {
            input = try ShelfFile(at: place.text)
        }
        guard input.byteCount <= byteLimit else {
            throw ShelfError(.tooLarge(byteLimit: byteLimit))
        }
        try input.read(byteLimit: byteLimit, receive)
    }
}
