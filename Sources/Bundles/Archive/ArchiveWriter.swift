// libarchive's writer, set so that equal files give equal bytes. One thread, one that may wait.

import CArchive
import EffectHost
import Glibc

/// Writes a zip as `ArchiveLayout` wants one: deflated, without times and owners.
struct ArchiveWriter: ~Copyable {
    private let handle: OpaquePointer

    /// zlib's own middle between size and time.
    private static let level = "6"

    /// - Parameter file: must stay open until the writer has finished.
    ///
    /// Errors: `.file`.
    static func writing(to file: borrowing OpenFile) throws(BundleError) -> ArchiveWriter {
        guard let handle = archive_write_new() else { throw OpenFile.error("can't be written", ENOMEM, "") }
        let writer = ArchiveWriter(handle: handle)
        let descriptor = file.descriptor
        let steps: [() -> Int32] = [
            { archive_write_set_format_zip(handle) },
            { archive_write_set_format_option(handle, "zip", "compression", "deflate") },
            { archive_write_set_format_option(handle, "zip", "compression-level", level) },
            { archive_write_set_format_option(handle, "zip", "hdrcharset", "UTF-8") },
            // Without it the end is filled up to a tape's block.
            { archive_write_set_bytes_in_last_block(handle, 1) },
            { archive_write_open_fd(handle, descriptor) },
        ]
        for step in steps where UTF8Locale.use(step) != ARCHIVE_OK { throw error(handle) }
        return writer
    }

    /// Takes the handle over.
    private init(handle: OpaquePointer) { self.handle = handle }

    deinit { archive_write_free(handle) }

    /// Adds a file.
    ///
    /// Errors: `.file`.
    mutating func add(_ path: BundlePath, _ bytes: [UInt8]) throws(BundleError) {
        guard let entry = archive_entry_new() else { throw OpenFile.error("can't be written", ENOMEM, "") }
        defer { archive_entry_free(entry) }
        let handle = handle
        let isWritten = UTF8Locale.use {
            archive_entry_set_pathname_utf8(entry, path.text)
            archive_entry_set_mode(entry, Self.mode)
            archive_entry_set_size(entry, la_int64_t(bytes.count))
            guard archive_write_header(handle, entry) == ARCHIVE_OK else { return false }
            // SAFETY: the bytes are there for the time of the call, and libarchive copies what it keeps.
            return bytes.withUnsafeBytes {
                bytes.isEmpty || archive_write_data(handle, $0.baseAddress, $0.count) == bytes.count
            }
        }
        guard isWritten, archive_write_finish_entry(handle) == ARCHIVE_OK else { throw Self.error(handle) }
    }

    /// Writes what is still to be written.
    ///
    /// Errors: `.file`.
    mutating func finish() throws(BundleError) {
        guard archive_write_close(handle) == ARCHIVE_OK else { throw Self.error(handle) }
    }

    /// A regular file, which everybody may read.
    private static let mode: mode_t = 0o100644

    private static func error(_ handle: OpaquePointer) -> BundleError {
        let code = archive_errno(handle)
        if code > 0 { return OpenFile.error("can't be written", code, "") }
        // SAFETY: the text is the handle's until its next call, and copied here.
        let reason = archive_error_string(handle).map { printable(String(cString: $0), limit: 200) }
        return BundleError(.file("can't be written: \(reason ?? "libarchive doesn't say why")"), path: "")
    }
}
