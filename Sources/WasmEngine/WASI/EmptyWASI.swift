// WASI 0.2 as components of other people's tools import it, with nothing behind it. Plain values, any thread.
//
// wasmtime brings WASI itself, but its clocks and random numbers are the machine's, and its C API has no way to replace
// them. This is smaller than what it would take to deny all the rest.
// Source: https://github.com/WebAssembly/WASI, `wasip2`

/// What a component may import without being granted anything, and learns nothing from.
///
/// No files, no network, no environment, no arguments; a clock that stands still; random numbers that are the same each
/// time; streams that are closed or go to a log. Interfaces not listed here are not granted.
package enum EmptyWASI {
    package static let interfaces: [HostInterface] = io + clocks + random + commandLine + filesystem + sockets

    /// Resource types of WASI's. The `id`s from here on are taken; interfaces of others number theirs below.
    package static let firstResourceTypeID: UInt32 = 1 << 16

    static func interface(_ name: String, _ functions: [String: HostInterface.Function] = [:]) -> HostInterface {
        var interface = HostInterface(
            "wasi:\(name)@0.2", isVersionTrack: true, functions: functions, resources: ResourceType.all)
        // Methods of what nobody can have.
        interface.otherFunctions = .trap
        return interface
    }

    /// All of WASI's resources; an interface repeats the names of those it uses, so each gets all of them.
    enum ResourceType {
        static let error = type(0, "error")
        static let pollable = type(1, "pollable")
        static let inputStream = type(2, "input-stream")
        static let outputStream = type(3, "output-stream")
        static let network = type(4, "network")

        /// Nobody ever gets one of these.
        private static let impossible = [
            "terminal-input", "terminal-output", "descriptor", "directory-entry-stream", "tcp-socket", "udp-socket",
            "incoming-datagram-stream", "outgoing-datagram-stream", "resolve-address-stream",
        ]

        static let all: [String: HostInterface.Resource] = {
            let possible = [error, pollable, inputStream, outputStream, network]
            let rest = impossible.enumerated().map { type(UInt32(possible.count + $0.offset), $0.element) }
            var resources: [String: HostInterface.Resource] = [:]
            for type in possible + rest {
                resources[type.name] = HostInterface.Resource(type) { call, _ in call.state?.system.close() }
            }
            return resources
        }()

        private static func type(_ number: UInt32, _ name: String) -> HostResourceType {
            HostResourceType(id: firstResourceTypeID + number, name: name)
        }
    }

    /// A function that takes nothing that matters and always says the same.
    static func constant(_ value: ComponentValue?) -> HostInterface.Function {
        { _, _ throws(HostRefusal) in value }
    }

    /// A function that gives a handle out.
    static func opening(_ type: HostResourceType, _ representation: UInt32 = 0) -> HostInterface.Function {
        { call, _ throws(HostRefusal) in try call.stateOrRefusal.system.open(type, representation: representation) }
    }
}

extension ComponentCall {
    /// Functions of WASI are only reached from instances, whose stores have a state.
    var stateOrRefusal: ComponentState {
        get throws(HostRefusal) {
            guard let state else { throw HostRefusal("the store has no components") }
            return state
        }
    }
}
