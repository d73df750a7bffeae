// wasi:cli, wasi:clocks, wasi:filesystem and wasi:sockets: there is nothing. Thread: the one that runs the component.

extension EmptyWASI {
    /// The time never changes: it is when Unix time began.
    static var clocks: [HostInterface] {
        let noTime = ComponentValue.record([.init("seconds", .u64(0)), .init("nanoseconds", .u32(0))])
        let nanosecond = ComponentValue.record([.init("seconds", .u64(0)), .init("nanoseconds", .u32(1))])
        let ready = opening(ResourceType.pollable)
        return [
            interface(
                "clocks/monotonic-clock",
                [
                    "now": constant(.u64(0)), "resolution": constant(.u64(1)),
                    "subscribe-instant": ready, "subscribe-duration": ready,
                ]),
            interface("clocks/wall-clock", ["now": constant(noTime), "resolution": constant(nanosecond)]),
        ]
    }

    static var commandLine: [HostInterface] {
        let exit: HostInterface.Function = { _, _ throws(HostRefusal) in throw HostRefusal("it asked to exit") }
        let none = constant(.option(nil))
        return [
            interface(
                "cli/environment",
                ["get-environment": constant(.list([])), "get-arguments": constant(.list([])), "initial-cwd": none]),
            interface("cli/exit", ["exit": exit, "exit-with-code": exit]),
            interface("cli/stdin", ["get-stdin": opening(ResourceType.inputStream)]),
            interface("cli/stdout", ["get-stdout": opening(ResourceType.outputStream, 1)]),
            interface("cli/stderr", ["get-stderr": opening(ResourceType.outputStream, 2)]),
            interface("cli/terminal-input"),
            interface("cli/terminal-output"),
            interface("cli/terminal-stdin", ["get-terminal-stdin": none]),
            interface("cli/terminal-stdout", ["get-terminal-stdout": none]),
            interface("cli/terminal-stderr", ["get-terminal-stderr": none]),
        ]
    }

    static var filesystem: [HostInterface] {
        [
            interface("filesystem/types", ["filesystem-error-code": constant(.option(nil))]),
            interface("filesystem/preopens", ["get-directories": constant(.list([]))]),
        ]
    }

    static var sockets: [HostInterface] {
        let denied = constant(.error(.enumeration("access-denied")))
        return [
            interface("sockets/network", ["network-error-code": constant(.option(nil))]),
            interface("sockets/instance-network", ["instance-network": opening(ResourceType.network)]),
            interface("sockets/tcp"),
            interface("sockets/tcp-create-socket", ["create-tcp-socket": denied]),
            interface("sockets/udp"),
            interface("sockets/udp-create-socket", ["create-udp-socket": denied]),
            interface("sockets/ip-name-lookup", ["resolve-addresses": denied]),
        ]
    }
}
