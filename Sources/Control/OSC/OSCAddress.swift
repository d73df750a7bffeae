// What an OSC message asks for. Pure functions, any thread.

private import Presets

extension ControlAction {
    /// The action that a message stands for.
    ///
    /// `/NODE/PARAMETER v` sets, a number in the parameter's unit, a text as a preset writes it, or true and false;
    /// `/NODE/PARAMETER/position f` moves along its way, 0 to 1; `/bypass/NODE i` bypasses (1), takes back (0), and
    /// without an argument toggles; `/load s` loads a preset by its name.
    ///
    /// Any program of any user on this machine can send to a port, so what reaches files isn't to be had here: no paths,
    /// no recording, no saving, no end.
    ///
    /// Errors: `.badRequest`.
    package init(_ message: OSCMessage) throws(ControlError) {
        let parts = message.address.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        let shown = DisplayText.quoted(message.address)
        func fault(_ expected: String) -> ControlError {
            ControlError(.badRequest, "OSC: \(shown): expected \(expected)")
        }
        switch (parts.count, parts.first) {
        case (1, "load"):
            guard message.arguments.count == 1, case .text(let name) = message.arguments[0] else {
                throw fault("one text, a preset's name")
            }
            guard !name.isEmpty, !PresetLibrary.isFile(name), name != "-" else {
                throw fault("a preset's name; paths aren't loaded by OSC, but by cajon control load")
            }
            self = .load(.preset(name))
        case (2, "bypass"):
            switch message.arguments.first {
            case nil: self = .bypass(node: parts[1], .toggle)
            case .flag(let flag): self = .bypass(node: parts[1], flag ? .on : .off)
            case .integer(let number): self = .bypass(node: parts[1], number != 0 ? .on : .off)
            case .float(let number): self = .bypass(node: parts[1], number >= 0.5 ? .on : .off)
            case .text: throw fault("a number, true or false")
            }
        case (2, _), (3, _):
            guard let target = ParameterTarget("\(parts[0]).\(parts[1])") else {
                throw fault("/NODE/PARAMETER, /bypass/NODE or /load")
            }
            guard message.arguments.count == 1 else { throw fault("one argument, the value") }
            let isPosition = parts.count == 3
            guard !isPosition || parts[2] == "position" else { throw fault("/NODE/PARAMETER/position") }
            self = .set(target, try Self.change(message.arguments[0], isPosition: isPosition, fault))
        default:
            throw fault("/NODE/PARAMETER, /bypass/NODE or /load")
        }
    }

    private static func change(
        _ argument: OSCMessage.Argument, isPosition: Bool, _ fault: (String) -> ControlError
    ) throws(ControlError) -> ParameterChange {
        switch argument {
        case .integer(let number): return isPosition ? .position(Double(number)) : .to(.number(Double(number)))
        case .float(let number):
            guard number.isFinite else { throw fault("a finite number") }
            return isPosition ? .position(number) : .to(.number(number))
        case .text(let text):
            guard !isPosition else { throw fault("a number from 0 to 1") }
            return .to(.text(text))
        case .flag(let flag):
            guard !isPosition else { throw fault("a number from 0 to 1") }
            return .to(.flag(flag))
        }
    }
}
