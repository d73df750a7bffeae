// What a component may be granted: an interface's functions and resources. Plain values, any thread; bodies run wherever
// the component runs.

/// The functions and resources of the host's that a component finds under one interface's name.
package struct HostInterface: Sendable {
    /// What runs when a component calls: gets the caller and the arguments, and returns the result of a function that
    /// has one.
    ///
    /// The arguments are of the types that the *component* says the function has, which is for the body to check; a
    /// result of another type than that is refused. Throwing refuses the call, which traps.
    package typealias Function =
        @Sendable (_ call: ComponentCall, _ arguments: [ComponentValue]) throws(HostRefusal) -> ComponentValue?

    /// What runs when a component drops an own of a resource of the host's, with the host's number for it.
    package typealias Destructor = @Sendable (_ call: ComponentCall, _ representation: UInt32) -> Void

    package struct Resource: Sendable {
        package let type: HostResourceType
        package let destructor: Destructor

        package init(_ type: HostResourceType, destructor: @escaping Destructor = { _, _ in }) {
            self.type = type
            self.destructor = destructor
        }
    }

    /// What is done with functions that are not among `functions`.
    package enum OtherFunctions: Sendable {
        /// A component that imports one is refused.
        case refused
        /// Calling one traps: nobody can have what it takes.
        case trap
    }

    /// As the component names it, `ns:package/interface@1.2.3`; empty for what it imports without an interface.
    package let name: String
    /// Whether the name is good for later compatible versions as well: `@0.2` for any `@0.2.x`, `@1` for any `@1.x.y`.
    package let isVersionTrack: Bool
    package var functions: [String: Function]
    package var resources: [String: Resource]
    package var otherFunctions = OtherFunctions.refused

    package init(
        _ name: String, isVersionTrack: Bool = false, functions: [String: Function] = [:],
        resources: [String: Resource] = [:]
    ) {
        self.name = name
        self.isVersionTrack = isVersionTrack
        self.functions = functions
        self.resources = resources
    }

    /// Whether a component means this interface by `importName`, byte for byte.
    package func isMeant(by importName: String) -> Bool {
        if importName.utf8.elementsEqual(name.utf8) { return true }
        guard isVersionTrack, importName.utf8.starts(with: name.utf8) else { return false }
        // Release numbers alone: before a release, anything may have been different.
        let rest = importName.utf8.dropFirst(name.utf8.count)
        let isDotOrDigit = rest.allSatisfy { $0 == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 }
        return rest.first == UInt8(ascii: ".") && rest.count <= 24 && isDotOrDigit
    }
}

/// Why a host function refuses a call.
package struct HostRefusal: Error, Equatable, Sendable {
    /// The end of "a host function refused the call: …".
    package let message: String

    package init(_ message: String) {
        self.message = message
    }
}

/// What a host function of a component may know of the store it was called from. Valid during the call, on its thread.
package struct ComponentCall {
    let context: OpaquePointer

    init(context: OpaquePointer) {
        self.context = context
    }
}
