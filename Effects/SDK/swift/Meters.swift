// What an effect shows of what it measures. Compiled where an effect is a `MeteredEffect`, whose module then exports
// the contract's `meters`.

#if CAJON_METERS
    internal import CajonC

    /// An effect that shows what it measures: `meters.show(.reduction, 3.5)` in `process`.
    protocol MeteredEffect: Effect {
        /// The meters: an enumeration whose raw values count from 0 in order of declaration. 64 at most.
        associatedtype Meter: RawRepresentable, CaseIterable where Meter.RawValue == Int

        /// What a meter is. Called once for each, before anything else.
        static func describe(_ meter: Meter) -> MeterDescription
    }

    /// One meter: how it is named, in which unit, over which range.
    struct MeterDescription {
        /// Lower-case letters, digits and hyphens.
        let id: StaticString
        let name: StaticString
        let unit: Processor.Unit
        /// The ends of its scale. A number beyond is shown as the end.
        let range: ClosedRange<Float>
        /// Whether it shows the greatest number since it was last read, and begins at its lower end then; else it shows
        /// the last number.
        let showsGreatest: Bool

        /// Shows the last number; none at first.
        static func last(
            _ id: StaticString, _ name: StaticString, _ unit: Processor.Unit, _ range: ClosedRange<Float>
        ) -> MeterDescription {
            MeterDescription(id: id, name: name, unit: unit, range: range, showsGreatest: false)
        }

        /// Shows the greatest number since it was last read: live 30 times a second, in a render at its end.
        static func greatest(
            _ id: StaticString, _ name: StaticString, _ unit: Processor.Unit, _ range: ClosedRange<Float>
        ) -> MeterDescription {
            MeterDescription(id: id, name: name, unit: unit, range: range, showsGreatest: true)
        }

        /// By how many decibels the effect turns down.
        static func reduction(to maximum: Float) -> MeterDescription {
            .greatest("reduction", "Reduction", .decibels, 0...maximum)
        }
    }

    /// The meters of an effect, by name.
    struct Meters<Name: RawRepresentable> where Name.RawValue == Int {
        /// Shows a number: a plain store. NaN is nothing to show, and no greatest number either.
        @inline(__always)
        func show(_ name: Name, _ number: Float) {
            meterBoard.show(name.rawValue, number)
        }
    }

    extension MeteredEffect {
        var meters: Meters<Meter> { Meters() }

        static func makeMeters() {
            let cases = Meter.allCases
            let descriptions = UnsafeMutablePointer<cajon_meter>.allocate(capacity: cases.count)
            var board = MeterBoard(count: cases.count, descriptions: descriptions)
            var index = 0
            for meter in cases {
                precondition(meter.rawValue == index, "meters must count from 0 in order")
                board.add(describe(meter), at: index)
                index += 1
            }
            board.clear()
            meterBoard = board
        }
    }

    // Only one thread at a time is inside an effect; made when the module starts.
    nonisolated(unsafe) var meterBoard = MeterBoard()

    /// What the meters of this module are and show.
    struct MeterBoard {
        private let count: Int
        // SAFETY, of all five: made once when the module starts, with `count` elements or one, and never freed.
        private let descriptions: UnsafeMutablePointer<cajon_meter>?
        private let numbers: UnsafeMutablePointer<Float>?
        /// What was read last.
        private let shown: UnsafeMutablePointer<Float>?
        private let showGreatest: UnsafeMutablePointer<Bool>?
        private let lists: UnsafeMutablePointer<(cajon_meter_list, cajon_f32_list)>?

        /// None.
        init() {
            count = 0
            (descriptions, numbers, shown, showGreatest, lists) = (nil, nil, nil, nil, nil)
        }

        init(count: Int, descriptions: UnsafeMutablePointer<cajon_meter>) {
            self.count = count
            self.descriptions = descriptions
            numbers = .allocate(capacity: count)
            shown = .allocate(capacity: count)
            showGreatest = .allocate(capacity: count)
            lists = .allocate(capacity: 1)
            lists!.initialize(
                to: (
                    cajon_meter_list(data: UnsafePointer(descriptions), length: count),
                    cajon_f32_list(data: UnsafePointer(shown!), length: count)
                ))
        }

        mutating func add(_ description: MeterDescription, at index: Int) {
            (descriptions! + index).initialize(
                to: cajon_meter(
                    id: cajon_string(description.id), name: cajon_string(description.name),
                    unit: description.unit.rawValue, minimum: description.range.lowerBound,
                    maximum: description.range.upperBound))
            (showGreatest! + index).initialize(to: description.showsGreatest)
        }

        @inline(__always)
        func show(_ index: Int, _ number: Float) {
            if !showGreatest![index] || number > numbers![index] { numbers![index] = number }
        }

        /// Nothing to show.
        func clear() {
            for index in 0..<count { clear(index) }
        }

        private func clear(_ index: Int) {
            numbers![index] = showGreatest![index] ? descriptions![index].minimum : .nan
        }

        func describe() -> UnsafeRawPointer { UnsafeRawPointer(lists!) }

        func read() -> UnsafeRawPointer {
            for index in 0..<count {
                shown![index] = numbers![index]
                if showGreatest![index] { clear(index) }
            }
            return UnsafeRawPointer(lists!) + MemoryLayout<cajon_meter_list>.stride
        }
    }

    /// Says which meters there are.
    @_expose(wasm, "cajon:effect/meters@0.1.0#describe")
    @_cdecl("cajon_meters_describe_entry")
    public func describeMeters() -> UnsafeRawPointer { meterBoard.describe() }

    /// Says what they show.
    @_expose(wasm, "cajon:effect/meters@0.1.0#read")
    @_cdecl("cajon_meters_read_entry")
    public func readMeters() -> UnsafeRawPointer { meterBoard.read() }
#endif
