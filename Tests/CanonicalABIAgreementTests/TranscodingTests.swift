// Strings from one guest to another, in each pair of encodings: ours against wasmtime's.

import CanonicalABI
import ComponentTestSupport
import TestSupport
import Testing
import WasmEngine

@Suite struct TranscodingTests {
    private static let textAddress = 32_768

    /// A guest that passes on whatever bytes it is told to, and one that notes what it gets, as `AgreementComponent`
    /// does: the end of its memory in use, address, length.
    private static func component(from source: StringEncoding, to destination: StringEncoding) -> String {
        func guest(_ name: String, _ imports: String, _ lowered: String, _ main: String, _ exports: String) -> String {
            """
            (component $\(name) \(imports)
              (core module $libc \(AgreementComponent.libc))
              (core instance $libc (instantiate $libc))
              (alias core export $libc "memory" (core memory $memory))
              (alias core export $libc "cabi_realloc" (core func $realloc))
              \(lowered)
              (core module $main
                (import "libc" "memory" (memory 2)) (import "libc" "next" (global $next (mut i32)))
                \(main))
              (core instance $main (instantiate $main (with "libc" (instance $libc))
                \(lowered.isEmpty ? "" : #"(with "host" (instance (export "take" (func $lowered))))"#)))
              \(exports))
            """
        }
        func options(_ encoding: StringEncoding) -> String {
            "(memory $memory) (realloc $realloc) string-encoding=\(encoding.name)"
        }
        let callee = guest(
            "callee", "", "",
            """
            (func (export "take") (param $address i32) (param $length i32)
              (i64.store (i32.const 0) (i64.extend_i32_u (global.get $next)))
              (i64.store (i32.const 8) (i64.extend_i32_u (local.get $address)))
              (i64.store (i32.const 16) (i64.extend_i32_u (local.get $length))))
            (func (export "peek") (param $count i32) (result i32)
              (global.set $next (i32.const \(AgreementComponent.arenaAddress)))
              (i32.store (i32.const 32) (i32.const 0)) (i32.store (i32.const 36) (local.get $count)) (i32.const 32))
            """,
            """
            (func (export "take") (param "text" string)
              (canon lift (core func $main "take") \(options(destination))))
            (func (export "peek") (param "count" u32) (result (list u64))
              (canon lift (core func $main "peek") \(options(destination))))
            """)
        let caller = guest(
            "caller", #"(import "take" (func $take (param "text" string)))"#,
            "(core func $lowered (canon lower (func $take) \(options(source))))",
            """
            (import "host" "take" (func $take (param i32 i32)))
            (func (export "send") (param $words i32) (param $count i32) (param $address i32) (param $length i32)
              (global.set $next (i32.const \(AgreementComponent.arenaAddress)))
              (memory.copy (i32.const \(textAddress)) (local.get $words) (i32.mul (local.get $count) (i32.const 8)))
              (call $take (local.get $address) (local.get $length)))
            """,
            """
            (func (export "send") (param "words" (list u64)) (param "address" u32) (param "length" u32)
              (canon lift (core func $main "send") \(options(source))))
            """)
        return """
            (component
              \(callee)
              (instance $callee (instantiate $callee))
              \(caller)
              (instance $caller (instantiate $caller (with "take" (func $callee "take"))))
              (export "send" (func $caller "send"))
              (export "peek" (func $callee "peek")))
            """
    }

    /// A text's bytes as a guest has them, and its length as the guest says it.
    private func written(_ text: String, in encoding: StringEncoding, _ random: inout SeededGenerator) -> (
        bytes: [UInt8], length: UInt32
    ) {
        let wide = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        switch encoding {
        case .utf8: return (Array(text.utf8), UInt32(text.utf8.count))
        case .utf16: return (wide, UInt32(text.utf16.count))
        case .latin1OrUTF16:
            guard text.unicodeScalars.contains(where: { $0.value > 0xff }) || random.chance(0.5) else {
                return (text.unicodeScalars.map { UInt8($0.value) }, UInt32(text.unicodeScalars.count))
            }
            return (wide, UInt32(text.utf16.count) | 1 << 31)
        }
    }

    @Test(arguments: StringEncoding.allCases, StringEncoding.allCases)
    func `a text comes to lie where wasmtime puts it, by the same requests for memory, or both trap`(
        source: StringEncoding, destination: StringEncoding
    ) throws {
        let template = try RunningComponent.template(
            Self.component(from: source, to: destination), granting: HostInterface(""))
        var running = try RunningComponent(template)
        var generator = ComponentGenerator(seed: 0x7ec5)
        var trapCount = 0
        for round in 0..<300 {
            let text = generator.text()
            var (bytes, length) = written(text, in: source, &generator.random)
            var address = UInt32(Self.textAddress)
            if round % 3 == 2 {
                switch Int.random(in: 0..<4, using: &generator.random) {
                case 0: length = [.max, 1 << 31, 1 << 28, length + 1].randomElement(using: &generator.random)!
                case 1: address = [address + 1, 1 << 17, .max].randomElement(using: &generator.random)!
                default:
                    guard let index = bytes.indices.randomElement(using: &generator.random) else { break }
                    bytes[index] = [0x80, 0xc0, 0xd8, 0xdc, 0xff].randomElement(using: &generator.random)!
                }
            }
            bytes += Array(repeating: 0, count: 64 - bytes.count)
            let words = bytes.withUnsafeBytes { bytes in
                stride(from: 0, to: bytes.count, by: 8).map { bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self) }
            }

            let caller = MirrorGuest(CanonicalContext(stringEncoding: source))
            for (index, byte) in bytes.enumerated() { caller.memory[Self.textAddress + index] = byte }
            let callee = MirrorGuest(CanonicalContext(stringEncoding: destination, sourceEncoding: source))
            var ours: (pointer: UInt32, length: UInt32)?
            do throws(CanonicalABIError) {
                let text = try caller.view.loadString(address, length: length)
                let isTagged = source == .latin1OrUTF16 && length >> 31 != 0
                var guest = callee
                ours = try guest.storeString(
                    text, from: isTagged ? .taggedUTF16 : source == .latin1OrUTF16 ? .latin1 : nil)
            } catch {
                trapCount += 1
            }

            let outcome = try running.call("send", [.list(words.map { .u64($0) }), .u32(address), .u32(length)])
            guard let ours, case .returned = outcome else {
                guard ours == nil, case .trapped = outcome else {
                    let found = String(describing: ours)
                    Issue.record("\(text.debugDescription) at \(address), \(length): ours \(found), \(outcome)")
                    return
                }
                running = try RunningComponent(template)
                continue
            }
            guard case .returned(.list(let found)?) = try running.call("peek", [.u32(UInt32(callee.wordCount))]) else {
                Issue.record("no memory to look at")
                return
            }
            let theirs = found.map { if case .u64(let word) = $0 { word } else { UInt64(0) } }
            #expect(theirs[0] == UInt64(callee.next), "\(text.debugDescription): memory in use")
            #expect(theirs[1] == UInt64(ours.pointer) && theirs[2] == UInt64(ours.length), "\(text.debugDescription)")
            var survey = Survey(callee.memory, encoding: destination)
            callee[word: 8] = UInt64(ours.pointer)
            callee[word: 16] = UInt64(ours.length)
            survey.add(.string, flatAt: 8)
            let difference = survey.difference(from: theirs.withUnsafeBytes { Array($0) })
            #expect(difference == nil, "\(text.debugDescription)")
        }
        #expect(trapCount > 20)
    }
}
