// One bundle as a shelf's index tells of it. A plain value, any thread.

import Presets

/// What a shelf says of a bundle: enough to find it, to fetch it and to know it when it is there.
package struct ShelfEntry: Equatable, Sendable {
    package let identity: BundleIdentity
    /// The preset's own, for people.
    package let name: String
    package let author: String?
    package let licence: String?
    package let tags: [String]
    package let description: String?
    /// Beside the index, or below.
    package let file: BundlePath
    package let byteCount: Int
    /// Of the file; hexadecimal, lower case.
    package let sha256: String
    /// `Bundle.contentHash`.
    package let contentHash: String
    /// Who signed the bundle, by fingerprint; nil for nobody.
    package let signer: String?

    package init(_ bundle: Bundle, file: BundlePath, byteCount: Int, sha256: String) {
        identity = bundle.identity
        name = bundle.preset.name
        author = bundle.preset.author
        licence = bundle.preset.licence
        tags = bundle.preset.tags
        description = bundle.preset.description
        self.file = file
        self.byteCount = byteCount
        self.sha256 = sha256
        contentHash = bundle.contentHash
        signer = bundle.signer?.fingerprint
    }

    /// Whether a bundle is the one that is meant; what is not, as the rest of a sentence; nil when all is as it should
    /// be.
    func difference(from bundle: Bundle) -> String? {
        if bundle.identity != identity { return "it is \(bundle.identity)" }
        if bundle.contentHash != contentHash { return "its content is another" }
        if bundle.signer?.fingerprint != signer { return "it is signed by \(bundle.signer?.fingerprint ?? "nobody")" }
        return nil
    }
}

extension ShelfEntry: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, version, name, author, licence, tags, description, file, bytes, sha256, contentHash, signer
    }

    /// Refuses what no bundle can have.
    package init(from decoder: any Decoder) throws {
        let object = try decoder.container(keyedBy: CodingKeys.self)
        func refusal(_ key: CodingKeys) -> DecodingError {
            .dataCorruptedError(forKey: key, in: object, debugDescription: "isn't what it may be")
        }
        func text(_ key: CodingKeys, _ isRight: (String) -> Bool) throws -> String {
            let text = try object.decode(String.self, forKey: key)
            guard isRight(text) else { throw refusal(key) }
            return text
        }
        func optionalText(_ key: CodingKeys, _ isRight: (String) -> Bool) throws -> String? {
            guard let text = try object.decodeIfPresent(String.self, forKey: key) else { return nil }
            guard isRight(text) else { throw refusal(key) }
            return text
        }
        let id = try text(.id, PresetName.isID)
        guard let version = PresetVersion(try object.decode(String.self, forKey: .version)) else {
            throw refusal(.version)
        }
        identity = BundleIdentity(id: id, version: version)
        name = try text(.name, ShelfText.isName)
        author = try optionalText(.author, ShelfText.isName)
        licence = try optionalText(.licence) { ShelfText.isName($0) && PresetName.isLicence($0) }
        tags = try object.decode([String].self, forKey: .tags)
        guard tags.count <= PresetLimits.tags, tags.allSatisfy(PresetName.isTag) else { throw refusal(.tags) }
        description = try optionalText(.description, ShelfText.isDescription)
        guard let path = try? BundlePath(try object.decode(String.self, forKey: .file)),
            path.text.hasSuffix(ShelfIndex.bundleSuffix)
        else { throw refusal(.file) }
        file = path
        byteCount = try object.decode(Int.self, forKey: .bytes)
        guard (1...BundleLimits().archiveBytes).contains(byteCount) else { throw refusal(.bytes) }
        sha256 = try text(.sha256, ContentHash.isText)
        contentHash = try text(.contentHash, ContentHash.isText)
        signer = try optionalText(.signer, SignatureKey.isFingerprint)
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(identity.id, forKey: .id)
        try object.encode(identity.version.description, forKey: .version)
        try object.encode(name, forKey: .name)
        try object.encodeIfPresent(author, forKey: .author)
        try object.encodeIfPresent(licence, forKey: .licence)
        try object.encode(tags, forKey: .tags)
        try object.encodeIfPresent(description, forKey: .description)
        try object.encode(file.text, forKey: .file)
        try object.encode(byteCount, forKey: .bytes)
        try object.encode(sha256, forKey: .sha256)
        try object.encode(contentHash, forKey: .contentHash)
        try object.encode(signer, forKey: .signer)
    }
}
