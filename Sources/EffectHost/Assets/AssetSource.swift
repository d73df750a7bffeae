// Where assets come from. Any thread but the audio thread.

/// Names, and the sounds and data that they stand for.
package protocol AssetSource: Sendable {
    /// - Parameter byteLimit: the most that the decoded sound may take, four bytes a sample.
    ///
    /// Errors: `.notFound` where another source may have it; any other ends the search.
    func sound(_ name: AssetName, byteLimit: Int) throws(AssetRefusal) -> SoundAsset

    /// Errors: as for `sound`.
    func data(_ name: AssetName, byteLimit: Int) throws(AssetRefusal) -> DataAsset
}

/// What makes sounds of files; the layer that knows sound files has one.
package protocol SoundDecoder: Sendable {
    /// - Parameter sampleLimit: the most that the sound may have in all channels together.
    ///
    /// Errors: `.unreadable` for what is no sound or damaged, `.tooLarge`; they name the asset and no path.
    func decode(_ file: consuming AssetFile, sampleLimit: Int) throws(AssetRefusal) -> SoundAsset
}

/// The files of a folder as assets.
package struct FolderAssets: AssetSource {
    package let folder: AssetFolder
    private let decoder: (any SoundDecoder)?

    /// - Parameter decoder: nil where sounds can't be read.
    package init(_ folder: AssetFolder, decoder: (any SoundDecoder)?) {
        self.folder = folder
        self.decoder = decoder
    }

    package func sound(_ name: AssetName, byteLimit: Int) throws(AssetRefusal) -> SoundAsset {
        let file = try folder.open(name)
        guard let decoder else { throw AssetRefusal(.unreadable, "asset ‘\(name)’: sound files can't be read here") }
        return try decoder.decode(file, sampleLimit: byteLimit / MemoryLayout<Float>.stride)
    }

    package func data(_ name: AssetName, byteLimit: Int) throws(AssetRefusal) -> DataAsset {
        let file = try folder.open(name)
        guard file.byteCount <= byteLimit else {
            throw AssetRefusal(.tooLarge, "asset ‘\(name)’ has \(file.byteCount) bytes; there is room for \(byteLimit)")
        }
        return DataAsset(try file.read())
    }
}
