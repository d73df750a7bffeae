// What a sound file says besides the sound: texts, broadcast data, cues. Plain values, any thread.

/// A text tag that files have in common.
///
/// Source: libsndfile's `SF_STR_*`.
package enum AudioTextTag: String, CaseIterable, Sendable, Codable {
    case title, copyright, software, artist, comment, date, album, license
    case trackNumber = "track number"
    case genre
}

/// What a sound file carries besides its sound, in a form that another file can take.
///
/// Chunks of WAV and AIFF files are kept as they stand and go unchanged into files of the same family; files of other
/// kinds get the parts that libsndfile can translate. Pictures and private tags of FLAC, Ogg and MP3 files are not
/// seen.
package struct AudioMetadata: Equatable, Sendable {
    /// The tags' texts, in the file's own encoding, usually UTF-8.
    var texts: [AudioTextTag: [UInt8]] = [:]
    /// The EBU broadcast extension, as libsndfile's `SF_BROADCAST_INFO`.
    var broadcast: [UInt8]?
    /// The AES46 cart, as libsndfile's `SF_CART_INFO`.
    var cart: [UInt8]?
    /// Cue points, as libsndfile's `SF_CUES`.
    var cues: [UInt8]?
    /// Sampler keys and loops, as libsndfile's `SF_INSTRUMENT`.
    var instrument: [UInt8]?
    /// For each channel libsndfile's number of its loudspeaker.
    var channelMap: [Int32]?
    /// Where `chunks` come from.
    var family: ChunkFamily?
    /// Chunks as they stand in the file, other than those that say how the sound is stored.
    var chunks: [Chunk] = []

    /// A chunk as it stands in a file.
    struct Chunk: Equatable, Sendable {
        let name: String
        let content: [UInt8]
    }

    /// Nothing at all.
    package init() {}

    package var isEmpty: Bool { self == AudioMetadata() || (itemNames.isEmpty && chunks.isEmpty) }

    /// A tag's text; bytes that aren't UTF-8 show as replacement characters.
    package func text(_ tag: AudioTextTag) -> String? { texts[tag].map { String(decoding: $0, as: UTF8.self) } }

    /// Sets or removes a tag. A file that keeps its own chunks ignores it: see `chunks`.
    package mutating func setText(_ tag: AudioTextTag, _ text: String?) {
        texts[tag] = text.map { Array($0.utf8) }
        chunks.removeAll { $0.name == "LIST" || $0.name == "NAME" || $0.name == "AUTH" || $0.name == "ANNO" }
        family = chunks.isEmpty ? nil : family
    }

    /// Names for people of the parts that every kind of file might take.
    package var itemNames: [String] {
        var names = AudioTextTag.allCases.filter { texts[$0] != nil }.map(\.rawValue)
        if broadcast != nil { names.append(Self.chunkNames["bext"]!) }
        if cart != nil { names.append(Self.chunkNames["cart"]!) }
        if cues != nil { names.append("cue points") }
        if instrument != nil { names.append("instrument") }
        if channelMap != nil { names.append("channel map") }
        return names
    }

    static func displayName(ofChunk name: String) -> String { chunkNames[name] ?? "chunk '\(name)'" }

    private static let chunkNames = [
        "bext": "broadcast extension", "cart": "cart chunk", "iXML": "iXML", "axml": "ADM XML", "smpl": "sampler loops",
        "cue ": "cue points", "MARK": "markers", "INST": "instrument", "inst": "instrument", "id3 ": "ID3 tags",
        "ID3 ": "ID3 tags", "LIST": "text tags", "_PMX": "XMP",
    ]
}
