// An effect in WebAssembly text, well-behaved but for what a test replaces. A plain value, any thread.

/// One small module that keeps to the contract: it multiplies its input by its first parameter, in place, and adds the
/// side-chain. Every part can be replaced, which is how the suites make hostile guests.
///
/// Memory: results at 16 to 39, `GuestDescriptor` from 1,024 on, the arena from 65,536 on.
package struct Guest: Sendable {
    /// A function of the module.
    package enum Part: String, CaseIterable, Sendable {
        case start, initialize, describe, configure, setParameter, process, reset, allocate
        case describePostReturn, configurePostReturn, processPostReturn
    }

    package static let arenaAddress = 65_536
    package static let processor = "cajon:effect/processor@0.1.0"
    package static let log = "cajon:effect/log@0.1.0"

    package var descriptor = GuestDescriptor()
    /// Initial pages, and the most that the module itself allows.
    package var memory = "4 1024"
    package var latencyFrames: UInt32 = 0
    package var tailFrames: UInt32 = 0
    /// Imports besides the log's `write`, which is `$log`. Must come before everything else.
    package var imports: [String] = []
    /// Further fields of the module: types, tables, functions, data.
    package var items: [String] = []
    /// Whole fields left out or put in place of the template's: a part without text is not there at all.
    package var fields: [Part: String] = [:]
    /// Instructions in place of the template's. The parameters' names are those in `signature(of:)`; `$i`, `$j` and
    /// `$x` (f32) are local.
    package var bodies: [Part: String] = [:]

    package init() {}

    /// The same guest with other instructions in one of its functions.
    package func with(_ part: Part, _ body: String) -> Guest {
        var guest = self
        guest.bodies[part] = body
        return guest
    }

    /// The same guest with another field in place of one of its functions.
    package func replacing(_ part: Part, with field: String) -> Guest {
        var guest = self
        guest.fields[part] = field
        return guest
    }

    /// The same guest with further fields.
    package func adding(_ items: String...) -> Guest {
        var guest = self
        guest.items += items
        return guest
    }

    /// The same guest with further imports.
    package func importing(_ imports: String...) -> Guest {
        var guest = self
        guest.imports += imports
        return guest
    }

    /// The same guest with another descriptor.
    package func describing(_ change: (inout GuestDescriptor) -> Void) -> Guest {
        var guest = self
        change(&guest.descriptor)
        return guest
    }

    /// The whole module.
    package var text: String {
        let image = descriptor.encoded().map { Self.escape($0) }.joined()
        return """
            (module $guest
              (import "\(Self.log)" "write" (func $log (param i32 i32 i32)))
              \(imports.joined(separator: "\n  "))
              (memory (export "memory") \(memory))
              (global $next (mut i32) (i32.const \(Self.arenaAddress)))
              (global $isSpent (mut i32) (i32.const 0))
              (global $gain (mut f32) (f32.const 1))
              (global $channels (mut i32) (i32.const 0))
              (data (i32.const \(GuestDescriptor.address)) "\(image)")
              \(items.joined(separator: "\n  "))
              \(Part.allCases.map(field(of:)).joined(separator: "\n  "))
            )
            """
    }

    // MARK: - Functions

    private func field(of part: Part) -> String {
        if let field = fields[part] { return field }
        guard let body = bodies[part] ?? template(of: part) else { return "" }
        let locals = "(local $i i32) (local $j i32) (local $x f32)"
        let function =
            "(func $\(part.rawValue) \(Self.export(of: part)) \(Self.signature(of: part)) \(locals)\n\(body))"
        return part == .start ? "\(function) (start $start)" : function
    }

    /// The export's clause; empty for the start function.
    private static func export(of part: Part) -> String {
        switch part {
        case .start: ""
        case .initialize: "(export \"_initialize\")"
        case .allocate: "(export \"cabi_realloc\")"
        case .describe: "(export \"\(processor)#describe\")"
        case .configure: "(export \"\(processor)#configure\")"
        case .setParameter: "(export \"\(processor)#set-parameter\")"
        case .process: "(export \"\(processor)#process\")"
        case .reset: "(export \"\(processor)#reset\")"
        case .describePostReturn: "(export \"cabi_post_\(processor)#describe\")"
        case .configurePostReturn: "(export \"cabi_post_\(processor)#configure\")"
        case .processPostReturn: "(export \"cabi_post_\(processor)#process\")"
        }
    }

    /// Parameters and results.
    package static func signature(of part: Part) -> String {
        switch part {
        case .start, .initialize, .reset: ""
        case .describe: "(result i32)"
        case .configure:
            "(param $rate f32) (param $channelCount i32) (param $sidechainChannels i32) (param $maximum i32) (result i32)"
        case .setParameter: "(param $index i32) (param $value f32)"
        case .process:
            "(param $position i64) (param $input i32) (param $count i32) (param $sidechain i32) "
                + "(param $sidechainCount i32) (result i32)"
        case .allocate:
            "(param $old i32) (param $oldSize i32) (param $alignment i32) (param $size i32) (result i32)"
        case .describePostReturn, .configurePostReturn, .processPostReturn: "(param $result i32)"
        }
    }

    /// What the well-behaved guest does; nil where it has no such function.
    private func template(of part: Part) -> String? {
        switch part {
        case .start, .initialize, .describePostReturn, .configurePostReturn, .processPostReturn: nil
        case .describe: "(i32.const \(GuestDescriptor.address))"
        case .configure:
            """
            (global.set $channels (local.get $channelCount))
            (i32.store8 (i32.const 16) (i32.const 0))
            (i32.store (i32.const 20) (i32.const \(latencyFrames)))
            (i32.store (i32.const 24) (i32.const \(tailFrames)))
            (i32.const 16)
            """
        case .setParameter: "(if (i32.eqz (local.get $index)) (then (global.set $gain (local.get $value))))"
        case .process: "\(Self.multiply)\n\(Self.returnInput)"
        case .reset: "(nop)"
        case .allocate:
            """
            (if (global.get $isSpent) (then
              (global.set $next (i32.const \(Self.arenaAddress)))
              (global.set $isSpent (i32.const 0))))
            (local.set $i (i32.and
              (i32.add (global.get $next) (i32.sub (local.get $alignment) (i32.const 1)))
              (i32.sub (i32.const 0) (local.get $alignment))))
            (global.set $next (i32.add (local.get $i) (local.get $size)))
            (block $fits (loop $grow
              (br_if $fits (i32.le_u (global.get $next) (i32.shl (memory.size) (i32.const 16))))
              (br_if $grow (i32.ge_s (memory.grow (i32.const 1)) (i32.const 0)))
              (unreachable)))
            (local.get $i)
            """
        }
    }

    /// In `process`: what the well-behaved guest does to its input.
    package static let multiply = """
        (block $done (loop $next
          (br_if $done (i32.ge_u (local.get $i) (local.get $count)))
          (local.set $j (i32.shl (local.get $i) (i32.const 2)))
          (local.set $x (f32.mul (f32.load (i32.add (local.get $input) (local.get $j))) (global.get $gain)))
          (if (i32.lt_u (local.get $i) (local.get $sidechainCount)) (then
            (local.set $x
              (f32.add (local.get $x) (f32.load (i32.add (local.get $sidechain) (local.get $j)))))))
          (f32.store (i32.add (local.get $input) (local.get $j)) (local.get $x))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br $next)))
        """

    /// In `process`: the input's memory is the output.
    package static let returnInput = returning(address: "(local.get $input)", count: "(local.get $count)")

    /// In `process`: returns a list of that address and length, given as expressions.
    package static func returning(address: String, count: String) -> String {
        """
        (i32.store (i32.const 32) \(address))
        (i32.store (i32.const 36) \(count))
        (global.set $isSpent (i32.const 1))
        (i32.const 32)
        """
    }

    /// Never comes back, whatever the function's result.
    package static let endlessLoop = "(loop $for_ever (br $for_ever)) (unreachable)"

    static func escape(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return "\\" + (digits.count < 2 ? "0" : "") + digits
    }
}
