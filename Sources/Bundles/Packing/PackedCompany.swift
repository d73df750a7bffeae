// What lies beside a preset for people: README, licence, picture. Pure but for reading, any thread that may wait.

/// Takes the files along that a folder may have for people.
enum PackedCompany {
    static let readmeName = "README.md"
    /// Of each text.
    static let textLimit = 1 << 20
    static let pictureLimit = 4 << 20

    /// Errors: one of them is too large, or isn't what its name says.
    static func take(from folder: SourceFolder, into files: inout PackedFiles) throws(PackingError) {
        let names = try folder.names()
        for name in names where name == readmeName || isLicence(name) {
            let bytes = try folder.read(name, limit: textLimit)
            guard String(validating: bytes, as: UTF8.self) != nil else {
                throw PackingError(.refused("should be text in UTF-8"), path: folder.path(of: name))
            }
            try files.add(bytes, as: name, from: folder.path(of: name))
        }
        let pictures = names.filter { Picture(fileName: $0) != nil }
        guard pictures.count <= 1 else {
            throw PackingError(
                .refused("has \(pictures.count) pictures, \(pictures.joined(separator: " and ")); a bundle has one"),
                path: folder.path)
        }
        for name in pictures {
            let bytes = try folder.read(name, limit: pictureLimit)
            guard let picture = Picture(fileName: name), picture.isMeant(by: bytes) else {
                throw PackingError(
                    .refused("is no picture of the kind that its name says"), path: folder.path(of: name))
            }
            try files.add(bytes, as: name, from: folder.path(of: name))
        }
    }

    /// `LICENSE`, `LICENCE`, and what begins so and goes on with a dot or a hyphen.
    static func isLicence(_ name: String) -> Bool {
        let upper = name.uppercased()
        return ["LICENSE", "LICENCE"].contains { word in
            upper.hasPrefix(word) && (upper.count == word.count || ".-".contains(upper.dropFirst(word.count).first!))
        }
    }
}

/// The kinds of picture that a bundle may have. None is ever decoded here.
enum Picture: CaseIterable {
    case png, jpeg, webp

    /// By a file's name: `picture.png` and the like; nil for any other.
    init?(fileName: String) {
        switch fileName {
        case "picture.png": self = .png
        case "picture.jpg", "picture.jpeg": self = .jpeg
        case "picture.webp": self = .webp
        default: return nil
        }
    }

    /// Whether a file begins as such a picture does. Sources: PNG 1.2, 3.1; JFIF 1.02; RFC 9649.
    func isMeant(by bytes: [UInt8]) -> Bool {
        switch self {
        case .png: bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        case .jpeg: bytes.starts(with: [0xFF, 0xD8, 0xFF])
        case .webp: bytes.starts(with: "RIFF".utf8) && bytes.dropFirst(8).starts(with: "WEBP".utf8)
        }
    }
}
