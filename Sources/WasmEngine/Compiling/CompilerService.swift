// The other side: a process that compiles one thing, confined to its streams. It does nothing else, on its one thread.
import CConfinement
import Glibc

/// What a compiler's process does from its start to its end.
package enum CompilerService {
    /// Confines this process, reads a module or component from standard input and writes its code to standard output.
    ///
    /// To be called with the arguments that `CompilerProcess` gives, before anything else of substance. Returns the
    /// status to end with; what is wrong with the call, or the system, is told on standard error.
    package static func run(_ arguments: [String]) -> Int32 {
        guard let request = CompilerRequest(arguments: arguments) else {
            return fail("it was asked for something that it doesn't know: \(arguments.joined(separator: " "))")
        }
        var allowance = request.limits.allowance
        var step: UnsafePointer<CChar>?
        let code = cajon_confine(&allowance, &step)
        guard code == 0 else {
            let name = step.map { String(cString: $0) } ?? ""
            return fail("it can't confine itself: \(name): \(String(cString: strerror(code)))")
        }
        guard let byteCount = read(CompilerRequest.headerByteCount).flatMap(CompilerRequest.byteCount),
            let wasm = read(byteCount)
        else { return fail("its input isn't what a compiler is given") }
        do {
            let engine = try WasmEngine(request.configuration)
            let key = CompilerAnswer.key(wasm, request.kind, compatibilityTag: engine.compatibilityTag)
            return write(answer(wasm, request.kind, engine.handle).encoded(key: key)) ? 0 : failureStatus
        } catch {
            return fail(error.description)
        }
    }

    private static let failureStatus: Int32 = 70

    private static func answer(
        _ wasm: [UInt8], _ kind: CompilerRequest.Kind, _ engine: OpaquePointer
    ) -> CompilerAnswer {
        do {
            let code =
                switch kind {
                case .module: try CompiledModule(compiling: wasm, engine: engine).serialized()
                case .component: try CompiledComponent(compiling: wasm, engine: engine).serialized()
                }
            return .code(code[...])
        } catch {
            // What the system says, in the words in which Rust passes it on.
            return error.message.contains("os error \(ENOMEM)") ? .outOfMemory : .refused(error.message)
        }
    }

    private static func fail(_ reason: String) -> Int32 {
        var text = reason + "\n"
        _ = text.withUTF8 { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
        return failureStatus
    }

    /// So many bytes of standard input; nil if there are fewer.
    private static func read(_ byteCount: Int) -> [UInt8]? {
        var isComplete = true
        let bytes = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
            while count < byteCount {
                let readCount = Glibc.read(STDIN_FILENO, buffer.baseAddress! + count, byteCount - count)
                if readCount < 0, errno == EINTR { continue }
                guard readCount > 0 else { break }
                count += readCount
            }
            isComplete = count == byteCount
        }
        return isComplete ? bytes : nil
    }

    private static func write(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var offset = 0
            while offset < buffer.count {
                let count = Glibc.write(STDOUT_FILENO, buffer.baseAddress! + offset, buffer.count - offset)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                offset += count
            }
            return true
        }
    }
}
