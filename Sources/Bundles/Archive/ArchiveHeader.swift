// What a zip's directory says of one file, and what a bundle allows it to say. A plain value, any thread.

import EffectHost

/// A file's entry in a zip's directory, checked for everything a bundle's file can't be.
struct ArchiveHeader {
    let path: BundlePath
    /// As it stands there.
    let name: [UInt8]
    let byteCount: Int
    let packedByteCount: Int
    /// Whether sizes and checksum follow the file, as they do when it was written without looking back.
    let hasDescriptor: Bool
    private let flags: Int
    private let method: Int
    private let crc32: Int

    /// Of what follows a file.
    static let descriptorBytes = 16

    private enum Flag {
        static let encrypted = 1 << 0
        /// How hard the packer tried.
        static let effort = 0b110
        static let descriptor = 1 << 3
        static let utf8 = 1 << 11
    }

    private enum Method {
        static let stored = 0
        static let deflated = 8
    }

    /// Errors: `.invalidPath`, `.malformed`.
    init(directory record: ArchiveRecord, name: [UInt8], extra: ArraySlice<UInt8>) throws(BundleError) {
        flags = record.half(8)
        method = record.half(10)
        crc32 = record.word(16)
        packedByteCount = record.word(20)
        byteCount = record.word(24)
        hasDescriptor = flags & Flag.descriptor != 0
        self.name = name
        path = try Self.path(name, isMarkedUTF8: flags & Flag.utf8 != 0, attributes: record.word(38))
        guard record.half(32) == 0 else { throw fault("has a comment in the zip's directory") }
        guard record.half(34) == 0 else { throw fault("lies on another disk") }
        guard flags & (Flag.encrypted | 1 << 6 | 1 << 13) == 0 else { throw fault("is encrypted, and bundles aren't") }
        guard flags & ~(Flag.effort | Flag.descriptor | Flag.utf8) == 0 else {
            throw fault("has zip flags that bundles don't have, 0x\(String(flags, radix: 16))")
        }
        guard method == Method.deflated || method == Method.stored else {
            throw fault("is packed by method \(method), and should be deflated or stored")
        }
        guard packedByteCount != 0xFFFF_FFFF, byteCount != 0xFFFF_FFFF, record.word(42) != 0xFFFF_FFFF else {
            throw fault("has sizes of a Zip64, and bundles are plain zips")
        }
        guard record.half(6) <= 20 else {
            throw fault("needs version \(record.half(6)) of zip, and bundles need at most 20")
        }
        if method == Method.stored {
            guard packedByteCount == byteCount else {
                throw fault("is stored, and yet has \(byteCount) bytes and \(packedByteCount) packed")
            }
            guard !hasDescriptor else {
                throw fault("is stored with its size after it, where no reader can tell its end")
            }
        }
        try check(extra: extra)
    }

    /// Errors: `.malformed`, when the header before the file doesn't say the same.
    func check(local record: ArchiveRecord, extra: ArraySlice<UInt8>) throws(BundleError) {
        func same(_ found: Int, _ expected: Int, _ what: String) throws(BundleError) {
            guard found == expected else {
                throw fault("has \(what) \(found) in front of it and \(expected) in the zip's directory")
            }
        }
        try same(record.half(6), flags, "the zip flags")
        try same(record.half(8), method, "the zip method")
        guard record.half(4) <= 20 else {
            throw fault("needs version \(record.half(4)) of zip, and bundles need at most 20")
        }
        // What follows the file may be left out in front of it, and must be right if it isn't.
        if !hasDescriptor || record.word(14) != 0 { try same(record.word(14), crc32, "the checksum") }
        if !hasDescriptor || record.word(18) != 0 { try same(record.word(18), packedByteCount, "the packed size") }
        if !hasDescriptor || record.word(22) != 0 { try same(record.word(22), byteCount, "the size") }
        try check(extra: extra)
    }

    func matches(descriptor: ArchiveRecord) -> Bool {
        descriptor.signature == 0x0807_4B50 && descriptor.word(4) == crc32 && descriptor.word(8) == packedByteCount
            && descriptor.word(12) == byteCount
    }

    func entry(end: Int) -> ArchiveEntry {
        ArchiveEntry(path: path, packedByteCount: packedByteCount, byteCount: byteCount, end: end)
    }

    func fault(_ problem: String) -> BundleError { BundleError(.malformed("file ‘\(path)’ \(problem)"), path: "") }

    // MARK: Names

    private static func path(_ name: [UInt8], isMarkedUTF8: Bool, attributes: Int) throws(BundleError) -> BundlePath {
        let shown = String(decoding: name, as: UTF8.self)
        func refuse(_ problem: String) -> BundleError { BundleError(.invalidPath(shown, problem), path: "") }
        guard let text = String(validating: name, as: UTF8.self) else { throw refuse("has a name that is not UTF-8") }
        guard isMarkedUTF8 || name.allSatisfy({ $0 < 0x80 }) else {
            throw refuse("has a name beyond ASCII that the zip doesn't say is UTF-8")
        }
        // Before anything else is said of the name: a folder's ends in a slash.
        if text.utf8.last == UInt8(ascii: "/") { throw refuse("is a folder, and bundles have files alone") }
        let path = try BundlePath(text)
        // The upper half is what Unix has for a mode, the lower what DOS has for attributes.
        switch attributes >> 28 {
        case 0, 0o10: break
        case 0o4: throw refuse("is a folder, and bundles have files alone")
        case 0o12: throw refuse("is a symbolic link, and bundles have regular files alone")
        default: throw refuse("is a device, a pipe or a socket, and bundles have regular files alone")
        }
        guard attributes & 0x10 == 0 else { throw refuse("is a folder, and bundles have files alone") }
        guard attributes & 0x08 == 0 else { throw refuse("is a disk's name, and bundles have files alone") }
        guard attributes >> 25 & 0b111 == 0 else {
            throw refuse("would run as another user, and nothing in a bundle is run")
        }
        return path
    }

    // MARK: Fields

    /// Times and owners, which are ignored; everything else could change what the file is or is called.
    private static let harmlessFields: Set<Int> = [0x5455, 0x7875]

    private func check(extra: ArraySlice<UInt8>) throws(BundleError) {
        var rest = extra
        while !rest.isEmpty {
            let field = ArchiveRecord(rest.prefix(4))
            guard rest.count >= 4, rest.count >= 4 + field.half(2) else {
                throw fault("has a field in its zip header that is cut short")
            }
            guard Self.harmlessFields.contains(field.half(0)) else {
                let number = String(field.half(0), radix: 16)
                throw fault(
                    "has a field 0x\(number) in its zip header\(Self.meaning(of: field.half(0))), which bundles don't have"
                )
            }
            rest = rest.dropFirst(4 + field.half(2))
        }
    }

    private static func meaning(of field: Int) -> String {
        switch field {
        case 0x0001: ", sizes of a Zip64"
        case 0x7075: ", another name"
        case 0x9901: ", encryption"
        default: ""
        }
    }
}
