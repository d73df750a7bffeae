// A description as the runtime reads it: Effects/faust/description.h says how. Pure, any thread.

import WasmBinary

extension FaustDescription {
    /// The bytes, offsets counting from the first.
    func encoded() -> [UInt8] {
        let metersPlace = Self.headerBytes + parameters.count * Self.parameterBytes
        var layout = Layout(headerBytes: metersPlace + meters.count * Self.meterBytes)
        var header = BinaryWriter()
        for text in [name, version, summary] { header.littleEndian(layout.place(text)) }
        for number in [stateBytes, inputCount, outputCount, isDouble ? 1 : 0, parameters.count, Self.headerBytes]
            + [meters.count, metersPlace]
        {
            header.littleEndian(UInt32(number))
        }
        // The records have numbers of eight bytes.
        header.littleEndian(UInt32(0))
        for parameter in parameters {
            for number in [parameter.minimum, parameter.maximum, parameter.initial] {
                header.littleEndian(number.bitPattern)
            }
            header.littleEndian(layout.place(parameter.id))
            header.littleEndian(layout.place(parameter.name))
            header.littleEndian(UInt32(ParameterUnit.allCases.firstIndex(of: parameter.unit) ?? 0))
            header.littleEndian(UInt32(ParameterScale.allCases.firstIndex(of: parameter.scale) ?? 0))
            header.littleEndian(UInt32(parameter.place))
            header.littleEndian(UInt32(parameter.choices.count))
            let names = parameter.choices.map { layout.place($0.name) }
            header.littleEndian(layout.place(words: names))
            header.littleEndian(layout.place(numbers: parameter.choices.map(\.value)))
        }
        for meter in meters {
            header.littleEndian(Float(meter.minimum).bitPattern)
            header.littleEndian(Float(meter.maximum).bitPattern)
            header.littleEndian(layout.place(meter.id))
            header.littleEndian(layout.place(meter.name))
            header.littleEndian(UInt32(ParameterUnit.allCases.firstIndex(of: meter.unit) ?? 0))
            header.littleEndian(UInt32(meter.place))
        }
        return header.bytes + layout.bytes
    }

    /// `faust_description`, and what aligns what follows.
    private static let headerBytes = 48
    /// `faust_parameter`.
    private static let parameterBytes = 56
    /// `faust_meter`.
    private static let meterBytes = 24

    /// What lies behind the records.
    private struct Layout {
        let headerBytes: Int
        private var writer = BinaryWriter()
        var bytes: [UInt8] { writer.bytes }

        init(headerBytes: Int) { self.headerBytes = headerBytes }

        private mutating func align() -> UInt32 {
            while (headerBytes + writer.bytes.count) % 8 != 0 { writer.byte(0) }
            return UInt32(headerBytes + writer.bytes.count)
        }

        /// A text, ended by a zero; one within is a space.
        mutating func place(_ text: String) -> UInt32 {
            let offset = UInt32(headerBytes + writer.bytes.count)
            writer.append(text.utf8.map { $0 == 0 ? UInt8(ascii: " ") : $0 })
            writer.byte(0)
            return offset
        }

        mutating func place(words: [UInt32]) -> UInt32 {
            let offset = align()
            for word in words { writer.littleEndian(word) }
            return offset
        }

        mutating func place(numbers: [Double]) -> UInt32 {
            let offset = align()
            for number in numbers { writer.littleEndian(number.bitPattern) }
            return offset
        }
    }
}
