// What can be wrong with a component as a whole, beyond its bytes. Plain values, any thread.

package import ComponentBinary
package import WIT

/// Why a component can't be made, understood or taken apart.
package struct ComponentModelError: Error, Sendable, CustomStringConvertible {
    /// What was being done, and what is in its way.
    package enum Kind: Sendable {
        /// A core module can't be wrapped as the world demands.
        case encoding(EncodingProblem)
        /// A component's types can't be told in WIT.
        case world(WorldProblem)
        case binary(ComponentBinaryError)
        case wit(WITError)
    }

    package let kind: Kind

    package init(_ kind: Kind) { self.kind = kind }

    package var description: String {
        switch kind {
        case .encoding(let problem): problem.description
        case .world(let problem): problem.description
        case .binary(let error): error.description
        case .wit(let error): error.description
        }
    }
}
