// An OSC address that stands for several. Pure, any thread.

private import Presets

/// `/NODE/PARAMETER`, `/NODE/PARAMETER/position` or `/bypass/NODE`, with patterns for nodes and parameters.
///
/// `bypass` and `position` are written out, and `load` has no patterns: a pattern that is meant for nodes should not do
/// something else besides.
package struct OSCAddressPattern: Equatable, Sendable {
    private let node: OSCPattern
    /// nil for bypassing.
    private let parameter: OSCPattern?
    private let isPosition: Bool

    /// Errors: `.badRequest`.
    package init(_ address: String) throws(ControlError) {
        let parts = address.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        guard parts.count == 2 || parts.count == 3 && parts[2] == "position" else {
            throw ControlError(
                .badRequest,
                "OSC: \(DisplayText.quoted(address)): expected patterns in /NODE/PARAMETER, "
                    + "/NODE/PARAMETER/position or /bypass/NODE")
        }
        let bypasses = parts.count == 2 && parts[0] == "bypass"
        node = try OSCPattern(bypasses ? parts[1] : parts[0])
        parameter = bypasses ? nil : try OSCPattern(parts[1])
        isPosition = parts.count == 3
    }

    /// The addresses that it stands for, each once, in the order of what there is.
    package func addresses(among targets: [ParameterTarget]) -> [String] {
        var matching: [String: Bool] = [:]
        var addresses: [String] = []
        for target in targets {
            let isFirst = matching[target.node] == nil
            let isMatched = matching[target.node] ?? node.matches(target.node)
            matching[target.node] = isMatched
            guard isMatched else { continue }
            if let parameter {
                guard parameter.matches(target.parameter) else { continue }
                addresses.append("/\(target.node)/\(target.parameter)" + (isPosition ? "/position" : ""))
            } else if isFirst {
                addresses.append("/bypass/\(target.node)")
            }
        }
        return addresses
    }
}
