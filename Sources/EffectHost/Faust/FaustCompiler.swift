// From a program in Faust to a Faust module, by the compiler that is installed. Blocks; any thread but the audio thread.

import Foundation
import WasmEngine

/// Faust's compiler, confined: it reads the program's folder and what came with it, writes to a folder of its own, and has
/// limits on time and memory.
struct FaustCompiler {
    let program: String

    /// The compiler on `PATH`.
    ///
    /// Errors: there is none.
    init(for effect: String) throws(EffectError) {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let candidates = path.split(separator: ":").filter { $0.hasPrefix("/") }.map { "\($0)/faust" }
        let found = candidates.first { access($0, X_OK) == 0 }
        guard let found else { throw EffectError(.noFaustCompiler, effect: effect) }
        // Where the libraries are is told by where the program is, whatever links lead there.
        program = URL(filePath: found).resolvingSymlinksInPath().path
    }

    /// Compiles a program.
    ///
    /// - Parameter name: what messages call it.
    ///
    /// Errors: what the compiler says; it took too much, or died.
    func compile(path: String, name: String) throws(EffectError) -> [UInt8] {
        // What can't be read, or isn't a file, is told as of any effect.
        _ = try EffectLoader.read(path, limit: Self.sourceBytes)
        let source = URL(filePath: path).standardizedFileURL
        let folder = source.deletingLastPathComponent().path
        let scratch = FileManager.default.temporaryDirectory.path + "/cajon-faust-\(UUID().uuidString)"
        guard mkdir(scratch, 0o700) == 0 else {
            throw EffectError(.hostFailure("\(scratch): \(String(cString: strerror(errno)))"), effect: name)
        }
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        var tool = ToolProcess(
            program: program, folder: folder, readable: [folder] + Self.systemFolders(of: program), writable: scratch)
        tool.limits = Self.limits
        let file = source.lastPathComponent
        let output = scratch + "/effect.wasm"
        let end: CompilerEnd
        do {
            // A name that begins with a hyphen is no option.
            end = try tool.run(["-lang", "wasm", "-o", output, file.hasPrefix("-") ? "./\(file)" : file])
        } catch {
            throw EffectError(.hostFailure(error.description), effect: name)
        }
        let said = Self.said(end, without: [folder, scratch])
        switch end.cause {
        case .exit(0): break
        case .exit, .wroteTooMuch, .unknown:
            throw EffectError(.faustCompilation(said.isEmpty ? "its compiler doesn't say why" : said), effect: name)
        case .tookTime, .signal(SIGXCPU):
            throw EffectError(
                .faustCompilation("its compiler took more than \(tool.limits.processorSeconds) s and was stopped"),
                effect: name)
        case .signal(let signal):
            let reason = strsignal(signal).map { String(cString: $0) } ?? "unknown"
            throw EffectError(
                .faustCompilation(
                    "its compiler died of it (signal \(signal), \(reason))" + (said.isEmpty ? "" : ": \(said)")),
                effect: name)
        }
        let wasm: [UInt8]
        do {
            wasm = try EffectLoader.read(output, limit: Self.moduleBytes)
        } catch {
            throw EffectError(.faustCompilation(said.isEmpty ? "its compiler wrote nothing" : said), effect: name)
        }
        return wasm
    }

    /// Far more than any program takes that is meant to be one.
    private static let limits: CompilerLimits = {
        var limits = CompilerLimits()
        limits.memoryBytes = 2 << 30
        limits.processorSeconds = 60
        limits.seconds = 120
        return limits
    }()
    private static let sourceBytes = 1 << 20
    private static let moduleBytes = 32 << 20

    /// What the compiler needs besides: itself, its libraries, the system's.
    private static func systemFolders(of program: String) -> [String] {
        let prefix = URL(filePath: program).deletingLastPathComponent().deletingLastPathComponent().path
        // In a folder of its own it may have its libraries beside it.
        return ["/usr", "/lib", "/lib64", "/etc/ld.so.cache"] + (prefix == "/" || prefix == "/usr" ? [] : [prefix])
    }

    /// What the compiler said, with the names of files as their author knows them.
    private static func said(_ end: CompilerEnd, without folders: [String]) -> String {
        var text = String(decoding: end.errors + end.output, as: UTF8.self)
        for folder in folders where folder != "/" { text = text.replacing(folder + "/", with: "") }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
