// How the program reads shelves: folders, and addresses by the downloader. Any thread that may wait.

import ArgumentParser
import Bundles
import Downloads
import Foundation
import Synchronization

/// Reads shelves wherever they are. There is a downloader, with its thread, only once an address is asked.
final class ShelfReader: ShelfSource {
    /// For an index as a whole, so that a server that drips keeps nobody from the other shelves for long.
    private static let indexSeconds = 60

    private let downloader = Mutex<Downloader?>(nil)

    func read(
        _ file: BundlePath?, of place: ShelfPlace, byteLimit: Int, _ receive: ([UInt8]) throws(ShelfError) -> Void
    ) throws(ShelfError) {
        guard place.isAddress else {
            return try FolderSource().read(file, of: place, byteLimit: byteLimit, receive)
        }
        let download = try Self.reached(place) { () throws(DownloadError) in
            let index = try Address(place.text)
            let address = try file.map { file throws(DownloadError) in try index.beside(file.parts) } ?? index
            return try shared().open(address, byteLimit: byteLimit, within: file == nil ? Self.indexSeconds : nil)
        }
        while let piece = try Self.reached(place, { () throws(DownloadError) in try download.next() }) {
            try receive(piece)
        }
    }

    private func shared() -> Downloader {
        downloader.withLock { downloader in
            if let downloader { return downloader }
            let new = Downloader(agent: "cajon/\(Cajon.configuration.version)")
            downloader = new
            return new
        }
    }

    private static func reached<T>(_ place: ShelfPlace, _ body: () throws(DownloadError) -> T) throws(ShelfError) -> T {
        do throws(DownloadError) { return try body() } catch {
            if case .tooLarge(let byteLimit) = error.kind { throw ShelfError(.tooLarge(byteLimit: byteLimit)) }
            // The place is said anyway.
            throw ShelfError(.unreachable(error.address == place.text ? error.problem : error.description))
        }
    }

    /// What the user names: an address, an index' file, or a folder with one.
    ///
    /// Errors: it is none.
    static func place(_ text: String) throws -> ShelfPlace {
        if ShelfPlace.isAddress(text) {
            var address = try Address(text)
            if address.text.hasSuffix("/") { address = try address.beside([ShelfIndex.fileName]) }
            guard let place = ShelfPlace(address.text) else {
                throw Failure(.usage, "‘\(text)’ is no place of a shelf")
            }
            return place
        }
        var path = URL(filePath: text).standardizedFileURL.path
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            path = URL(filePath: path).appending(path: ShelfIndex.fileName).path
        }
        guard !text.isEmpty, let place = ShelfPlace(path) else {
            throw Failure(.usage, "‘\(text)’ is no place of a shelf")
        }
        return place
    }
}
