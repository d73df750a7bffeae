// What each of WASI's functions does here. Called by the guest, on its thread.
// Source: https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md

import WasmEngine

extension WASIStub {
    /// One function; nil as its outcome ends the initialisation.
    struct Function: Sendable {
        let signature: FunctionSignature
        let body: @Sendable (_ stub: WASIStub, _ arguments: Arguments, _ memory: Memory) -> Outcome?

        init(
            _ parameters: [ValueType], results: [ValueType] = [.i32],
            _ body: @escaping @Sendable (WASIStub, Arguments, Memory) -> Outcome?
        ) {
            signature = FunctionSignature(parameters, results)
            self.body = body
        }
    }

    /// The values that the guest passed.
    struct Arguments {
        private let values: UnsafeMutablePointer<RawValue>

        init(_ values: UnsafeMutablePointer<RawValue>) { self.values = values }

        /// The index is below the number of parameters in the function's signature.
        subscript(index: Int) -> UInt32 { values[index].u32 }
    }

    /// The guest's memory; every access is checked.
    struct Memory {
        private let bytes: UnsafeMutableRawBufferPointer

        /// Nil when the guest exports none.
        init?(_ call: HostCall) {
            guard let bytes = call.memory() else { return nil }
            self.bytes = bytes
        }

        /// Nil when it does not lie in the memory.
        func read(_ address: UInt32, count: UInt32) -> [UInt8]? {
            let (start, end) = (Int(address), Int(address) + Int(count))
            return end <= bytes.count ? Array(bytes[start..<end]) : nil
        }

        func load32(_ address: UInt64) -> UInt32? {
            guard address + 4 <= UInt64(bytes.count) else { return nil }
            return UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: Int(address), as: UInt32.self))
        }

        /// Does nothing, and says so, when it would not lie in the memory.
        func write(_ contents: [UInt8], at address: UInt32) -> Outcome {
            guard Int(address) + contents.count <= bytes.count else { return .fault }
            UnsafeMutableRawBufferPointer(rebasing: bytes[Int(address)..<Int(address) + contents.count])
                .copyBytes(from: contents)
            return .success
        }

        func write(_ value: some FixedWidthInteger, at address: UInt32) -> Outcome {
            withUnsafeBytes(of: value.littleEndian) { write(Array($0), at: address) }
        }
    }

    /// The descriptors of standard input, output and error.
    private static let standardDescriptors: Range<UInt32> = 0..<3
    private static let largestVectorCount: UInt32 = 1024
    /// In one call; whoever writes more is told how much was taken.
    private static let largestTransferByteCount: UInt32 = 1 << 20
    private static let characterDevice: UInt8 = 2

    static let table: [String: Function] = {
        let empty = Function([.i32, .i32]) { _, _, _ in .success }
        let noSizes = Function([.i32, .i32]) { _, arguments, memory in
            let outcome = memory.write(UInt32(0), at: arguments[0])
            return outcome == .success ? memory.write(UInt32(0), at: arguments[1]) : outcome
        }
        return [
            "args_get": empty, "args_sizes_get": noSizes, "environ_get": empty, "environ_sizes_get": noSizes,
            "clock_res_get": Function([.i32, .i32]) { _, arguments, memory in
                memory.write(UInt64(1), at: arguments[1])
            },
            "clock_time_get": Function([.i32, .i64, .i32]) { _, arguments, memory in
                memory.write(timeNanoseconds, at: arguments[2])
            },
            "random_get": Function([.i32, .i32]) { stub, arguments, memory in
                guard arguments[1] <= largestTransferByteCount else { return .invalid }
                return memory.write(stub.random(count: Int(arguments[1])), at: arguments[0])
            },
            "sched_yield": Function([]) { _, _, _ in .success },
            "proc_exit": Function([.i32], results: []) { _, _, _ in nil },
            "fd_write": Function([.i32, .i32, .i32, .i32], fdWrite),
            "fd_read": Function([.i32, .i32, .i32, .i32]) { _, arguments, memory in
                arguments[0] == 0 ? memory.write(UInt32(0), at: arguments[3]) : .badDescriptor
            },
            "fd_close": Function([.i32]) { _, arguments, _ in
                standardDescriptors.contains(arguments[0]) ? .success : .badDescriptor
            },
            "fd_seek": Function([.i32, .i64, .i32, .i32]) { _, arguments, _ in
                standardDescriptors.contains(arguments[0]) ? .notSeekable : .badDescriptor
            },
            "fd_fdstat_get": Function([.i32, .i32]) { _, arguments, memory in
                guard standardDescriptors.contains(arguments[0]) else { return .badDescriptor }
                // The kind, no flags, and no rights: 24 bytes.
                return memory.write([characterDevice] + [UInt8](repeating: 0, count: 23), at: arguments[1])
            },
        ]
    }()

    private static let fdWrite: @Sendable (WASIStub, Arguments, Memory) -> Outcome? = { stub, arguments, memory in
        guard arguments[0] == 1 || arguments[0] == 2 else { return .badDescriptor }
        var text: [UInt8] = []
        for vector in 0..<UInt64(min(arguments[2], largestVectorCount)) {
            let entry = UInt64(arguments[1]) + vector * 8
            guard let address = memory.load32(entry), let count = memory.load32(entry + 4) else { return .fault }
            let room = largestTransferByteCount - UInt32(text.count)
            guard let part = memory.read(address, count: min(count, room)) else { return .fault }
            text += part
        }
        stub.output(text, descriptor: Int(arguments[0]))
        return memory.write(UInt32(text.count), at: arguments[3])
    }
}
