// The contract's texts, Effects/wit, within the program. ContractTextTests compares them with the files, and writes
// this file anew with CAJON_BLESS=1. Constants, any thread.

/// What effects, scripts and kernels are to the host, in WIT.
package enum ContractText {
    /// `Effects/wit/effect.wit`, to the byte.
    package static let effect = #"""
        package cajon:effect@0.1.0;

        /// What an effect does. All audio is planar float32: channel 0's frames, then channel 1's, and so on; the number of
        /// frames is the list's length divided by the number of channels. Equal input gives equal output, whatever lengths
        /// the host cuts it into.
        interface processor {
            /// The unit of a parameter's numbers.
            enum unit { none, hertz, decibels, milliseconds, seconds, percent, ratio, semitones, degrees }

            /// How a control maps its travel to the parameter's range. A stepped parameter takes whole numbers.
            enum scale { linear, logarithmic, stepped }

            record parameter {
                /// Stable identifier, lower-case letters, digits and hyphens, unique within the effect.
                id: string,
                name: string,
                unit: unit,
                scale: scale,
                minimum: f32,
                maximum: f32,
                initial: f32,
                /// For a stepped parameter that is a choice: the name of each value from 0 on. Else empty.
                choices: list<string>,
            }

            record descriptor {
                name: string,
                version: string,
                summary: string,
                /// Whether `process` uses its second input.
                sidechain: bool,
                /// The only block length, in frames, that `process` takes; 0 for any up to `maximum-frames`.
                quantum: u32,
                parameters: list<parameter>,
            }

            record format {
                /// In hertz.
                sample-rate: f32,
                /// Channels of the input and of the output.
                channels: u32,
                /// Channels of the side-chain; 0 when nothing is connected to it.
                sidechain-channels: u32,
                /// The longest block `process` will be given.
                maximum-frames: u32,
            }

            record timing {
                /// How many frames the output lags behind the input.
                latency-frames: u32,
                /// How long the output goes on after the input has fallen silent, beyond the latency.
                tail-frames: u32,
            }

            /// Says what the effect is. The host calls it once, before anything else.
            describe: func() -> descriptor;

            /// Prepares for a format, with the parameters as they stand: `set-parameter` may come before. Everything the
            /// effect needs is allocated here. The state afterwards is that of a new effect, at rest. The timing holds until
            /// the next `configure`, so a parameter that changes the latency or the tail takes effect only there.
            configure: func(format: format) -> result<timing, string>;

            /// Sets the parameter with that index in the descriptor's list. The value lies within its range. While playing,
            /// the effect moves there without a click; before `configure` it starts there.
            set-parameter: func(index: u32, value: f32);

            /// Processes one block. `position` counts frames since the stream began. The output is as long as the input.
            process: func(position: u64, input: list<f32>, sidechain: list<f32>) -> list<f32>;

            /// Forgets all sound and ends all smoothing: the state is that after `configure` with the parameters as they stand.
            reset: func();
        }

        /// What a preset tells an effect beyond numbers. An effect need not export it.
        interface settings {
            /// JSON text, an object. Comes before `configure`, and holds for every `configure` and `reset` that follows.
            set-options: func(json: string) -> result<_, string>;

            /// A message, JSON text. Comes after `configure`, between blocks. Messages before the first block are part of the
            /// state that `reset` goes back to.
            receive: func(json: string) -> result<_, string>;
        }

        /// Work that has no place inside `process`. An effect need not export it.
        interface maintenance {
            /// The host calls it between blocks, often. Does nothing unless there is enough garbage to be worth collecting.
            /// Changes nothing that can be heard.
            collect: func();
        }

        /// What an effect has measured, for people to look at. An effect need not export it.
        interface meters {
            use processor.{unit};

            record meter {
                /// As a parameter's identifier, unique among the effect's meters.
                id: string,
                name: string,
                unit: unit,
                /// The ends of its scale. A number beyond is shown as the end.
                minimum: f32,
                maximum: f32,
            }

            /// Says which meters there are, at most 64. The host calls it once, after the processor's `describe`.
            describe: func() -> list<meter>;

            /// One number for each meter, in their order; NaN where there is nothing to show. The host calls it between blocks,
            /// or at the end of the stream, as often as it likes. Changes nothing that can be heard.
            read: func() -> list<f32>;
        }

        interface log {
            enum level { debug, info, warning, error }
            write: func(level: level, message: string);
        }

        /// Sounds and data: files that came with the effect, or lie in a folder that the user granted. The effect asks for them
        /// by name, never sees a path, and holds them by handles. They are for setting up: only within `configure`, `reset`,
        /// `set-options` and `receive` may it call these functions or drop a handle. A call from elsewhere, `cabi_realloc`
        /// included, ends the effect. What is open stays as it was when it was opened, whatever becomes of the file.
        interface assets {
            /// Why an asset can't be had. The host's log has the details.
            enum open-error {
                /// The text is no name: empty, longer than 1024 bytes, beginning with `/`, with a part that is empty, `.` or `..`
                /// or longer than 255 bytes, with a backslash, or with characters that nobody can see.
                invalid-name,
                not-found,
                /// It is there, and can't be read, or is no sound that the host knows.
                unreadable,
                /// It is larger than what is left to the effect. Dropping others makes room.
                too-large,
                /// As many are open as may be.
                too-many,
            }

            /// A sound: frames at a rate of its own, which need not be the stream's.
            resource sound {
                /// Opens a sound. Names are relative, with `/` between their parts: `halls/large.wav`.
                open: static func(name: string) -> result<sound, open-error>;
                /// In hertz.
                sample-rate: func() -> f32;
                channels: func() -> u32;
                frames: func() -> u32;
                /// Frames from `first` on, planar: as many as asked and as there are, but no more than 1,048,576 samples at
                /// once. So whoever reads on gets an empty list at the end, and nowhere before.
                read: func(first: u32, count: u32) -> list<f32>;
            }

            /// Bytes, whatever they mean.
            resource data {
                /// Opens a file, as `sound.open` does.
                open: static func(name: string) -> result<data, open-error>;
                /// In bytes.
                size: func() -> u32;
                /// Bytes from `first` on: as many as asked and as there are, but no more than 4,194,304 at once.
                read: func(first: u32, count: u32) -> list<u8>;
            }
        }

        /// What every effect is. Tools that make an effect import all that its world does want this one where they can.
        world effect {
            import log;
            export processor;
        }

        /// An effect that reads sounds or data, and has to be granted some before it runs.
        world effect-with-assets {
            include effect;
            import assets;
        }

        /// An effect that shows what it measures.
        world effect-with-meters {
            include effect;
            export meters;
        }

        """#

    /// `Effects/wit/kernels.wit`, to the byte.
    package static let kernels = #"""
        // How the engine of a script reaches the script's kernels: what `import { … } from 'kernel:NAME'` stands for. The host
        // moves values between the two memories, as their types in the kernel's interface say; the layout is the canonical
        // ABI's, and the addresses are the engine's own.
        package cajon:script@0.1.0;

        interface kernels {
            /// Calls function `function` of kernel `kernel`, both counted from 0 in the order they were announced to `load`.
            /// The tuple of arguments lies at `arguments`; the result goes to `result`, and what it points to (lists, strings)
            /// into the `capacity` bytes from `heap` on.
            ///
            /// Returns how many bytes of `heap` the result needs. When that is more than `capacity`, nothing was written: call
            /// `fetch` with more room, or don't; the next `call` forgets it. -1: there are no kernels, since the script is
            /// still being loaded. What breaks the canonical ABI ends the effect.
            call: func(kernel: u32, %function: u32, arguments: u32, %result: u32, heap: u32, capacity: u32) -> s32;

            /// Takes the result that there was no room for. Returns as `call` does; -1 when none is waiting.
            fetch: func(%result: u32, heap: u32, capacity: u32) -> s32;

            /// Gives a handle back; the kernel destroys what it stands for.
            drop: func(kernel: u32, %resource: u32, handle: u32);

            /// WebAssembly of the script's own, which is no kernel: its memory is a part of the engine's. The operations and what
            /// they take are those of Effects/javascript/modules.h; -2: there is none here.
            operate: func(operation: u32, first: u32, second: u32, third: u32, fourth: u32, fifth: u32, sixth: u32) -> s32;
        }

        """#

    /// `Effects/wit/script.wit`, to the byte.
    package static let script = #"""
        package cajon:script@0.1.0;

        /// How a script gets into the engine that runs it. The host calls it once, before the snapshot that carries the script;
        /// afterwards the engine obeys the contract of an effect.
        interface loader {
            record source {
                /// The path relative to the effect's folder, as "wah.js" or "lib/filters.js".
                name: string,
                text: string,
            }

            /// A file that the script reads as bytes.
            record binary {
                name: string,
                /// The file in base64, with padding: as text it passes quickly.
                contents: string,
            }

            record kernel {
                /// What follows "kernel:" in an import.
                name: string,
                /// The kernel's functions, described in JSON.
                %interface: string,
            }

            record exception {
                /// As "TypeError: not a function".
                message: string,
                /// Where it was thrown, as far as that is known: a source's name, and a line and a column that count from 1;
                /// else empty and 0.
                file: string,
                line: u32,
                column: u32,
                /// A line for each frame, innermost first.
                stack: string,
            }

            /// Evaluates the first source as a module. Imports are relative to the importing file, and reach `sources` and
            /// `binaries` only. `manifest` is what effect.json says of the processor, a JSON object, or empty.
            load: func(sources: list<source>, binaries: list<binary>, kernels: list<kernel>, manifest: string)
                -> result<_, exception>;
        }

        world engine {
            include cajon:effect/effect@0.1.0;
            export cajon:effect/settings@0.1.0;
            export cajon:effect/maintenance@0.1.0;
            export loader;
        }

        """#

    /// Each file's name and text, in the names' order.
    package static let files = [("effect.wit", effect), ("kernels.wit", kernels), ("script.wit", script)]
}
