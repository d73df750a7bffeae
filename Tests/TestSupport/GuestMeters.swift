// The meters of a test guest, laid out by hand, so that every byte of them can be wrong. Plain values.

/// What a `Guest` with meters says and shows.
package struct GuestMeters: Sendable {
    /// Where the list's address and length lie in the guest's memory; the records follow.
    package static let address = 8_192
    /// Where the numbers lie that `read` returns.
    package static let numbersAddress = 12_288
    package static let interface = "cajon:effect/meters@0.1.0"

    /// A `meter`.
    package struct Meter: Sendable {
        package var id: GuestDescriptor.Text = "reduction"
        package var name: GuestDescriptor.Text = "Reduction"
        package var unit: UInt8 = 2
        package var minimum: Float = 0
        package var maximum: Float = 60

        package init() {}

        package init(_ id: String, minimum: Float = 0, maximum: Float = 60) {
            self.id = .text(id)
            (self.minimum, self.maximum) = (minimum, maximum)
        }
    }

    package var meters = [Meter()]
    /// Address and length of the list, in place of the true ones.
    package var metersAt: (UInt32, count: UInt32)?
    /// What `read` does: returns a list of what lies at `numbersAddress`.
    package var read: String
    package var numbers: [Float]

    /// - Parameter numbers: what the meters show.
    package init(showing numbers: [Float] = [3]) {
        self.numbers = numbers
        read = Self.returning(count: numbers.count)
        meters = numbers.indices.map { Meter($0 == 0 ? "reduction" : "meter-\($0)") }
    }

    /// In `read`: returns a list of that address and length.
    package static func returning(address: Int = numbersAddress, count: Int) -> String {
        """
        (i32.store (i32.const 32) (i32.const \(address))) (i32.store (i32.const 36) (i32.const \(count)))
        (i32.const 32)
        """
    }

    /// The fields of the guest's module.
    package var items: [String] {
        let numberBytes = numbers.flatMap { number in
            (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * UInt32($0))) }
        }
        return [
            "(data (i32.const \(Self.address)) \"\(encoded().map { Guest.escape($0) }.joined())\")",
            "(data (i32.const \(Self.numbersAddress)) \"\(numberBytes.map { Guest.escape($0) }.joined())\")",
            "(func (export \"\(Self.interface)#describe\") (result i32) (i32.const \(Self.address)))",
            "(func (export \"\(Self.interface)#read\") (result i32) \(read))",
        ]
    }

    private static let recordByteCount = 28

    private func encoded() -> [UInt8] {
        var image = Image(base: UInt32(Self.address), fixedByteCount: 8)
        let first = image.reserve(meters.count * Self.recordByteCount)
        image.set(metersAt?.0 ?? image.address(of: first), at: 0)
        image.set(metersAt?.count ?? UInt32(meters.count), at: 4)
        for (index, meter) in meters.enumerated() {
            let offset = first + index * Self.recordByteCount
            image.set(meter.id, at: offset)
            image.set(meter.name, at: offset + 8)
            image.bytes[offset + 16] = meter.unit
            image.set(meter.minimum.bitPattern, at: offset + 20)
            image.set(meter.maximum.bitPattern, at: offset + 24)
        }
        return image.bytes
    }
}

extension Guest {
    /// The same guest with meters.
    package func metering(_ meters: GuestMeters = GuestMeters()) -> Guest {
        var guest = self
        guest.items += meters.items
        return guest
    }
}
