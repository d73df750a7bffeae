// What a core module imports of the contract's `assets`: the names that wit-component gives its functions. Runs on the
// thread that runs the effect: called while sound is processed it allocates nothing and refuses; while the effect is
// being set up it does what it is asked for.

import CanonicalABI
import WasmEngine

/// The functions of `cajon:effect/assets`.
enum AssetFunctions {
    /// One function, called while it may be.
    private typealias Body =
        @Sendable (
            _ guest: UnsafeMutablePointer<GuestContext>, _ caller: inout AssetCaller,
            _ values: UnsafeMutablePointer<RawValue>
        ) throws(AssetLinks.Failure) -> Void

    static let all: [HostFunction] = [
        function(EffectContract.openAsset(.sound)) { guest, caller, values throws(AssetLinks.Failure) in
            try open(.sound, guest, &caller, values)
        },
        function(EffectContract.soundSampleRate) { guest, _, values throws(AssetLinks.Failure) in
            values[0] = RawValue(f32: try sound(guest, values[0]).sampleRateHertz)
        },
        function(EffectContract.soundChannels) { guest, _, values throws(AssetLinks.Failure) in
            values[0] = RawValue(u32: UInt32(try sound(guest, values[0]).channelCount))
        },
        function(EffectContract.soundFrames) { guest, _, values throws(AssetLinks.Failure) in
            values[0] = RawValue(u32: UInt32(try sound(guest, values[0]).frameCount))
        },
        function(EffectContract.readAsset(.sound)) { guest, caller, values throws(AssetLinks.Failure) in
            try readSound(guest, &caller, values)
        },
        function(EffectContract.dropAsset(.sound)) { guest, _, values throws(AssetLinks.Failure) in
            try guest.pointee.assets!.pointee.drop(values[0].u32, .sound)
        },
        function(EffectContract.openAsset(.data)) { guest, caller, values throws(AssetLinks.Failure) in
            try open(.data, guest, &caller, values)
        },
        function(EffectContract.dataSize) { guest, _, values throws(AssetLinks.Failure) in
            values[0] = RawValue(u32: UInt32(try data(guest, values[0]).bytes.count))
        },
        function(EffectContract.readAsset(.data)) { guest, caller, values throws(AssetLinks.Failure) in
            try readData(guest, &caller, values)
        },
        function(EffectContract.dropAsset(.data)) { guest, _, values throws(AssetLinks.Failure) in
            try guest.pointee.assets!.pointee.drop(values[0].u32, .data)
        },
    ]

    private static func function(_ item: EffectContract.Import, _ body: @escaping Body) -> HostFunction {
        HostFunction(
            module: item.interface, name: item.name, signature: FunctionSignature(item.signature),
            body: { userData, call, values, _ in
                guard let guest = admit(userData) else { return false }
                do throws(AssetLinks.Failure) {
                    var caller = AssetCaller(call, guest.pointee.assets!)
                    try body(guest, &caller, values)
                    return true
                } catch {
                    guest.pointee.assets!.pointee.failure = error
                    return false
                }
            })
    }

    /// The effect's context, if it may use assets now; else it is noted that it did when it may not.
    @_noLocks
    private static func admit(_ userData: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<GuestContext>? {
        // SAFETY: the user data of an effect's store is its `GuestContext`, which frees the links when it goes.
        guard let guest = userData?.assumingMemoryBound(to: GuestContext.self), let links = guest.pointee.assets else {
            return nil
        }
        guard guest.pointee.mayCallOut, links.pointee.table.isUsable else {
            links.pointee.wasCalledAtWrongTime = true
            return nil
        }
        return guest
    }

    // MARK: - Opening

    /// A handle is an index, and lies in memory as a u32 does.
    private static let openResult = CanonicalABI.ValueType.result(
        ok: .u32, error: .enumeration(AssetRefusal.Kind.allCases.map(\.name)))

    private static func open(
        _ kind: AssetTable.Kind, _ guest: UnsafeMutablePointer<GuestContext>, _ caller: inout AssetCaller,
        _ values: UnsafeMutablePointer<RawValue>
    ) throws(AssetLinks.Failure) {
        let place = values[2].u32
        let name = try caller.text(address: values[0].u32, byteCount: values[1].u32)
        let answer: Value
        switch try opened(kind, name, guest) {
        case .success(let representation):
            let handle = guest.pointee.assets!.pointee.addHandle(representation, kind)
            answer = .variant(index: 0, payload: .u32(handle))
        case .failure(let refusal):
            guest.pointee.log.append(.warning, refusal.description)
            answer = .variant(index: 1, payload: .variant(index: refusal.kind.rawValue, payload: nil))
        }
        try caller.put(answer, as: openResult, at: place)
    }

    private static func opened(
        _ kind: AssetTable.Kind, _ name: String, _ guest: UnsafeMutablePointer<GuestContext>
    ) throws(AssetLinks.Failure) -> Result<UInt32, AssetRefusal> {
        do {
            return try guest.pointee.assets!.pointee.table.open(kind, name)
        } catch {
            throw .misuse(error)
        }
    }

    // MARK: - Looking and reading

    private static func sound(
        _ guest: UnsafeMutablePointer<GuestContext>, _ handle: RawValue
    ) throws(AssetLinks.Failure) -> SoundAsset {
        let links = guest.pointee.assets!
        return links.pointee.table.sound(try links.pointee.representation(handle.u32, .sound))
    }

    private static func data(
        _ guest: UnsafeMutablePointer<GuestContext>, _ handle: RawValue
    ) throws(AssetLinks.Failure) -> DataAsset {
        let links = guest.pointee.assets!
        return links.pointee.table.data(try links.pointee.representation(handle.u32, .data))
    }

    private static func readSound(
        _ guest: UnsafeMutablePointer<GuestContext>, _ caller: inout AssetCaller,
        _ values: UnsafeMutablePointer<RawValue>
    ) throws(AssetLinks.Failure) {
        let (first, count, place) = (values[1].u32, values[2].u32, values[3].u32)
        let sound = try sound(guest, values[0])
        let frames: Range<Int>
        do {
            frames = try guest.pointee.assets!.pointee.table.frames(of: sound, first: first, count: count)
        } catch {
            throw .misuse(error)
        }
        try caller.putList(
            count: frames.count * sound.channelCount, elementByteCount: MemoryLayout<Float>.stride, at: place
        ) { sound.copy(frames, to: $0) }
    }

    private static func readData(
        _ guest: UnsafeMutablePointer<GuestContext>, _ caller: inout AssetCaller,
        _ values: UnsafeMutablePointer<RawValue>
    ) throws(AssetLinks.Failure) {
        let (first, count, place) = (values[1].u32, values[2].u32, values[3].u32)
        let data = try data(guest, values[0])
        let range: Range<Int>
        do {
            range = try guest.pointee.assets!.pointee.table.bytes(of: data, first: first, count: count)
        } catch {
            throw .misuse(error)
        }
        try caller.putList(count: range.count, elementByteCount: 1, at: place) { $0.copyBytes(from: data.bytes[range]) }
    }
}

extension EffectLog {
    /// Keeps a line of the host's own. Not on the audio thread.
    func append(_ level: EffectLogEntry.Level, _ text: String) {
        var text = text
        text.withUTF8 { bytes in
            guard let start = bytes.baseAddress else { return }
            append(level: UInt8(truncatingIfNeeded: level.rawValue), bytes: start, count: bytes.count)
        }
    }
}
