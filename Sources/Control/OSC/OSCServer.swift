// Open Sound Control over UDP, from this machine only. The event loop's thread.

private import Glibc
private import Presets

/// Listens on a port of 127.0.0.1 and has a handler do what messages ask for. Nothing is answered.
package final class OSCServer {
    /// The port; the one that the system chose when 0 was asked for.
    package let port: UInt16
    /// Packets and messages that made no sense, or asked for what isn't there.
    package private(set) var refusedCount = 0

    private let descriptor: Int32
    private weak var handler: (any ControlHandler)?
    private let report: (String) -> Void
    /// What has been reported, so that a wrongly set up sender is told of once and not a thousand times a second.
    private var reported: Set<String> = []
    private var registration: EventLoop.Registration?

    private static let packetsPerTurn = 32
    private static let reportLimit = 16

    /// - Parameters:
    ///   - port: 0 for any.
    ///   - handler: not held; without it nothing is done.
    ///   - report: gets each different complaint once, 16 in all.
    /// - Throws: `.unavailable` when the port is taken.
    package init(
        port: UInt16, loop: EventLoop, handler: any ControlHandler, report: @escaping (String) -> Void
    ) throws(ControlError) {
        let type = Int32(SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_INET, type, 0)
        guard descriptor >= 0 else { throw .system("OSC: a socket", errno) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        // SAFETY: a socket address of any family begins as `sockaddr` does, and `size` says where this one ends.
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isBound else {
            let code = errno
            close(descriptor)
            throw .system("OSC: port \(port) of 127.0.0.1", code)
        }
        self.port = UInt16(bigEndian: address.sin_port)
        self.descriptor = descriptor
        self.handler = handler
        self.report = report
        registration = loop.watch(descriptor, for: .readable) { [weak self] _ in self?.receive() }
    }

    deinit {
        registration?.cancel()
        close(descriptor)
    }

    private func receive() {
        var packet = [UInt8](repeating: 0, count: OSCReader.Limits.packetBytes)
        for _ in 0..<Self.packetsPerTurn {
            // SAFETY: as many bytes as the array holds.
            let count = unsafe recv(descriptor, &packet, packet.count, 0)
            // Errors of earlier sends can't come here: nothing is sent.
            guard count >= 0 else { return }
            // Patterns take longer than plain addresses; then the others have their turn at once.
            if take(Array(packet[..<count])) { return }
        }
    }

    /// Does what a packet asks for. Returns whether it had patterns.
    private func take(_ packet: [UInt8]) -> Bool {
        var patternCount = 0
        do throws(ControlError) {
            var targets: [ParameterTarget]?
            for message in try OSCReader.messages(in: packet) {
                guard OSCPattern.isPattern(message.address) else {
                    take(message)
                    continue
                }
                patternCount += 1
                guard patternCount <= OSCReader.Limits.patterns else {
                    throw ControlError(
                        .badRequest, "OSC: more than \(OSCReader.Limits.patterns) addresses with patterns in a packet")
                }
                // What plays doesn't change within a packet: graphs are made elsewhere.
                let known = targets ?? handler?.answer(.get(.everything))?.parameters?.compactMap(\.parsedTarget) ?? []
                targets = known
                spread(message, over: known)
            }
        } catch {
            refuse(error)
        }
        return patternCount > 0
    }

    /// Does it for each address that a message's pattern stands for.
    private func spread(_ message: OSCMessage, over targets: [ParameterTarget]) {
        do throws(ControlError) {
            let addresses = try OSCAddressPattern(message.address).addresses(among: targets)
            guard !addresses.isEmpty else {
                throw ControlError(
                    .unknownTarget, "OSC: \(DisplayText.quoted(message.address)) matches nothing that plays")
            }
            for address in addresses { take(OSCMessage(address, message.arguments)) }
        } catch {
            refuse(error)
        }
    }

    private func take(_ message: OSCMessage) {
        do throws(ControlError) {
            let action = try ControlAction(message)
            handler?.perform(ControlRequest(action)) { [weak self] reply in
                if let error = reply.error { self?.refuse(error, by: message.address) }
            }
        } catch {
            refuse(error)
        }
    }

    private func refuse(_ error: ControlError, by address: String? = nil) {
        refusedCount += 1
        guard reported.count < Self.reportLimit else { return }
        let message = address.map { "OSC: \($0): \(error.message)" } ?? error.message
        if reported.insert(message).inserted { report(message) }
    }
}
