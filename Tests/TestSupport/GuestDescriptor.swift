// The descriptor record of a test guest, laid out by hand, so that every byte of it can be wrong. Plain values.

/// What a `Guest` says of itself.
package struct GuestDescriptor: Sendable {
    /// Where the record begins in the guest's memory; what it points to follows.
    package static let address = 1_024

    /// A `string`.
    package enum Text: Sendable, ExpressibleByStringLiteral {
        case text(String)
        case bytes([UInt8])
        /// No text of its own: an address and a length that may lead anywhere.
        case at(UInt32, count: UInt32)

        package init(stringLiteral value: String) { self = .text(value) }
    }

    /// A `parameter`.
    package struct Parameter: Sendable {
        package var id: Text = "gain"
        package var name: Text = "Gain"
        package var unit: UInt8 = 0
        package var scale: UInt8 = 0
        package var minimum: Float = -4
        package var maximum: Float = 4
        package var initial: Float = 1
        package var choices: [Text] = []
        /// Address and length of the list of choices, in place of the true ones.
        package var choicesAt: (UInt32, count: UInt32)?

        package init() {}
    }

    package var name: Text = "Guest"
    package var version: Text = "1.0.0"
    package var summary: Text = "Multiplies."
    package var sidechain: UInt8 = 1
    package var quantum: UInt32 = 0
    package var parameters = [Parameter()]
    /// Address and length of the list of parameters, in place of the true ones.
    package var parametersAt: (UInt32, count: UInt32)?

    package init() {}

    private static let recordByteCount = 40
    private static let parameterByteCount = 40
    private static let stringByteCount = 8

    /// The record, the parameters, and all they point to, as they lie from `address` on.
    package func encoded() -> [UInt8] {
        var image = Image(base: UInt32(Self.address), fixedByteCount: Self.recordByteCount)
        image.set(name, at: 0)
        image.set(version, at: 8)
        image.set(summary, at: 16)
        image.bytes[24] = sidechain
        image.set(quantum, at: 28)
        let first = image.reserve(parameters.count * Self.parameterByteCount)
        image.set(parametersAt?.0 ?? image.address(of: first), at: 32)
        image.set(parametersAt?.count ?? UInt32(parameters.count), at: 36)
        for (index, parameter) in parameters.enumerated() {
            Self.encode(parameter, at: first + index * Self.parameterByteCount, in: &image)
        }
        return image.bytes
    }

    private static func encode(_ parameter: Parameter, at offset: Int, in image: inout Image) {
        image.set(parameter.id, at: offset)
        image.set(parameter.name, at: offset + 8)
        image.bytes[offset + 16] = parameter.unit
        image.bytes[offset + 17] = parameter.scale
        image.set(parameter.minimum.bitPattern, at: offset + 20)
        image.set(parameter.maximum.bitPattern, at: offset + 24)
        image.set(parameter.initial.bitPattern, at: offset + 28)
        let choices = image.reserve(parameter.choices.count * stringByteCount)
        image.set(parameter.choicesAt?.0 ?? image.address(of: choices), at: offset + 32)
        image.set(parameter.choicesAt?.count ?? UInt32(parameter.choices.count), at: offset + 36)
        for (index, choice) in parameter.choices.enumerated() {
            image.set(choice, at: choices + index * stringByteCount)
        }
    }
}

/// Memory that grows at its end.
struct Image {
    let base: UInt32
    var bytes: [UInt8]

    init(base: UInt32, fixedByteCount: Int) {
        self.base = base
        bytes = Array(repeating: 0, count: fixedByteCount)
    }

    func address(of offset: Int) -> UInt32 { base + UInt32(offset) }

    /// Room at the end, on a multiple of four; returns its offset.
    mutating func reserve(_ byteCount: Int) -> Int {
        while bytes.count % 4 != 0 { bytes.append(0) }
        defer { bytes += Array(repeating: 0, count: byteCount) }
        return bytes.count
    }

    mutating func set(_ value: UInt32, at offset: Int) {
        withUnsafeBytes(of: value.littleEndian) { bytes.replaceSubrange(offset..<offset + 4, with: $0) }
    }

    mutating func set(_ text: GuestDescriptor.Text, at offset: Int) {
        switch text {
        case .text(let text): set(.bytes(Array(text.utf8)), at: offset)
        case .bytes(let content):
            set(address(of: bytes.count), at: offset)
            set(UInt32(content.count), at: offset + 4)
            bytes += content
        case .at(let address, let count):
            set(address, at: offset)
            set(count, at: offset + 4)
        }
    }
}
