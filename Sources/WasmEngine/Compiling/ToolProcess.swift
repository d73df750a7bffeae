// Running somebody else's compiler on a stranger's source: within limits, with few files and no network. Any thread but
// the audio thread; blocks until it has ended.
import CConfinement
import Glibc

/// A program that is run to its end, confined to what it needs.
package struct ToolProcess: Sendable {
    /// Its file; nothing is looked up.
    package var program: String
    /// The folder in which it starts.
    package var folder: String
    /// Files, and folders with all below them, that it may read.
    package var readable: [String]
    /// The folder that it may write to.
    package var writable: String
    package var limits = CompilerLimits()

    package init(program: String, folder: String, readable: [String], writable: String) {
        self.program = program
        self.folder = folder
        self.readable = readable
        self.writable = writable
    }

    private static let fileBytes: UInt64 = 64 << 20
    private static let outputBytes = 1 << 16

    /// How it ended, and what it said.
    ///
    /// Errors: `compiler` when it can't be started.
    package func run(_ arguments: [String]) throws(WasmError) -> CompilerEnd {
        let limits = limits.loweredToOwn()
        var exchange = try CompilerExchange(self, arguments, limits, fileBytes: Self.fileBytes)
        return exchange.run(sending: [], outputBytes: Self.outputBytes, seconds: limits.seconds)
    }

    /// What it knows of its surroundings.
    fileprivate var environment: [String] { ["PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TMPDIR=\(writable)"] }
}

extension CompilerExchange {
    fileprivate init(
        _ tool: ToolProcess, _ arguments: [String], _ limits: CompilerLimits, fileBytes: UInt64
    ) throws(WasmError) {
        var words = ([tool.program] + arguments).map { strdup($0) } + [nil]
        var environment = tool.environment.map { strdup($0) } + [nil]
        let paths = tool.readable.map { strdup($0) }
        let (folder, writable) = (strdup(tool.folder), strdup(tool.writable))
        defer { for text in words + environment + paths + [folder, writable] { free(text) } }
        let readable = paths.map { UnsafePointer($0) } + [nil]
        var peer = cajon_peer(id: 0, input: -1, output: -1, errors: -1)
        let code = readable.withUnsafeBufferPointer { readable in
            var confinement = cajon_tool(
                allowance: limits.allowance, file_bytes: fileBytes, folder: folder, readable: readable.baseAddress,
                writable: writable)
            return cajon_start_tool(tool.program, &words, &environment, &confinement, &peer)
        }
        guard code == 0 else { throw .compilerNotStarted(code) }
        self.init(peer)
    }
}
