// How a folder of bundles becomes a shelf. Any thread that may wait, any number of processes.

import Foundation

/// Checks the bundles below a folder, and writes the index of them.
package struct ShelfBuilder: Sendable {
    /// What came of it.
    package enum Outcome: Equatable, Sendable {
        /// The index that is there says the same.
        case unchanged(SignedShelf)
        case written(SignedShelf, changes: ShelfChanges)

        package var shelf: SignedShelf {
            switch self {
            case .unchanged(let shelf), .written(let shelf, _): shelf
            }
        }
    }

    package let folder: String
    private let reader: BundleReader

    package init(folder: String, reader: BundleReader = BundleReader()) {
        self.folder = folder
        self.reader = reader
    }

    // MARK: - The bundles

    /// Everything below the folder whose name ends in `.cajon`, in order. What begins with a dot isn't looked at.
    ///
    /// - Parameter skip: told of a bundle that isn't in order, which is then left out; nil refuses it.
    ///
    /// Errors: `.unreadable`, `.bundle`, `.malformed`.
    package func entries(skip: ((ShelfError) -> Void)? = nil) throws(ShelfError) -> [ShelfEntry] {
        var entries: [ShelfEntry] = []
        for name in try names(below: "", depth: 0) {
            do throws(ShelfError) {
                entries.append(try entry(name))
            } catch {
                guard let skip else { throw error.at(folder) }
                skip(error.at(folder))
            }
            guard entries.count <= ShelfLimits.entries else {
                throw ShelfError(.malformed("there are more than \(ShelfLimits.entries) bundles in it"), at: folder)
            }
        }
        return entries
    }

    private func names(below prefix: String, depth: Int) throws(ShelfError) -> [String] {
        let path = prefix.isEmpty ? folder : "\(folder)/\(prefix)"
        let children: [String]
        do { children = try FileManager.default.contentsOfDirectory(atPath: path) } catch {
            throw ShelfError(.unreadable("the folder can't be read"), at: path)
        }
        var names: [String] = []
        for child in children.sorted() where !child.hasPrefix(".") {
            let name = prefix.isEmpty ? child : "\(prefix)/\(child)"
            var status = stat()
            guard lstat("\(folder)/\(name)", &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR {
                guard depth < ShelfLimits.depth else {
                    throw ShelfError(.malformed("folders lie more than \(ShelfLimits.depth) deep in it"), at: folder)
                }
                names += try self.names(below: name, depth: depth + 1)
            } else if child.hasSuffix(ShelfIndex.bundleSuffix) {
                names.append(name)
            }
        }
        return names
    }

    /// One bundle, of which every byte was checked.
    private func entry(_ name: String) throws(ShelfError) -> ShelfEntry {
        do throws(BundleError) {
            let path = try BundlePath(name)
            // Read and hashed by one descriptor, so that both are of one file.
            let file: ShelfFile
            do throws(ShelfError) { file = try ShelfFile(path, below: folder) } catch {
                throw BundleError(.file(error.problem), path: name)
            }
            var hash = ContentHash()
            do throws(ShelfError) {
                try file.read(byteLimit: reader.limits.archiveBytes) { hash.add($0) }
            } catch {
                throw BundleError(.file(error.problem), path: name)
            }
            let bundle = try reader.check(file.path)
            return ShelfEntry(bundle, file: path, byteCount: hash.byteCount, sha256: hash.text)
        } catch {
            throw ShelfError(.bundle(BundleError(error.kind, path: name)))
        }
    }

    // MARK: - The index

    /// Signs the index and puts it in its place, unless what is there says the same.
    ///
    /// - Parameters:
    ///   - name: the shelf's; nil keeps the one it has, or takes the folder's.
    ///   - serial: its number; nil takes the next.
    ///   - path: the index' file; nil for `shelf.json` in the folder.
    ///
    /// Errors: `.foreignIndex`, `.staleSerial`, `.malformed`, `.unreadable`, `.unwritable`.
    package func write(
        _ entries: [ShelfEntry], name: String? = nil, serial: Int? = nil, signedWith key: SigningKey,
        to path: String? = nil
    ) throws(ShelfError) -> Outcome {
        let path = path ?? "\(folder)/\(ShelfIndex.fileName)"
        let place = URL(filePath: path).deletingLastPathComponent().path
        let descriptor = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ShelfError(.unwritable(ShelfFile.words(errno)), at: place) }
        defer { close(descriptor) }
        // Two who write at once would give two indices one number.
        do throws(FolderLockError) { try FolderLock.take(descriptor) } catch {
            throw ShelfError(.unwritable(error.description), at: place)
        }

        let old = try existing(at: path, signedWith: key)
        let identifier = old?.index.identifier ?? ShelfIndex.newIdentifier()
        let name = name ?? old?.index.name ?? Self.folderName(folder)
        let known = old?.index.serial ?? 0
        let next = serial ?? min(known + 1, ShelfLimits.serial)
        do throws(ShelfError) {
            if let old {
                let same = try ShelfIndex(identifier: identifier, name: name, serial: known, bundles: entries)
                if same == old.index, serial == nil || serial == known { return .unchanged(old) }
            }
            guard next > known else { throw ShelfError(.staleSerial(next, known: known)) }
            let index = try ShelfIndex(identifier: identifier, name: name, serial: next, bundles: entries)
            let shelf = try SignedShelf(index, signedWith: key)
            // What others will read is read before they do.
            _ = try SignedShelf(shelf.bytes)
            do throws(ReplacedFileError) {
                let name = URL(filePath: path).lastPathComponent
                try ReplacedFile.write(Data(shelf.bytes), to: name, in: descriptor, mode: 0o644)
            } catch {
                throw ShelfError(.unwritable(error.description))
            }
            return .written(shelf, changes: ShelfChanges(from: old?.index, to: index))
        } catch {
            throw error.at(path)
        }
    }

    /// Nil when there is no file.
    private func existing(at path: String, signedWith key: SigningKey) throws(ShelfError) -> SignedShelf? {
        guard access(path, F_OK) == 0 || errno != ENOENT else { return nil }
        do throws(ShelfError) {
            var bytes: [UInt8] = []
            try ShelfFile(at: path).read(byteLimit: ShelfLimits.indexBytes) { bytes += $0 }
            let old = try SignedShelf(bytes)
            guard old.key == key.publicKey else { throw ShelfError(.foreignIndex(old.key)) }
            return old
        } catch {
            throw error.at(path)
        }
    }

    private static func folderName(_ folder: String) -> String {
        let name = URL(filePath: folder).standardizedFileURL.lastPathComponent
        return ShelfText.isName(name) && name != "/" ? name : "shelf"
    }
}
