// What a preset tells an effect beyond numbers: texts by name. Before `configure`, never while there is sound.
//
// An effect that takes options has the contract's `settings`, which others must not have: so it brings these two
// functions itself, as `Effects/convolver/Settings.swift` does, and hands on to `Options` what comes.

internal import CajonC

/// A text that a preset may set, such as the name of an asset.
struct TextOption {
    let key: StaticString
    private let initial: StaticString
    // SAFETY: `capacity` bytes, made once and never freed: options live as long as the module.
    private let bytes: UnsafeMutablePointer<UInt8>
    fileprivate let capacity: Int
    private var count = 0

    /// - Parameters:
    ///   - key: what it is called in the preset's `options`.
    ///   - initial: what it is where the preset says nothing.
    ///   - mostBytes: what a text may have in UTF-8; one that is longer is refused.
    init(_ key: StaticString, initial: StaticString, mostBytes: Int) {
        self.key = key
        self.initial = initial
        capacity = max(mostBytes, initial.utf8CodeUnitCount)
        bytes = .allocate(capacity: capacity)
        restore()
    }

    /// The text in UTF-8; valid until the option is set anew.
    var text: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: bytes, count: count) }

    fileprivate mutating func restore() {
        clear()
        for byte in UnsafeBufferPointer(start: initial.utf8Start, count: initial.utf8CodeUnitCount) { append(byte) }
    }

    fileprivate mutating func clear() { count = 0 }

    fileprivate var isFull: Bool { count == capacity }

    fileprivate mutating func append(_ byte: UInt8) {
        bytes[count] = byte
        count += 1
    }

    fileprivate mutating func take(_ other: TextOption) {
        clear()
        for byte in other.text { append(byte) }
    }

    fileprivate func equals(_ other: StaticString) -> Bool {
        guard count == other.utf8CodeUnitCount else { return false }
        for index in 0..<count where bytes[index] != other.utf8Start[index] { return false }
        return true
    }

    fileprivate func deallocate() { bytes.deallocate() }
}

/// Reads options from the text of a JSON object that holds texts.
struct Options {
    /// Why options are refused. One sentence each, for people.
    private enum Problem {
        static var noObject: Refusal { Refusal("the options are no JSON object") }
        static var unknown: Refusal {
            Refusal("there is an option that it doesn't know; its README lists those it has")
        }
        static var noText: Refusal { Refusal("an option that should be a text is none") }
        static var tooLong: Refusal { Refusal("the text of an option is too long") }
    }

    private let json: UnsafeBufferPointer<UInt8>
    private var place = 0

    private init(_ json: UnsafeBufferPointer<UInt8>) { self.json = json }

    /// Answers the contract's `set-options` for an effect that takes one text.
    static func set(_ option: inout TextOption, _ json: UnsafePointer<UInt8>?, _ byteCount: Int) -> UnsafeRawPointer {
        do throws(Refusal) {
            var options = Options(UnsafeBufferPointer(start: json, count: byteCount))
            var new = TextOption(option.key, initial: "", mostBytes: option.capacity)
            defer { new.deallocate() }
            if try options.read(into: &new) { option.take(new) } else { option.restore() }
            return keep(nil)
        } catch {
            return keep(error.reason)
        }
    }

    /// Answers the contract's `receive` for an effect that takes no messages.
    static func refuseMessage() -> UnsafeRawPointer { keep("it takes options, but no messages") }

    private static func keep(_ reason: StaticString?) -> UnsafeRawPointer {
        var result = cajon_settings_result()
        if let reason {
            result.is_error = true
            result.error = cajon_string(data: reason.utf8Start, length: reason.utf8CodeUnitCount)
        }
        return UnsafeRawPointer(cajon_settings_result_keep(result))
    }

    /// Reads an object that may have that option; returns whether it has it.
    private mutating func read(into option: inout TextOption) throws(Refusal) -> Bool {
        var isThere = false
        guard take(UInt8(ascii: "{")) else { throw Problem.noObject }
        if !take(UInt8(ascii: "}")) {
            repeat {
                var key = TextOption("", initial: "", mostBytes: option.key.utf8CodeUnitCount)
                defer { key.deallocate() }
                guard try readText(into: &key), key.equals(option.key) else { throw Problem.unknown }
                guard take(UInt8(ascii: ":")) else { throw Problem.noObject }
                guard try readText(into: &option) else { throw Problem.tooLong }
                isThere = true
            } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "}")) else { throw Problem.noObject }
        }
        skipSpace()
        guard place == json.count else { throw Problem.noObject }
        return isThere
    }

    /// Reads a text; returns false if it is longer than may be.
    private mutating func readText(into text: inout TextOption) throws(Refusal) -> Bool {
        text.clear()
        guard take(UInt8(ascii: "\"")) else { throw Problem.noText }
        var fits = true
        func put(_ byte: UInt8) {
            if text.isFull { fits = false } else { text.append(byte) }
        }
        while let byte = next() {
            if byte == UInt8(ascii: "\"") { return fits }
            guard byte == UInt8(ascii: "\\") else {
                put(byte)
                continue
            }
            guard let escaped = next() else { break }
            switch escaped {
            case UInt8(ascii: "b"): put(8)
            case UInt8(ascii: "t"): put(9)
            case UInt8(ascii: "n"): put(10)
            case UInt8(ascii: "f"): put(12)
            case UInt8(ascii: "r"): put(13)
            case UInt8(ascii: "u"):
                var scalar = try readUnit()
                if scalar & 0xFC00 == 0xD800 {
                    guard next() == UInt8(ascii: "\\"), next() == UInt8(ascii: "u") else { throw Problem.noText }
                    let low = try readUnit()
                    guard low & 0xFC00 == 0xDC00 else { throw Problem.noText }
                    scalar = 0x10000 + (scalar & 0x3FF) << 10 + low & 0x3FF
                }
                guard let character = Unicode.Scalar(scalar) else { throw Problem.noText }
                for byte in Unicode.UTF8.encode(character)! { put(byte) }
            default: put(escaped)
            }
        }
        throw Problem.noText
    }

    /// Four hexadecimal digits.
    private mutating func readUnit() throws(Refusal) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next() else { throw Problem.noText }
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): unit = unit << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): unit = unit << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): unit = unit << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
            default: throw Problem.noText
            }
        }
        return unit
    }

    private mutating func next() -> UInt8? {
        guard place < json.count else { return nil }
        place += 1
        return json[place - 1]
    }

    private mutating func skipSpace() {
        while place < json.count, [9, 10, 13, 32].contains(json[place]) { place += 1 }
    }

    /// Passes a character, if it is the next one but for spaces.
    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard place < json.count, json[place] == byte else { return false }
        place += 1
        return true
    }
}
