// What an effect says of itself, and how much of it is believed.

import EffectHost
import TestSupport
import Testing

/// What a test does to the template's descriptor.
private typealias Change = @Sendable (inout GuestDescriptor) -> Void

@Suite("A descriptor")
struct DescriptorTests {
    /// A way to describe oneself wrongly, and the words for it.
    struct Lie: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let words: String
        fileprivate let change: Change

        fileprivate init(_ name: String, _ words: String, _ change: @escaping Change) {
            testDescription = name
            self.words = words
            self.change = change
        }
    }

    private func refusal(_ change: Change) throws -> String? {
        var guest = Guest().describing(change)
        guest.memory = "64"
        return try Host.refusal(of: guest)?.description
    }

    // MARK: - What breaks the canonical ABI

    static let abiBreaches = [
        Lie("a name out of bounds", "reading string: 5 bytes at address 4194300 do not lie within its memory") {
            $0.name = .at(4_194_300, count: 5)
        },
        Lie("a name of 4 GiB", "reading string: 4294967295 bytes are more than the 268435455") {
            $0.name = .at(0, count: .max)
        },
        Lie("a name that is not UTF-8", "reading string: the 2 bytes at address 1064 are not UTF-8") {
            $0.name = .bytes([0xc3, 0x28])
        },
        Lie("a version with a surrogate", "are not UTF-8") { $0.version = .bytes([0xed, 0xa0, 0x80]) },
        Lie("a summary with an overlong form", "are not UTF-8") { $0.summary = .bytes([0xc0, 0xaf]) },
        Lie("a summary cut within a character", "are not UTF-8") { $0.summary = .bytes([0xe2, 0x82]) },
        Lie("an id that is not UTF-8", "are not UTF-8") { $0.parameters[0].id = .bytes([0xff]) },
        Lie(
            "parameters out of bounds", "reading list<record>: 40 bytes at address 4194272 do not lie within its memory"
        ) {
            $0.parametersAt = (4_194_272, 1)
        },
        Lie("misaligned parameters", "reading list<record>: address 1026 is not a multiple of 4") {
            $0.parametersAt = (1_026, 1)
        },
        Lie("four thousand million parameters", "reading list<record>: 171798691800 bytes are more than") {
            $0.parametersAt = (1_024, .max)
        },
        Lie("a count of parameters that wraps to a few bytes", "reading list<record>: 4294967320 bytes are more than") {
            $0.parametersAt = (1_024, 107_374_183)
        },
        Lie("a unit that isn't there", "reading enum: case 9, expected one below 9") { $0.parameters[0].unit = 9 },
        Lie("a scale that isn't there", "reading enum: case 255, expected one below 3") {
            $0.parameters[0].scale = 255
        },
        Lie("choices out of bounds", "reading list<string>: 8 bytes at address 4294967288 do not lie within its memory")
        {
            $0.parameters[0].choicesAt = (0xffff_fff8, 1)
        },
        Lie("misaligned choices", "reading list<string>: address 1029 is not a multiple of 4") {
            $0.parameters[0].choicesAt = (1_029, 1)
        },
        Lie("a choice out of bounds", "reading string: 9 bytes at address 4294967295 do not lie within its memory") {
            $0.parameters[0].choices = [.at(.max, count: 9)]
        },
    ]

    @Test("that breaks the canonical ABI is refused, and the reason says where", arguments: abiBreaches)
    func broken(lie: Lie) throws {
        let refusal = try #require(try refusal(lie.change))
        #expect(refusal.hasPrefix("effect ‘guest’ broke the canonical ABI in describe: "))
        #expect(refusal.contains(lie.words), "\(refusal)")
    }

    @Test(
        "whose record lies nowhere is refused",
        arguments: [
            (0xffff_fffc, "40 bytes at address 4294967292 do not lie within its memory of 262144 bytes"),
            (262_108, "40 bytes at address 262108 do not lie within its memory of 262144 bytes"),
            (1_026, "address 1026 is not a multiple of 4"),
        ] as [(UInt32, String)])
    func nowhere(address: UInt32, words: String) throws {
        let error = try Host.refusal(of: Guest().with(.describe, "(i32.const \(address))"))
        #expect(error?.description == "effect ‘guest’ broke the canonical ABI in describe: reading record: \(words)")
    }

    // MARK: - What makes no sense

    static let nonsense = [
        Lie("no name", "its name is empty") { $0.name = "" },
        Lie("a name of nothing to be seen", "its name is empty") { $0.name = "\u{1b}\u{7}\u{200e} " },
        Lie("a name as long as a book", "a text of 5000 bytes; at most 4096 are allowed") {
            $0.name = .text(String(repeating: "x", count: 5_000))
        },
        Lie("a quantum longer than a second", "its quantum is 4294967295 frames; at most 65536 are allowed") {
            $0.quantum = .max
        },
        Lie("ten thousand parameters", "it has 10000 parameters; at most 1024 are allowed") { descriptor in
            descriptor.parameters = (0..<10_000).map { index in
                var parameter = GuestDescriptor.Parameter()
                parameter.id = .text("p\(index)")
                return parameter
            }
        },
        Lie("two parameters of one name", "two parameters are called ‘gain’") { $0.parameters += $0.parameters },
        Lie("an id in capitals", "parameter 0, ‘Gain’: an identifier is 1 to 64 lower-case letters") {
            $0.parameters[0].id = "Gain"
        },
        Lie("an id with an escape sequence", "parameter 0, ‘ [2Jgain’: an identifier is") {
            $0.parameters[0].id = "\u{1b}[2Jgain"
        },
        Lie("no id", "parameter 0, ‘’: an identifier is") { $0.parameters[0].id = "" },
        Lie("an id that is too long", "…’: an identifier is 1 to 64 lower-case letters, digits and hyphens") {
            $0.parameters[0].id = .text(String(repeating: "a", count: 4_000))
        },
        Lie("an id with a point", "‘gain.x’: an identifier is") { $0.parameters[0].id = "gain.x" },
        Lie("a minimum that is no number", "‘gain’: its range is not finite") { $0.parameters[0].minimum = .nan },
        Lie("a maximum that is infinite", "‘gain’: its range is not finite") { $0.parameters[0].maximum = .infinity },
        Lie("an initial value that is no number", "its range is not finite") { $0.parameters[0].initial = .nan },
        Lie("a range too wide to measure", "its range is not finite") {
            $0.parameters[0].minimum = -.greatestFiniteMagnitude
            $0.parameters[0].maximum = .greatestFiniteMagnitude
        },
        Lie("a minimum above the maximum", "its minimum 4.0 is not below its maximum -4.0") {
            $0.parameters[0].minimum = 4
            $0.parameters[0].maximum = -4
        },
        Lie("a range without width", "its minimum 1.0 is not below its maximum 1.0") {
            $0.parameters[0].minimum = 1
            $0.parameters[0].maximum = 1
        },
        Lie("an initial value outside", "its initial value 5.0 is outside -4.0 to 4.0") {
            $0.parameters[0].initial = 5
        },
        Lie("a logarithmic range from zero", "a logarithmic range must be above zero") {
            $0.parameters[0].scale = 1
            $0.parameters[0].minimum = 0
        },
        Lie("a stepped range with fractions", "a stepped scale takes whole numbers, not -4.0 to 3.5") {
            $0.parameters[0].scale = 2
            $0.parameters[0].maximum = 3.5
        },
        Lie("choices on a linear scale", "its 2 choices need a stepped scale from 0 to 1") {
            $0.parameters[0].choices = ["off", "on"]
        },
        Lie("fewer values than choices", "its 3 choices need a stepped scale from 0 to 2") {
            $0.parameters[0] = choice(["a", "b", "c"])
            $0.parameters[0].maximum = 1
        },
        Lie("two choices of one name", "two of its choices have the same name, or one has none") {
            $0.parameters[0] = choice(["on", "off", "on"])
        },
        Lie("a choice without a name", "two of its choices have the same name, or one has none") {
            $0.parameters[0] = choice(["on", ""])
        },
        Lie("two thousand choices", "it has more than 1024 choices") {
            $0.parameters[0] = choice((0..<2_000).map { .text("c\($0)") })
        },
    ]

    private static func choice(_ choices: [GuestDescriptor.Text]) -> GuestDescriptor.Parameter {
        var parameter = GuestDescriptor.Parameter()
        parameter.scale = 2
        parameter.minimum = 0
        parameter.maximum = Float(choices.count - 1)
        parameter.initial = 0
        parameter.choices = choices
        return parameter
    }

    @Test("that makes no sense is refused, and the reason names the parameter", arguments: nonsense)
    func senseless(lie: Lie) throws {
        let refusal = try #require(try refusal(lie.change))
        #expect(refusal.hasPrefix("effect ‘guest’ describes itself wrongly: "))
        #expect(refusal.contains(lie.words), "\(refusal)")
        #expect(refusal.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
    }

    // MARK: - What would take the host's memory

    @Test("whose texts all lie over one another can't make the host copy more than a mebibyte")
    func amplification() throws {
        // A thousand names of half a megabyte of zeros: half a gigabyte if they were copied.
        let refusal = try refusal { descriptor in
            descriptor.parameters[0].name = .at(2 << 20, count: 500_000)
            descriptor.parameters = Array(repeating: descriptor.parameters[0], count: 1_000)
        }
        #expect(
            refusal == "effect ‘guest’ broke the canonical ABI in describe: reading string: the value's strings and "
                + "lists take more than the 1048576 bytes that are allowed")
    }

    @Test("whose lists all lie over one another can't either")
    func listAmplification() throws {
        let refusal = try refusal { descriptor in
            var parameter = GuestDescriptor.Parameter()
            // Where there is nothing but zeros: a hundred thousand empty names.
            parameter.choicesAt = (2 << 20, 100_000)
            descriptor.parameters = Array(repeating: parameter, count: 500)
        }
        #expect(refusal?.contains("take more than the 1048576 bytes that are allowed") == true)
    }

    // MARK: - What is believed

    @Test("is shown without what would drive a terminal")
    func hostileTexts() throws {
        let guest = Guest().describing { descriptor in
            descriptor.name = "\u{1b}]0;owned\u{7}Nice"
            descriptor.summary = "one\ntwo\r\u{9b}31m \u{202e}desrever\u{2028}end"
            descriptor.parameters[0] = Self.choice(["a\u{8}b", "c\td"])
        }
        let descriptor = try Host.load(guest).descriptor
        #expect(descriptor.name == " ]0;owned Nice")
        #expect(descriptor.summary == "one two  31m  desrever end")
        #expect(descriptor.parameters[0].choices == ["a b", "c d"])
    }

    @Test("may have as many parameters as are allowed, and any true byte means true")
    func generous() throws {
        var guest = Guest().describing { descriptor in
            descriptor.sidechain = 0x80
            descriptor.parameters = (0..<1_024).map { index in
                var parameter = GuestDescriptor.Parameter()
                parameter.id = .text("p\(index)")
                return parameter
            }
        }
        guest.memory = "64"
        let descriptor = try Host.load(guest).descriptor
        #expect(descriptor.parameters.count == 1_024)
        #expect(descriptor.parameters[1_023].id == "p1023")
        #expect(descriptor.hasSidechain)
    }

    @Test("may have a single choice, and no parameters at all")
    func small() throws {
        let single = try Host.load(Guest().describing { $0.parameters[0] = Self.choice(["only"]) }).descriptor
        #expect(single.parameters[0].choices == ["only"])
        let none = try Host.load(Guest().describing { $0.parameters = [] }).descriptor
        #expect(none.parameters.isEmpty)
    }
}
