// wasi:io and wasi:random: everything is ready, nothing comes in, what goes out is logged. Thread: the one that runs the
// component.

extension EmptyWASI {
    /// How many bytes an output stream takes at once, as WASI promises at least for its blocking writes.
    private static let writableByteCount: UInt64 = 4_096

    static var io: [HostInterface] {
        [
            interface("io/error", ["[method]error.to-debug-string": constant(.string(""))]),
            interface(
                "io/poll",
                [
                    "[method]pollable.ready": constant(.bool(true)),
                    "[method]pollable.block": constant(nil),
                    "poll": poll,
                ]),
            interface("io/streams", inputStream.merging(outputStream) { input, _ in input }),
        ]
    }

    private static let closed = ComponentValue.error(.variant("closed", nil))

    private static var inputStream: [String: HostInterface.Function] {
        let reads = ["read", "blocking-read", "skip", "blocking-skip"]
        var functions = Dictionary(uniqueKeysWithValues: reads.map { ("[method]input-stream.\($0)", constant(closed)) })
        functions["[method]input-stream.subscribe"] = opening(ResourceType.pollable)
        return functions
    }

    private static var outputStream: [String: HostInterface.Function] {
        let functions: [String: HostInterface.Function] = [
            "check-write": constant(.ok(.u64(writableByteCount))),
            "write": write, "blocking-write-and-flush": write,
            "flush": constant(.ok(nil)), "blocking-flush": constant(.ok(nil)),
            "write-zeroes": constant(.ok(nil)), "blocking-write-zeroes-and-flush": constant(.ok(nil)),
            "splice": constant(closed), "blocking-splice": constant(closed),
            "subscribe": opening(ResourceType.pollable),
        ]
        return Dictionary(uniqueKeysWithValues: functions.map { ("[method]output-stream.\($0.key)", $0.value) })
    }

    private static let write: HostInterface.Function = { call, arguments throws(HostRefusal) in
        guard arguments.count == 2, let bytes = arguments[1].bytes else { throw HostRefusal("it wrote no bytes") }
        try call.stateOrRefusal.system.output.write(bytes)
        return .ok(nil)
    }

    /// All are ready.
    private static let poll: HostInterface.Function = { _, arguments throws(HostRefusal) in
        guard case .list(let pollables)? = arguments.first, !pollables.isEmpty else {
            throw HostRefusal("it waited for nothing")
        }
        return .list(pollables.indices.map { .u32(UInt32($0)) })
    }

    static var random: [HostInterface] {
        let bytes: HostInterface.Function = { call, arguments throws(HostRefusal) in
            guard case .u64(let count)? = arguments.first else { throw HostRefusal("it asked for no count of bytes") }
            return try call.stateOrRefusal.system.randomBytes(count: count)
        }
        let number: HostInterface.Function = { call, _ throws(HostRefusal) in
            .u64(try call.stateOrRefusal.system.nextRandom())
        }
        return [
            interface("random/random", ["get-random-bytes": bytes, "get-random-u64": number]),
            interface("random/insecure", ["get-insecure-random-bytes": bytes, "get-insecure-random-u64": number]),
            interface("random/insecure-seed", ["insecure-seed": constant(.tuple([.u64(1), .u64(2)]))]),
        ]
    }
}
