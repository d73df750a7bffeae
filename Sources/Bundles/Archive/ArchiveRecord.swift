// Numbers of a zip's records. A plain value, any thread.

/// The bytes of a record; numbers are little-endian, and what lies beyond the record is 0.
struct ArchiveRecord {
    private let bytes: ArraySlice<UInt8>

    init(_ bytes: some Sequence<UInt8>) { self.bytes = ArraySlice(bytes) }

    var count: Int { bytes.count }

    var signature: Int { word(0) }

    func half(_ offset: Int) -> Int { byte(offset) | byte(offset + 1) << 8 }

    func word(_ offset: Int) -> Int { half(offset) | half(offset + 2) << 16 }

    private func byte(_ offset: Int) -> Int { offset < bytes.count ? Int(bytes[bytes.startIndex + offset]) : 0 }
}
