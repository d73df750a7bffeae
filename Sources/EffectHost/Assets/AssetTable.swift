// The assets that one instance holds open, however it calls for them. Thread: the one that runs the effect, while it is
// being set up.

import CanonicalABI

/// What an instance has opened, by representations: numbers that the effect never sees, only handles that stand for them.
///
/// Whoever enters the effect says by `begin` and `end` when it may use assets, and `isUsable` is false while it only
/// allocates. A core module's handles are kept by `AssetLinks`, a component's by wasmtime.
package struct AssetTable: ~Copyable {
    /// Assets that may be open at once.
    package static let openLimit = 32
    /// What all of them together may take.
    package static let byteLimit = 64 << 20
    /// What may be opened and read within one call of the host's: each byte of the above a few times over.
    package static let callByteLimit = 256 << 20
    /// The most that one `read` gives.
    package static let readSampleLimit = 1 << 20
    package static let readByteLimit = 4 << 20
    /// What asking for an asset counts at least, so that asking for nothing has an end too.
    private static let openCost = 64 << 10

    /// The kinds of assets; the raw values tell their resource types apart.
    package enum Kind: UInt32, CaseIterable, Sendable {
        case sound, data

        /// For people.
        package var name: String { self == .sound ? "a sound" : "data" }
    }

    private enum Asset {
        case sound(SoundAsset)
        case data(DataAsset)

        var byteCount: Int {
            switch self {
            case .sound(let sound): sound.byteCount
            case .data(let data): data.bytes.count
            }
        }
    }

    private let sources: [any AssetSource]
    private var numbers = RepresentationTable(limit: Self.openLimit)
    /// By representation.
    private var assets: [Asset?] = []
    private var heldByteCount = 0
    /// What is left to the call at hand.
    private var remainingByteCount = 0
    /// Whether the effect may use assets right now.
    package var isUsable = false

    /// - Parameter sources: asked in this order; the first that has a name wins.
    package init(sources: [any AssetSource]) {
        self.sources = sources
    }

    /// The effect is being called, and may use assets.
    package mutating func begin() {
        releaseDropped()
        remainingByteCount = Self.callByteLimit
        isUsable = true
    }

    /// The call has returned.
    package mutating func end() { isUsable = false }

    // MARK: - Opening

    /// Opens an asset; returns its representation, or what the effect is to be told.
    ///
    /// Errors: `.tooMuch`.
    package mutating func open(_ kind: Kind, _ name: String) throws(AssetMisuse) -> Result<UInt32, AssetRefusal> {
        try take(Self.openCost)
        do throws(AssetRefusal) {
            let name = try AssetName(name)
            guard numbers.heldCount < Self.openLimit else {
                throw AssetRefusal(.tooMany, "asset ‘\(name)’: \(Self.openLimit) are open, which is as many as may be")
            }
            let room = min(Self.byteLimit - heldByteCount, remainingByteCount)
            let asset = try find(kind, name, byteLimit: room)
            guard asset.byteCount <= room else {
                throw AssetRefusal(
                    .tooLarge, "asset ‘\(name)’ takes \(asset.byteCount) bytes; there is room for \(room)")
            }
            remainingByteCount -= asset.byteCount
            heldByteCount += asset.byteCount
            guard let number = numbers.add() else {
                preconditionFailure("fewer are held than may be, and none dropped")
            }
            while assets.count <= Int(number) { assets.append(nil) }
            assets[Int(number)] = asset
            return .success(number)
        } catch {
            return .failure(error)
        }
    }

    private func find(_ kind: Kind, _ name: AssetName, byteLimit: Int) throws(AssetRefusal) -> Asset {
        var refusal = AssetRefusal(.notFound, "asset ‘\(name)’ is not there")
        for source in sources {
            do throws(AssetRefusal) {
                switch kind {
                case .sound: return .sound(try source.sound(name, byteLimit: byteLimit))
                case .data: return .data(try source.data(name, byteLimit: byteLimit))
                }
            } catch {
                refusal = error
                guard error.kind == .notFound else { break }
            }
        }
        throw refusal
    }

    // MARK: - Using

    /// The sound that a representation of that kind stands for. It must be one that is open.
    package func sound(_ representation: UInt32) -> SoundAsset {
        guard numbers.isHeld(representation), case .sound(let sound) = assets[Int(representation)] else {
            preconditionFailure("a representation that stands for no sound")
        }
        return sound
    }

    /// The data that a representation of that kind stands for. It must be one that is open.
    package func data(_ representation: UInt32) -> DataAsset {
        guard numbers.isHeld(representation), case .data(let data) = assets[Int(representation)] else {
            preconditionFailure("a representation that stands for no data")
        }
        return data
    }

    /// Which frames of a sound a `read` gives, of those it asks for.
    ///
    /// Errors: `.tooMuch`.
    package mutating func frames(of sound: SoundAsset, first: UInt32, count: UInt32) throws(AssetMisuse) -> Range<Int> {
        let limit = max(Self.readSampleLimit / sound.channelCount, 1)
        let range = Self.range(first: first, count: count, of: sound.frameCount, limit: limit)
        try take(range.count * sound.channelCount * MemoryLayout<Float>.stride)
        return range
    }

    /// Which bytes of data a `read` gives, of those it asks for.
    ///
    /// Errors: `.tooMuch`.
    package mutating func bytes(of data: DataAsset, first: UInt32, count: UInt32) throws(AssetMisuse) -> Range<Int> {
        let range = Self.range(first: first, count: count, of: data.bytes.count, limit: Self.readByteLimit)
        try take(range.count)
        return range
    }

    private static func range(first: UInt32, count: UInt32, of total: Int, limit: Int) -> Range<Int> {
        let start = min(Int(first), total)
        return start..<start + min(Int(count), total - start, limit)
    }

    private mutating func take(_ byteCount: Int) throws(AssetMisuse) {
        guard byteCount <= remainingByteCount else { throw .tooMuch(byteLimit: Self.callByteLimit) }
        remainingByteCount -= byteCount
    }

    // MARK: - Closing

    /// The effect dropped an asset. It goes at once, or, where the effect is not being set up, when it next is.
    package mutating func drop(_ representation: UInt32) {
        numbers.drop(representation)
        if isUsable { releaseDropped() }
    }

    private mutating func releaseDropped() {
        while let number = numbers.nextReleased() {
            heldByteCount -= assets[Int(number)]?.byteCount ?? 0
            assets[Int(number)] = nil
        }
    }
}
