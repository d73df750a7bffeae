// Small effects in source form. Plain values, any thread.

/// What the tests of this suite build.
enum Sources {
    /// Halves its input, in C.
    static let c = """
        #include "cajon.h"

        enum { LEVEL, KNOBS };
        static const cajon_knob knobs[KNOBS] = {
            [LEVEL] = {.id = "level", .name = "Level", .unit = CAJON_UNIT_NONE, .scale = CAJON_SCALE_LINEAR,
                       .minimum = 0, .maximum = 1, .initial = 0.5f},
        };
        static const char *configure(const cajon_format *format, cajon_timing *timing) {
            (void)format;
            *timing = (cajon_timing){0, 0};
            return NULL;
        }
        static bool control(bool is_start) { (void)is_start; return false; }
        static void process(const cajon_block *block) {
            for (uint32_t channel = 0; channel < block->channels; channel++) {
                float *samples = cajon_channel(block, channel);
                for (uint32_t frame = 0; frame < block->frames; frame++) samples[frame] *= cajon_value(LEVEL);
            }
        }
        static void reset(void) {\(marker)}
        CAJON_EFFECT(.name = "Half", .version = "1.0.0", .summary = "Halves.", .knobs = knobs, .knob_count = KNOBS,
                     .configure = configure, .control = control, .process = process, .reset = reset);

        """

    /// Where further code may go in `c`.
    static let marker = "/* more */"

    /// The C effect with that in its `reset`, and that before everything else.
    static func c(resetting code: String, including header: String = "") -> String {
        header + "\n" + c.replacing(marker, with: code)
    }

    /// Halves its input, in Swift.
    static let swift = """
        @main
        struct Half: Effect {
            enum Parameter: Int, CaseIterable { case level }

            static let descriptor = Descriptor(name: "Half", version: "1.0.0", summary: "Halves.")

            static func describe(_ parameter: Parameter) -> ParameterDescription {
                .percent("level", "Level", 0...100, initial: 50)
            }

            private var level = Ramp()

            mutating func configure(_ format: Format, _ parameters: Parameters<Parameter>) -> Timing { Timing() }

            mutating func control(_ parameters: Parameters<Parameter>) -> Motion {
                level.move(to: parameters[.level] * 0.01, parameters)
                return .still
            }

            mutating func process(_ block: Block) {
                for index in 0..<block.channelCount {
                    block[index].map { samples, frame in samples * level.vector(at: block.offset &+ frame) }
                }
            }

            mutating func reset() {}
        }

        """
}
