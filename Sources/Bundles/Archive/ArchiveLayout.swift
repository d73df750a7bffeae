// Holds a zip to the one form in which all readers find the same files in it. One thread, one that may wait.
//
// A zip says everything twice, in a header before each file and in a directory at its end, and readers differ in which of
// them they believe, in what they skip, and in which of several ends they take for the end. So before libarchive reads
// anything, the records are walked here: the first file begins with the first byte, each record follows the one before
// without a gap, the directory names exactly these files in this order with the same words, its end is the file's end, and
// there is nothing that is not needed: no comments, no Zip64, no encryption, no disks, no fields but times and owners.
// What is inflated is libarchive's to inflate; what is trusted of it is stated in ArchiveReader. Source: APPNOTE.TXT 6.3.10.

/// The files of a zip, in order, after all that its headers say was held against each other.
struct ArchiveLayout: Sendable {
    let entries: [ArchiveEntry]

    /// Bytes beside the files' own: each file's headers, and the directory's end.
    private static let endBytes = 22
    private static let entryBytes = 46
    private static let headerBytes = 30
    /// The most that a header's fields may have.
    private static let extraBytes = 64

    /// Reads the records, and none of the files' content.
    ///
    /// Errors: `.malformed`, `.tooLarge`, `.invalidPath`, `.file`.
    init(of file: borrowing OpenFile, byteCount: Int, limits: BundleLimits) throws(BundleError) {
        guard byteCount <= limits.archiveBytes else {
            throw BundleError(
                .tooLarge("has \(byteCount) bytes, and at most \(limits.archiveBytes) are allowed"), path: "")
        }
        let start = try file.read(4, at: 0)
        guard start == [0x50, 0x4B, 3, 4] else {
            throw Self.fault(
                byteCount == 0 ? "is empty" : "is no bundle: it doesn't begin as a zip with a file in it does")
        }
        guard byteCount >= Self.endBytes else { throw Self.fault("is cut short: it has no end of a zip's directory") }
        let endOffset = byteCount - Self.endBytes
        let end = ArchiveRecord(try file.read(Self.endBytes, at: endOffset))
        guard end.signature == 0x0605_4B50 else {
            throw Self.fault(
                "doesn't end with the end of a zip's directory: it is cut short, or there is something after it, or a comment"
            )
        }
        let count = end.half(10)
        let (size, offset) = (end.word(12), end.word(16))
        guard end.half(20) == 0 else { throw Self.fault("has a comment of a zip, and bundles have none") }
        guard end.half(4) == 0, end.half(6) == 0, end.half(8) == count else {
            throw Self.fault("is a part of a zip of several disks")
        }
        guard count != 0xFFFF, size != 0xFFFF_FFFF, offset != 0xFFFF_FFFF else {
            throw Self.fault("is a Zip64, and bundles are plain zips")
        }
        // The lock and the signature come on top.
        guard count <= limits.files + 2 else {
            throw BundleError(.tooLarge("has \(count) files, and at most \(limits.files) are allowed"), path: "")
        }
        guard offset + size == endOffset, size <= count * (Self.entryBytes + BundlePath.byteLimit + Self.extraBytes)
        else {
            throw Self.fault("has a zip's directory that isn't as long as it says, or isn't where it says")
        }
        let directory = try file.read(size, at: offset)
        guard directory.count == size else { throw Self.fault("was changed while it was being read") }
        entries = try Self.entries(count, in: directory, at: offset, of: file, limits: limits)
    }

    private static func entries(
        _ count: Int, in directory: [UInt8], at directoryOffset: Int, of file: borrowing OpenFile, limits: BundleLimits
    ) throws(BundleError) -> [ArchiveEntry] {
        var entries: [ArchiveEntry] = []
        var (place, next) = (0, 0)
        var total = 0
        var paths = BundlePathSet()
        for index in 0..<count {
            let record = ArchiveRecord(directory[place...].prefix(entryBytes))
            guard record.count == entryBytes, record.signature == 0x0201_4B50 else {
                throw fault("has a zip's directory that ends before its file \(index + 1) of \(count)")
            }
            let (nameCount, extraCount) = (record.half(28), record.half(30))
            let length = entryBytes + nameCount + extraCount + record.half(32)
            guard place + length <= directory.count else {
                throw fault("has a zip's directory that ends within its file \(index + 1) of \(count)")
            }
            let name = directory[(place + entryBytes)...].prefix(nameCount)
            let extra = directory[(place + entryBytes + nameCount)...].prefix(extraCount)
            let header = try ArchiveHeader(directory: record, name: Array(name), extra: extra)
            guard record.word(42) == next else {
                throw header.fault(
                    "begins at byte \(record.word(42)), and should at \(next): files must follow each other without gaps"
                )
            }
            try paths.insert(header.path)
            try check(header, limits: limits, total: &total)
            let entry = try entry(header, at: next, before: directoryOffset, of: file)
            entries.append(entry)
            place += length
            next = entry.end
        }
        guard place == directory.count else {
            throw fault("has a zip's directory with more in it than its \(count) files")
        }
        guard next == directoryOffset else {
            throw fault("has \(directoryOffset - next) bytes between its last file and the zip's directory")
        }
        return entries
    }

    /// The bounds that need no reading, kept for what the headers state; ArchiveReader has the content keep to that.
    private static func check(_ header: ArchiveHeader, limits: BundleLimits, total: inout Int) throws(BundleError) {
        let limit = limits.bytes(of: header.path.text)
        func tooLarge(_ words: String) -> BundleError { BundleError(.tooLarge(words), path: "") }
        guard header.byteCount <= limit else {
            throw tooLarge("file ‘\(header.path)’ has \(header.byteCount) bytes, and at most \(limit) are allowed")
        }
        total += header.byteCount
        guard total <= limits.totalBytes + BundleLimits.lockBytes + BundleLimits.signatureBytes else {
            throw tooLarge("its files have more than \(limits.totalBytes) bytes together, which is the most allowed")
        }
        guard
            header.byteCount <= limits.unsuspiciousBytes
                || header.byteCount / limits.expansion <= header.packedByteCount
        else {
            throw tooLarge(
                "file ‘\(header.path)’ has \(header.byteCount) bytes and only \(header.packedByteCount) packed; "
                    + "at most \(limits.expansion) times as many are allowed")
        }
    }

    /// Holds the header before a file against the directory's.
    private static func entry(
        _ header: ArchiveHeader, at offset: Int, before directoryOffset: Int, of file: borrowing OpenFile
    ) throws(BundleError) -> ArchiveEntry {
        let bytes = try file.read(headerBytes + header.name.count + extraBytes, at: offset)
        let record = ArchiveRecord(bytes.prefix(headerBytes))
        guard record.count == headerBytes, record.signature == 0x0403_4B50 else {
            throw header.fault("isn't where the zip's directory says, at byte \(offset)")
        }
        let (nameCount, extraCount) = (record.half(26), record.half(28))
        guard nameCount == header.name.count, bytes[headerBytes...].prefix(nameCount).elementsEqual(header.name) else {
            throw header.fault("has another name in front of it than in the zip's directory")
        }
        guard extraCount <= extraBytes, headerBytes + nameCount + extraCount <= bytes.count else {
            throw header.fault("has more fields in its zip header than bundles have")
        }
        try header.check(local: record, extra: bytes[(headerBytes + nameCount)...].prefix(extraCount))
        let dataEnd = offset + headerBytes + nameCount + extraCount + header.packedByteCount
        guard dataEnd <= directoryOffset else { throw header.fault("goes on into the zip's directory") }
        guard header.hasDescriptor else { return header.entry(end: dataEnd) }
        let descriptor = ArchiveRecord(try file.read(ArchiveHeader.descriptorBytes, at: dataEnd))
        guard dataEnd + ArchiveHeader.descriptorBytes <= directoryOffset, header.matches(descriptor: descriptor) else {
            throw header.fault("has other sizes or another checksum after it than in the zip's directory")
        }
        return header.entry(end: dataEnd + ArchiveHeader.descriptorBytes)
    }

    private static func fault(_ problem: String) -> BundleError { BundleError(.malformed(problem), path: "") }
}
