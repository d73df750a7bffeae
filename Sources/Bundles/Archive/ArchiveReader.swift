// libarchive's reader, held to what was found out about the zip before. One thread, one that may wait.
//
// libarchive is C, and its input is hostile. So it gets the least that does: one format, zip as a stream, and no filter;
// headers that `ArchiveLayout` has vetted, so that of its code for names, links, encryption, Zip64 and rarer methods nothing
// is reached. Trusted is that it and zlib read such headers and inflate what follows within their own memory, whatever that
// is. Nothing that it says of names, kinds, sizes or times is used; where it stands, how much comes out and what the content
// is are checked, the last by SHA-256.

import CArchive
import EffectHost
import Foundation
import Glibc

/// Inflates the files of a zip, one after the other.
struct ArchiveReader: ~Copyable {
    private let handle: OpaquePointer

    /// - Parameter file: where the zip begins; it must stay open, and is read on from where it stands.
    ///
    /// Errors: `.file`.
    static func reading(_ file: borrowing OpenFile) throws(BundleError) -> ArchiveReader {
        guard let handle = archive_read_new() else { throw OpenFile.error("can't be read", ENOMEM, "") }
        let reader = ArchiveReader(handle: handle)
        guard archive_read_support_format_zip_streamable(handle) == ARCHIVE_OK,
            archive_read_open_fd(handle, file.descriptor, OpenFile.pieceBytes) == ARCHIVE_OK
        else { throw BundleError(.file("can't be read: \(reason(handle))"), path: "") }
        return reader
    }

    /// Takes the handle over.
    private init(handle: OpaquePointer) { self.handle = handle }

    deinit { archive_read_free(handle) }

    /// Goes to the next file, which must be that one, and hands its content over, piece by piece; no more than it should be.
    ///
    /// Errors: `.malformed`; what `body` throws.
    mutating func read(
        _ entry: ArchiveEntry, _ body: (UnsafeRawBufferPointer) throws(BundleError) -> Void
    ) throws(BundleError) {
        func fault(_ problem: String) -> BundleError {
            BundleError(.malformed("file ‘\(entry.path)’ \(problem)"), path: "")
        }
        var header: OpaquePointer?
        guard UTF8Locale.use({ archive_read_next_header(handle, &header) }) == ARCHIVE_OK else {
            throw fault("can't be read: \(Self.reason(handle))")
        }
        var (count, idleCount) = (0, 0)
        while true {
            var piece: UnsafeRawPointer?
            var (size, offset) = (0, la_int64_t(0))
            let result = archive_read_data_block(handle, &piece, &size, &offset)
            if result == ARCHIVE_EOF { break }
            guard result == ARCHIVE_OK else { throw fault("can't be unpacked: \(Self.reason(handle))") }
            guard size > 0 else {
                // Nothing came, and yet it isn't the end: a few times that may be.
                idleCount += 1
                guard idleCount < Self.idleLimit else { throw fault("can't be unpacked: it never ends") }
                continue
            }
            guard Int(offset) == count, size <= entry.byteCount - count else {
                throw fault("unpacks to more than the \(entry.byteCount) bytes that it says it has")
            }
            count += size
            // SAFETY: libarchive keeps the piece, `size` bytes of it, until its next call.
            try body(UnsafeRawBufferPointer(start: piece, count: size))
        }
        guard count == entry.byteCount else {
            throw fault("unpacks to \(count) bytes, and says that it has \(entry.byteCount)")
        }
        // Else there would be bytes between two files that one reader skips and another doesn't.
        guard archive_read_data_skip(handle) == ARCHIVE_OK, archive_filter_bytes(handle, 0) == entry.end else {
            throw fault("is shorter packed than the \(entry.packedByteCount) bytes that its header says")
        }
    }

    /// All of a file that is known to be small.
    ///
    /// Errors: as `read`.
    mutating func bytes(of entry: ArchiveEntry) throws(BundleError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entry.byteCount)
        try read(entry) { piece throws(BundleError) in bytes.append(contentsOf: piece) }
        return bytes
    }

    /// Checks that there is no file after the last.
    ///
    /// Errors: `.malformed`.
    mutating func finish() throws(BundleError) {
        var header: OpaquePointer?
        guard archive_read_next_header(handle, &header) == ARCHIVE_EOF else {
            throw BundleError(.malformed("has something after its last file"), path: "")
        }
    }

    private static let idleLimit = 1_000

    private static func reason(_ handle: OpaquePointer) -> String {
        // SAFETY: the text is the handle's until its next call, and copied here.
        archive_error_string(handle).map {
            printable(String(cString: $0).trimmingCharacters(in: .whitespacesAndNewlines), limit: 200)
        } ?? "libarchive doesn't say why"
    }
}
