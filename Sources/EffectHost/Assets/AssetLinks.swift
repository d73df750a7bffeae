// The assets of one instance of a core module: its handles, and what it did wrong. Made by set-up, taken down with the
// store; thread: the one that runs the effect.

import CanonicalABI
import WasmEngine

/// What stands behind the functions of `cajon:effect/assets` in one instance.
///
/// Lives at a fixed address, which `GuestContext` holds.
struct AssetLinks: ~Copyable {
    /// What ended the effect in one of the functions.
    enum Failure: Error {
        case misuse(AssetMisuse)
        case brokeABI(CanonicalABIError)
        /// The effect's own `cabi_realloc`, called for a result.
        case trapped(TrapReport)
    }

    var table: AssetTable
    private var handles = HandleTable(limit: AssetTable.openLimit)
    /// Handles up to here have been given out.
    private var highestHandle: UInt32 = 0

    /// Of the instance; nil until it is there.
    private(set) var memory: WasmMemory?
    private(set) var allocator: WasmFunction?
    /// Arguments and results of a call of the allocator.
    let values: UnsafeMutablePointer<RawValue>
    static let valueCapacity = 4

    var failure: Failure?
    /// Whether the effect called from where it may not; noted without allocating.
    var wasCalledAtWrongTime = false

    /// For an effect that was granted assets.
    static func make(_ sources: [any AssetSource]) -> UnsafeMutablePointer<AssetLinks> {
        let links = UnsafeMutablePointer<AssetLinks>.allocate(capacity: 1)
        links.initialize(to: AssetLinks(sources: sources))
        return links
    }

    private init(sources: [any AssetSource]) {
        table = AssetTable(sources: sources)
        values = .allocate(capacity: Self.valueCapacity)
        values.initialize(repeating: RawValue(), count: Self.valueCapacity)
    }

    deinit { values.deallocate() }

    /// The instance is there.
    mutating func connect(memory: WasmMemory, allocator: WasmFunction) {
        self.memory = memory
        self.allocator = allocator
    }

    // MARK: - Handles

    /// A new handle that owns an asset.
    mutating func addHandle(_ representation: UInt32, _ kind: AssetTable.Kind) -> UInt32 {
        do {
            let handle = try handles.addOwn(representation, resource: kind.rawValue)
            highestHandle = max(highestHandle, handle)
            return handle
        } catch {
            preconditionFailure("as many handles as assets may be open")
        }
    }

    func representation(_ handle: UInt32, _ kind: AssetTable.Kind) throws(Failure) -> UInt32 {
        do {
            return try handles.representation(handle, resource: kind.rawValue)
        } catch {
            throw failure(error, handle, kind)
        }
    }

    /// The effect drops a handle, and with it the asset.
    mutating func drop(_ handle: UInt32, _ kind: AssetTable.Kind) throws(Failure) {
        do {
            table.drop(try handles.drop(handle, resource: kind.rawValue).representation)
        } catch {
            throw failure(error, handle, kind)
        }
    }

    private func failure(_ rule: CanonicalABIError.Rule, _ handle: UInt32, _ kind: AssetTable.Kind) -> Failure {
        if case .otherResource = rule { return .misuse(.otherKind(handle, expected: kind.name)) }
        return .misuse(handle > 0 && handle <= highestHandle ? .dropped(handle) : .noHandle(handle))
    }

    // MARK: - Failing

    /// What ended the effect, if it was something here. Not on the audio thread.
    mutating func takeFailure(limit: EffectTimeLimit) -> EffectFault.Cause? {
        defer { (failure, wasCalledAtWrongTime) = (nil, false) }
        if wasCalledAtWrongTime { return .misusedAssets(.notNow) }
        switch failure {
        case .misuse(let misuse): return .misusedAssets(misuse)
        case .brokeABI(let error): return .brokeABI("using assets: \(error)")
        case .trapped(let report): return .trapped(report, limit: limit)
        case nil: return nil
        }
    }
}
