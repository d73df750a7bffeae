// Why a sound device could not be opened or used, and the exit status it stands for. Any thread.

/// Why a device could not be opened, configured or started.
///
/// `description` is a whole message for people. All wording is in `DeviceError+Wording.swift`.
package struct DeviceError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: String, Sendable, CaseIterable {
        /// The request makes no sense, whatever the device.
        case usage
        /// Another program has it.
        case busy
        /// There is no such device, or the server behind it doesn't answer.
        case absent
        /// This user may not use it.
        case permission
        /// It can't do what was asked.
        case unsupported
        /// It failed otherwise.
        case failed
    }

    package let kind: Kind
    /// The device's name as it was asked for.
    package let device: String
    /// The message without the name.
    package let message: String
    /// The errno, where there was one.
    package let systemError: Int32?

    init(_ kind: Kind, _ device: String, _ message: String, systemError: Int32? = nil) {
        self.kind = kind
        self.device = device
        self.message = message
        self.systemError = systemError
    }

    /// From sysexits.h: 64 usage, 69 a device is unavailable.
    package var exitStatus: Int32 { kind == .usage ? 64 : 69 }

    /// Whether the same request may succeed later: the device isn't there, or is in use.
    package var mayPass: Bool { kind == .absent || kind == .busy || kind == .failed }

    package var description: String { "\(device): \(message)" }
}
