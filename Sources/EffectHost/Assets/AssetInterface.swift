// The contract's `assets` for components that are run as wholes: the same operations, with handles that wasmtime keeps.
// Thread: the one that runs the effect; all of it allocates, so never the audio thread.

import WasmEngine

/// What a component is granted that was granted assets. The store's user data is the effect's `GuestContext`.
///
/// Handles are checked before anything here runs: one that a component doesn't have, or that stands for something else, is a
/// trap of wasmtime's own. What the list of a `read` needs is allocated by the component's `realloc`, out of which
/// wasmtime lets nothing call.
enum AssetInterface {
    // Below `EmptyWASI.firstResourceTypeID`.
    private static let soundType = HostResourceType(id: 1, name: "sound")
    private static let dataType = HostResourceType(id: 2, name: "data")

    static let interface = HostInterface(
        EffectContract.assetsInterface,
        functions: [
            "[static]sound.open": { call, arguments throws(HostRefusal) in
                try open(.sound, soundType, call, arguments)
            },
            "[method]sound.sample-rate": { call, arguments throws(HostRefusal) in
                .f32(try sound(call, arguments).sampleRateHertz)
            },
            "[method]sound.channels": { call, arguments throws(HostRefusal) in
                .u32(UInt32(try sound(call, arguments).channelCount))
            },
            "[method]sound.frames": { call, arguments throws(HostRefusal) in
                .u32(UInt32(try sound(call, arguments).frameCount))
            },
            "[method]sound.read": { call, arguments throws(HostRefusal) in
                let sound = try sound(call, arguments)
                let (first, count) = try range(arguments)
                let frames = try using(call) { table throws(AssetMisuse) in
                    try table.frames(of: sound, first: first, count: count)
                }
                return .floats(sound.samples(frames))
            },
            "[static]data.open": { call, arguments throws(HostRefusal) in
                try open(.data, dataType, call, arguments)
            },
            "[method]data.size": { call, arguments throws(HostRefusal) in
                .u32(UInt32(try data(call, arguments).bytes.count))
            },
            "[method]data.read": { call, arguments throws(HostRefusal) in
                let data = try data(call, arguments)
                let (first, count) = try range(arguments)
                let bytes = try using(call) { table throws(AssetMisuse) in
                    try table.bytes(of: data, first: first, count: count)
                }
                return .list(data.bytes[bytes].map { .u8($0) })
            },
        ],
        resources: [
            "sound": .init(soundType, destructor: drop), "data": .init(dataType, destructor: drop),
        ])

    private static let drop: HostInterface.Destructor = { call, representation in
        // One that is dropped while sound is processed goes when the effect is next set up.
        links(call)?.pointee.table.drop(representation)
    }

    private static func open(
        _ kind: AssetTable.Kind, _ type: HostResourceType, _ call: ComponentCall, _ arguments: [ComponentValue]
    ) throws(HostRefusal) -> ComponentValue {
        guard case .string(let name)? = arguments.first else { throw HostRefusal("it named no asset") }
        let outcome = try using(call) { table throws(AssetMisuse) in try table.open(kind, name) }
        switch outcome {
        case .success(let representation): return .ok(.hostResource(HostResource(type, representation: representation)))
        case .failure(let refusal):
            guest(call)?.pointee.log.append(.warning, refusal.description)
            return .error(.enumeration(refusal.kind.name))
        }
    }

    private static func sound(_ call: ComponentCall, _ arguments: [ComponentValue]) throws(HostRefusal) -> SoundAsset {
        let representation = try representation(of: soundType, arguments)
        return try using(call) { table throws(AssetMisuse) in table.sound(representation) }
    }

    private static func data(_ call: ComponentCall, _ arguments: [ComponentValue]) throws(HostRefusal) -> DataAsset {
        let representation = try representation(of: dataType, arguments)
        return try using(call) { table throws(AssetMisuse) in table.data(representation) }
    }

    private static func representation(
        of type: HostResourceType, _ arguments: [ComponentValue]
    ) throws(HostRefusal) -> UInt32 {
        guard case .hostResource(let resource)? = arguments.first, resource.typeID == type.id else {
            throw HostRefusal("it passed no handle to \(type.name)")
        }
        return resource.representation
    }

    private static func range(_ arguments: [ComponentValue]) throws(HostRefusal) -> (first: UInt32, count: UInt32) {
        guard arguments.count == 3, case .u32(let first) = arguments[1], case .u32(let count) = arguments[2] else {
            throw HostRefusal("it said not what to read")
        }
        return (first, count)
    }

    /// Does something with the instance's assets, if the effect may use them now.
    private static func using<Result>(
        _ call: ComponentCall, _ body: (inout AssetTable) throws(AssetMisuse) -> Result
    ) throws(HostRefusal) -> Result {
        guard let links = links(call) else { throw HostRefusal("it was granted no assets") }
        do throws(AssetMisuse) {
            guard links.pointee.table.isUsable else { throw .notNow }
            return try body(&links.pointee.table)
        } catch {
            links.pointee.failure = .misuse(error)
            throw HostRefusal(error.description)
        }
    }

    private static func links(_ call: ComponentCall) -> UnsafeMutablePointer<AssetLinks>? {
        guest(call)?.pointee.assets
    }

    /// SAFETY: the user data of an effect's store is its `GuestContext`, which outlives the store.
    private static func guest(_ call: ComponentCall) -> UnsafeMutablePointer<GuestContext>? {
        call.userData?.assumingMemoryBound(to: GuestContext.self)
    }
}
