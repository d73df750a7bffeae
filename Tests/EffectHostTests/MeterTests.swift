// What effects show of what they measure, and how much of it is believed. Test threads.

import CRealtime
import EffectHost
import TestSupport
import Testing

@Suite("A meter")
struct MeterTests {
    /// The way that an effect's calls take.
    enum Way: CaseIterable, Sendable {
        case core, general

        func load(_ guest: Guest) throws -> EffectModule {
            switch self {
            case .core: return try Host.load(guest)
            case .general:
                var component = GuestComponent(guest)
                component.hasMeters = true
                return try Host.loadGeneral(component)
            }
        }

        func player(_ guest: Guest) throws -> Player { try Player(load(guest)) }
    }

    private static let block = Signal(repeating: Array(repeating: 0.5, count: 64), count: 2)

    @Test("is described as the effect describes it", arguments: Way.allCases)
    func description(way: Way) throws {
        var meters = GuestMeters()
        meters.meters = [.init("reduction"), .init("level", minimum: -70, maximum: 3.5)]
        meters.meters[1].name = "Level \u{1b}[1m"
        let descriptor = try way.load(Guest().metering(meters)).descriptor
        #expect(
            descriptor.meters == [
                EffectMeter(id: "reduction", name: "Reduction", unit: .decibels, minimum: 0, maximum: 60),
                EffectMeter(id: "level", name: "Level  [1m", unit: .decibels, minimum: -70, maximum: 3.5),
            ])
        #expect(try Host.load(Guest()).descriptor.meters.isEmpty)
    }

    @Test("shows a number within its ends, and nothing for NaN", arguments: Way.allCases)
    func readings(way: Way) throws {
        let numbers: [Float] = [3.25, -1, 61, .infinity, -.infinity, .nan, -.nan, 60]
        let player = try way.player(Guest().metering(GuestMeters(showing: numbers)))
        #expect(player.play(Self.block) != nil)
        let readings = try player.instance.readMeters()
        #expect(readings.map(\.value) == [3.25, 0, 60, 60, 0, nil, nil, 60])
        #expect(readings.map(\.meter) == player.instance.meterReadings.map(\.meter))
        #expect(try Host.player(Guest()).instance.readMeters().isEmpty)
    }

    // MARK: - Hostile descriptions

    /// A way to describe meters wrongly, and the words for it.
    struct Lie: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let words: String
        fileprivate let change: @Sendable (inout GuestMeters) -> Void

        fileprivate init(
            _ name: String, _ words: String, _ change: @escaping @Sendable (inout GuestMeters) -> Void
        ) {
            testDescription = name
            self.words = words
            self.change = change
        }
    }

    static let lies = [
        Lie("too many", "it has 65 meters; at most 64 are allowed") { meters in
            meters.meters = (0..<65).map { GuestMeters.Meter("m\($0)") }
        },
        Lie("an id in capitals", "meter 0, ‘Level’: an identifier is 1 to") { $0.meters[0].id = "Level" },
        Lie("no id", "meter 0, ‘’: an identifier is 1 to") { $0.meters[0].id = "" },
        Lie("one id twice", "two meters are called ‘a’") { $0.meters = [.init("a"), .init("a")] },
        Lie("a name of 5,000 bytes", "a text is too long") {
            $0.meters[0].name = .text(String(repeating: "x", count: 5_000))
        },
        Lie("a minimum of NaN", "its range is not finite") { $0.meters[0].minimum = .nan },
        Lie("an infinite maximum", "its range is not finite") { $0.meters[0].maximum = .infinity },
        Lie("a range beyond floats", "its range is not finite") {
            ($0.meters[0].minimum, $0.meters[0].maximum) = (-3e38, 3e38)
        },
        Lie("an empty range", "its minimum 60.0 is not below its maximum 60.0") { $0.meters[0].minimum = 60 },
    ]

    @Test("that is described wrongly is refused, and the reason names it", arguments: lies, Way.allCases)
    func described(lie: Lie, way: Way) throws {
        var meters = GuestMeters()
        lie.change(&meters)
        let error = #expect(throws: EffectError.self) { try way.load(Guest().metering(meters)) }
        let words = error?.description ?? ""
        #expect(words.hasPrefix("effect ‘guest’ describes itself wrongly: ") && words.contains(lie.words), "\(words)")
    }

    static let breaches = [
        Lie("a unit that isn't there", "reading enum: case 9, expected one below 9") { $0.meters[0].unit = 9 },
        Lie("meters out of bounds", "do not lie within its memory") { $0.metersAt = (4_194_300, 1) },
        Lie("misaligned meters", "is not a multiple of 4") { $0.metersAt = (8_194, 1) },
        Lie("four thousand million meters", "are more than") { $0.metersAt = (8_200, .max) },
        Lie("a name that is not UTF-8", "are not UTF-8") { $0.meters[0].name = .bytes([0xff]) },
    ]

    @Test("whose description breaks the canonical ABI is refused, and the reason says where", arguments: breaches)
    func broken(lie: Lie) throws {
        var meters = GuestMeters()
        lie.change(&meters)
        var guest = Guest().metering(meters)
        guest.memory = "64"
        let words = try Host.refusal(of: guest)?.description ?? ""
        #expect(words.hasPrefix("effect ‘guest’ broke the canonical ABI in describe of its meters: "), "\(words)")
        #expect(words.contains(lie.words), "\(words)")
    }

    @Test("comes with the whole interface or not at all")
    func wholeInterface() throws {
        let describe = Guest().adding(GuestMeters().items[0], GuestMeters().items[2])
        #expect(
            try Host.refusal(of: describe)?.description
                == "effect ‘guest’ doesn't keep to the contract cajon:effect@0.1.0: it has no export "
                + "‘cajon:effect/meters@0.1.0#read’")
        var component = GuestComponent(Guest().metering())
        component.hasMeters = true
        let read = #"(export "read" (func $meters-read))"#
        #expect(component.text.contains(read))
        #expect(
            try Host.generalRefusal(of: component.text.replacing(read, with: ""))?.description.hasSuffix(
                "it doesn't export ‘read’ of ‘cajon:effect/meters@0.1.0’") == true)
    }

    // MARK: - Hostile readings

    @Test("whose number is missing ends the effect", arguments: Way.allCases)
    func wrongCount(way: Way) throws {
        var meters = GuestMeters(showing: [1, 2])
        meters.read = GuestMeters.returning(count: 3)
        let player = try way.player(Guest().metering(meters))
        #expect(player.play(Self.block) != nil)
        let error = #expect(throws: EffectError.self) { try player.instance.readMeters() }
        #expect(
            error?.description
                == "effect ‘guest’ returned 3 numbers in read of its meters, expected 2, one for each meter")
        #expect(player.instance.hasFailed)
        #expect(player.play(Self.block) == nil)
    }

    // MARK: - Live

    /// A live effect that has played a block, and its step.
    private func live(_ guest: Guest) throws -> (player: Player, step: cajon_render_step) {
        let player = try Player(Host.load(guest), policy: .live)
        #expect(player.play(Self.block) != nil)
        return (player, player.instance.step)
    }

    /// Shows how often it was read.
    private static let counting: Guest = {
        var meters = GuestMeters()
        meters.read =
            "(global.set $reads (f32.add (global.get $reads) (f32.const 1)))"
            + "(f32.store (i32.const \(GuestMeters.numbersAddress)) (global.get $reads))"
            + GuestMeters.returning(count: 1)
        return Guest().adding("(global $reads (mut f32) (f32.const 0))").metering(meters)
    }()

    @Test("is read live between blocks, 30 times a second at most")
    func pace() throws {
        var (player, step) = try live(Self.counting)
        #expect(player.instance.meterReadings.map(\.value) == [nil])
        // 48,000 frames in blocks of 64.
        for block in 1...750 {
            #expect(cajon_step_maintain(&step, cajon_deadline()))
            if block == 1 { #expect(player.instance.meterReadings[0].value == 1) }
            if block < 750 { #expect(player.play(Self.block) != nil) }
        }
        let reads = try #require(player.instance.meterReadings[0].value)
        #expect((28...30).contains(reads), "\(reads)")
        try player.reset()
        #expect(player.instance.meterReadings[0].value == nil)
    }

    @Test("isn't read live when there is hardly any time left, which would end the effect")
    func hardlyAnyTime() throws {
        var (player, step) = try live(Self.counting)
        #expect(cajon_step_maintain(&step, cajon_deadline(moment: 1, grace: 0)))
        #expect(player.instance.meterReadings[0].value == nil)
        let deadline = cajon_deadline(moment: cajon_monotonic_nanoseconds() + 30_000_000_000, grace: 0)
        #expect(cajon_step_maintain(&step, deadline))
        #expect(player.instance.meterReadings[0].value == 1)
    }

    @Test("isn't read when a file is rendered, until somebody asks")
    func offline() throws {
        let player = try Player(Host.load(Self.counting))
        var step = player.instance.step
        for _ in 0..<100 {
            #expect(player.play(Self.block) != nil)
            #expect(cajon_step_maintain(&step, cajon_deadline()))
        }
        #expect(try player.instance.readMeters()[0].value == 1)
    }

    @Test("is told that its number was read")
    func postReturn() throws {
        let guest = Self.counting.adding(
            """
            (func (export "cabi_post_\(GuestMeters.interface)#read") (param i32)
              (global.set $reads (f32.add (global.get $reads) (f32.const 10))))
            """)
        var (player, step) = try live(guest)
        #expect(cajon_step_maintain(&step, cajon_deadline()))
        #expect(try player.instance.readMeters()[0].value == 12)
    }

    @Test(
        "read live that breaks a rule ends the effect",
        arguments: [
            (
                "(i32.const 2)",
                "broke the canonical ABI in read of its meters: its result's two words at address 2 is misaligned"
            ),
            ("(i32.const -8)", "its result's two words at address 4294967288 is out of bounds of its memory of 262144"),
            (
                GuestMeters.returning(address: 12_290, count: 1),
                "broke the canonical ABI in read of its meters: its list of 1 numbers at address 12290 is misaligned"
            ),
            (
                GuestMeters.returning(address: 262_144, count: 1),
                "its list of 1 numbers at address 262144 is out of bounds of its memory of 262144 bytes"
            ),
            (GuestMeters.returning(count: -1), "its list of 4294967295 numbers at address 12288 is longer than"),
            (GuestMeters.returning(count: 0), "returned 0 numbers in read of its meters, expected 1"),
            (GuestMeters.returning(count: 2), "returned 2 numbers in read of its meters, expected 1"),
            ("(unreachable)", "trapped in read of its meters: "),
        ])
    func hostileRead(read: String, words: String) throws {
        var meters = GuestMeters()
        meters.read = read
        var (player, step) = try live(Guest().metering(meters))
        #expect(!cajon_step_maintain(&step, cajon_deadline()))
        let fault = player.instance.takeFault()?.description ?? ""
        #expect(fault.contains(words), "\(fault)")
        #expect(!cajon_step_maintain(&step, cajon_deadline()))
        #expect(player.play(Self.block) == nil)
    }

    @Test("that is never done being read ends the effect")
    func endless() throws {
        var meters = GuestMeters()
        meters.read = Guest.endlessLoop
        let guest = Guest().metering(meters)
        let offline = try Player(Host.load(guest, Host.impatient.get()))
        let error = #expect(throws: EffectError.self) { try offline.instance.readMeters() }
        #expect(error?.description.contains("in read of its meters") == true, "\(error?.description ?? "")")
        let player = try Player(Host.load(guest, Host.impatient.get()), policy: .live)
        #expect(player.play(Self.block) != nil)
        var step = player.instance.step
        #expect(!cajon_step_maintain(&step, cajon_deadline()))
        #expect(player.instance.takeFault()?.description.hasPrefix("ran longer than") == true)
    }
}
