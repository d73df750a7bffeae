// How large a component becomes when its nested components are instantiated, seen before it is compiled. A pure function
// on bytes, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md

/// Counts what wasmtime's compiler would have to go through.
///
/// The compiler treats each instance of a nested component as if it were written there. A few hundred bytes, thirty
/// components each of which instantiates the one before twice, would keep it busy for longer than anybody waits.
package struct ComponentSize {
    /// Instances, aliases, canonical functions, imports and exports, those of nested components counted once for each
    /// instance. An interpreter with all of WASI, by `componentize-py`, has about 2,000.
    static let mostItems = 50_000
    /// Components within one another. Tools that compose components nest two or three deep.
    static let mostLevels = 32

    private let bytes: UnsafeRawBufferPointer
    private var position: Int

    /// Errors: `invalidModule` when it is larger than that, or its sections can't be told apart.
    package static func check(_ wasm: [UInt8]) throws(WasmError) {
        let failure = wasm.withUnsafeBytes { bytes -> WasmError? in
            var reader = ComponentSize(bytes: bytes, position: 0)
            do throws(WasmError) {
                _ = try reader.component(end: bytes.count, level: 0, largestOutside: 1)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    private enum Section {
        static let component: UInt8 = 4
        static let instance: UInt8 = 5
        /// Core instances, aliases, canonical functions, imports, exports.
        static let counted: Set<UInt8> = [2, 6, 8, 10, 11]
    }

    private static let headerByteCount = 8

    /// How many items an instance of the component that ends at `end` has. Which of the components in sight an instance
    /// is one of is not looked up: it is taken for the largest.
    private mutating func component(end: Int, level: Int, largestOutside: Int) throws(WasmError) -> Int {
        guard level < Self.mostLevels else {
            throw .invalidComponent("its components are nested more than \(Self.mostLevels) deep")
        }
        guard end - position >= Self.headerByteCount else { throw malformed }
        position += Self.headerByteCount
        var largest = largestOutside
        var total = 1
        while position < end {
            let id = bytes[position]
            position += 1
            let size = try number(end)
            guard size <= end - position else { throw malformed }
            let sectionEnd = position + size
            switch id {
            case Section.component:
                largest = max(
                    largest, try component(end: sectionEnd, level: level + 1, largestOutside: largest))
            case Section.instance:
                for _ in 0..<(try number(sectionEnd)) {
                    total += try isInstantiation(sectionEnd) ? largest : 1
                    try check(total)
                }
            case _ where Section.counted.contains(id): total += try number(sectionEnd)
            default: break
            }
            try check(total)
            position = sectionEnd
        }
        return total
    }

    private func check(_ total: Int) throws(WasmError) {
        guard total <= Self.mostItems else {
            throw .invalidComponent("with all its instances it has more than \(Self.mostItems) parts")
        }
    }

    /// Reads an item of an instance section: an instance of a component, or names put together.
    private mutating func isInstantiation(_ end: Int) throws(WasmError) -> Bool {
        let kind = try byte(end)
        guard kind <= 1 else { throw malformed }
        if kind == 0 { _ = try number(end) }
        for _ in 0..<(try number(end)) {
            // An export's name says how it is written; an argument's doesn't.
            if kind == 1, try byte(end) > 1 { throw malformed }
            let length = try number(end)
            guard length <= end - position else { throw malformed }
            position += length
            // A sort of core items has a second byte.
            if try byte(end) == 0 { _ = try byte(end) }
            _ = try number(end)
        }
        return kind == 0
    }

    private mutating func byte(_ end: Int) throws(WasmError) -> UInt8 {
        guard position < end else { throw malformed }
        defer { position += 1 }
        return bytes[position]
    }

    /// Unsigned LEB128 of at most 32 bits.
    private mutating func number(_ end: Int) throws(WasmError) -> Int {
        var value = 0
        for shift in stride(from: 0, to: 35, by: 7) {
            let next = try byte(end)
            value |= Int(next & 0x7F) << shift
            if next & 0x80 == 0 { return value }
        }
        throw malformed
    }

    private var malformed: WasmError { .invalidComponent("what lies at byte \(position) is no section of a component") }
}
