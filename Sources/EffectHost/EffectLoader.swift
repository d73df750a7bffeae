// From files to effects. Any thread but the audio thread.

import ComponentBinary
import Foundation
import Synchronization
package import WasmBinary
package import WasmEngine

/// Loads effects, each file once.
package final class EffectLoader: Sendable {
    let runtime: EffectRuntime
    let grants: EffectGrants
    // Modules keep the runtime and not the loader, which would otherwise keep itself.
    private let loaded = Mutex<[String: EffectModule]>([:])

    /// - Parameters:
    ///   - cache: where compiled code is kept; nil compiles anew each time.
    ///   - compiler: what compiles effects, in a process of its own and within limits; nil compiles in this process, which
    ///     is for code that is not a stranger's.
    ///   - scriptEngine: the file of the JavaScript engine; nil runs no scripts.
    ///   - faustRuntime: the file of what Faust's modules are linked with; nil loads none of them.
    ///   - grants: what effects get that want more than the log.
    ///   - watchesDeadlines: whether the deadlines of render steps hold to the microsecond, which takes a thread that
    ///     looks after them; otherwise they hold to 10 ms.
    ///
    /// Errors: the engine could not be made.
    package init(
        limits: EffectLimits = EffectLimits(), moduleLimits: ModuleLimits = ModuleLimits(),
        cache: CodeCache? = CodeCache.standard(), compiler: CompilerProcess? = nil,
        scriptEngine: String? = DataDirectories.scriptEngine,
        faustRuntime: String? = DataDirectories.faustRuntime, grants: EffectGrants = EffectGrants(),
        watchesDeadlines: Bool = false
    ) throws(EffectError) {
        self.grants = grants
        runtime = try EffectRuntime(
            limits: limits, moduleLimits: moduleLimits, cache: cache, compiler: compiler,
            scriptEnginePath: scriptEngine, faustRuntimePath: faustRuntime, watchesDeadlines: watchesDeadlines)
    }

    /// Loads the effect in a file, a module, a script or a program in Faust; a file that this loader has loaded before is not read again.
    ///
    /// Errors: the file can't be read; the effect is refused; a script threw.
    ///
    /// - Parameter name: what messages call the effect; nil is the path.
    package func load(path: String, name: String? = nil) throws(EffectError) -> EffectModule {
        if let module = loadedModule(path: path) { return module }
        return try loadAnew(path: path, name: name ?? path)
    }

    /// What `load` has loaded from a path.
    func loadedModule(path: String) -> EffectModule? { loaded.withLock { $0[path] } }

    /// What `load` is to give for a path from now on.
    func keep(_ module: EffectModule, path: String) { loaded.withLock { $0[path] = module } }

    /// Drops what was loaded from some paths.
    func forget(_ isMeant: (String) -> Bool) {
        loaded.withLock { loaded in loaded = loaded.filter { !isMeant($0.key) } }
    }

    /// Loads what is in a file now, in place of what was loaded from there before.
    func loadAnew(path: String, name: String) throws(EffectError) -> EffectModule {
        var files: [FileStamp] = []
        let module =
            switch try read(path, noting: &files) {
            case .script(let sources, let surroundings, let kernels, let renames):
                try load(sources, surroundings, kernels: kernels, renames: renames, name: name, files: files)
            case .module(let wasm): try load(wasm, name: name, path: path, files: files)
            case .faust: try load(Self.compileFaust(path: path, name: name), name: name, path: nil, files: files)
            }
        keep(module, path: path)
        return module
    }

    /// What lies at a path.
    enum Contents {
        case script([ScriptSource], ScriptSurroundings, [KernelSource], EffectRenames)
        case module([UInt8])
        /// A program in Faust.
        case faust
    }

    /// Reads an effect's files, and notes each before it is read, so that a change meanwhile shows later.
    func read(_ path: String, noting files: inout [FileStamp]) throws(EffectError) -> Contents {
        if path.hasSuffix(FaustSource.suffix) {
            files += FaustSource.files(of: path).map(FileStamp.init)
            return .faust
        }
        files.append(FileStamp(path))
        files += ScriptPackage.manifestPaths(for: path).map(FileStamp.init)
        guard let package = try ScriptPackage(at: path) else {
            // A component may hold more than one module may; what it is, its first bytes tell.
            return .module(try Self.read(path, limit: GeneralLimits.maximumBytes))
        }
        files += package.kernelFiles.map(FileStamp.init)
        let (sources, surroundings) = try ScriptFiles.gather(package, noting: &files)
        let kernels = try package.kernelSources(limits: runtime.moduleLimits)
        return .script(sources, surroundings, kernels, package.renames)
    }

    /// Loads an effect from memory.
    package func load(_ wasm: [UInt8], name: String) throws(EffectError) -> EffectModule {
        try load(wasm, name: name, path: nil, files: [])
    }

    private func load(
        _ wasm: [UInt8], name: String, path: String?, files: [FileStamp]
    ) throws(EffectError) -> EffectModule {
        if Component.isComponent(wasm) {
            let code = try EffectCode.component(wasm, name: name, runtime: runtime) { () throws(EffectError) in
                try assetSources(wasm, name: name, path: path)
            }
            return try module(code, wasm, name: name, files: files)
        }
        if let faust = try FaustEffect(of: wasm, name: name, runtime: runtime) {
            let code = try EffectCode(faust.wasm, name: name, runtime: runtime)
            return try module(.core(code), wasm, name: name, loadLog: faust.warnings, files: files)
        }
        var code = try EffectCode(wasm, name: name, runtime: runtime)
        if code.summary.imports.contains(where: { $0.module == EffectContract.assetsInterface }) {
            code.assets = try assetSources(wasm, name: name, path: path)
        }
        return try module(.core(code), wasm, name: name, files: files)
    }

    /// Where an effect's assets come from that wants some.
    ///
    /// Errors: `.assetsNotGranted`.
    func assetSources(_ wasm: [UInt8], name: String, path: String?) throws(EffectError) -> [any AssetSource] {
        try grants.assetSources(for: wasm, name: name, path: path, hash: CodeCache.tag)
    }

    /// An effect whose code is ready.
    func module(
        _ code: EffectModule.Code, _ wasm: [UInt8], name: String, loadLog: [EffectLogEntry] = [], files: [FileStamp]
    ) throws(EffectError) -> EffectModule {
        let renames = try EffectRenames.stated(by: wasm, effect: name)
        switch code {
        case .core(let code):
            return try EffectModule(
                name: name, byteCount: wasm.count, code: code, renames: renames, loadLog: loadLog, files: files,
                runtime: runtime)
        case .general(let code):
            return try EffectModule(
                name: name, byteCount: wasm.count, general: code, renames: renames, files: files, runtime: runtime)
        }
    }

    /// Loads a script from memory: runs it once, and keeps the state in which that left the engine.
    ///
    /// Errors: the engine is missing; the script threw, or took too much time or memory.
    package func load(
        _ sources: [ScriptSource], surroundings: ScriptSurroundings = ScriptSurroundings(),
        kernels: [KernelSource] = [], renames: EffectRenames = EffectRenames(), name: String
    ) throws(EffectError) -> EffectModule {
        try load(sources, surroundings, kernels: kernels, renames: renames, name: name, files: [])
    }

    private func load(
        _ sources: [ScriptSource], _ surroundings: ScriptSurroundings, kernels: [KernelSource],
        renames: EffectRenames, name: String, files: [FileStamp]
    ) throws(EffectError) -> EffectModule {
        let evaluation = try runtime.scriptEngine().evaluate(
            sources, surroundings: surroundings,
            kernels: KernelModule.load(kernels, runtime: runtime, effect: name), name: name, runtime: runtime)
        return try EffectModule(
            name: name, byteCount: sources.reduce(0) { $0 + $1.text.utf8.count }, code: evaluation.code,
            renames: renames, loadLog: evaluation.log, files: files, runtime: runtime)
    }

    /// Makes this thread ready to run effects: what the engine sets up for each thread is set up, so that the first block
    /// allocates nothing. Call it on the audio thread before there is sound; takes about a millisecond.
    ///
    /// Errors: the system gives no memory.
    package func prepareThread() throws(EffectError) {
        do {
            try runtime.engine.prepareThread()
        } catch {
            throw EffectError(.hostFailure(error.description), effect: "wasmtime")
        }
    }

    /// Whether deadlines are looked after by a thread that the system lets run before all others; false where there is
    /// no such thread.
    package var watchesInRealtime: Bool { runtime.watchdog?.isRealtime ?? false }

    /// A script as a module that keeps to the contract and needs nothing else, and what the script had to say when it
    /// was loaded. Equal files give equal bytes. Its former names are checked, and added by `EffectRenames.adding`.
    ///
    /// Errors: as for `load`.
    package func build(_ package: ScriptPackage) throws(EffectError) -> (wasm: [UInt8], log: [EffectLogEntry]) {
        let engine = try runtime.scriptEngine()
        var files: [FileStamp] = []
        let (sources, surroundings) = try ScriptFiles.gather(package, noting: &files)
        let kernels = try package.kernelSources(limits: runtime.moduleLimits)
        let evaluation = try engine.evaluate(
            sources, surroundings: surroundings,
            kernels: KernelModule.load(kernels, runtime: runtime, effect: package.script), name: package.script,
            runtime: runtime)
        let wasm = KernelSource.adding(kernels, to: engine.module(in: evaluation.state))
        // What is written must be an effect by any host's standards; describing itself shows the most of it. Its
        // constructor may need what only a preset tells it, so that it fails here is no more than a warning.
        let module = try EffectModule(
            name: package.script, byteCount: wasm.count, code: evaluation.code, renames: package.renames,
            runtime: runtime)
        var log = evaluation.log
        do {
            _ = try module.instantiate().configure(Self.commonFormat)
        } catch {
            log.append(EffectLogEntry(level: .warning, message: "set up for 48 kHz stereo, \(error)"))
        }
        return (wasm, log)
    }

    private static let commonFormat = EffectFormat(sampleRateHertz: 48_000, channelCount: 2, maximumFrameCount: 128)

    /// Reads a file that should be a module, without reading more than a module may have. Never waits: what is no file, a
    /// pipe or a device, is not read.
    package static func read(_ path: String, limit: Int) throws(EffectError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw EffectError(.unreadable(String(cString: strerror(errno))), effect: path)
        }
        var status = stat()
        let isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        guard isFile || status.st_mode & S_IFMT == S_IFDIR, let file = fdopen(descriptor, "rb") else {
            close(descriptor)
            throw EffectError(.unreadable("it is no file"), effect: path)
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            bytes += chunk[..<count]
            guard bytes.count <= limit else {
                throw EffectError(.tooLarge(byteCount: bytes.count, limit: limit), effect: path)
            }
            if count < chunk.count { break }
        }
        guard ferror(file) == 0 else {
            throw EffectError(.unreadable(String(cString: strerror(errno))), effect: path)
        }
        return bytes
    }
}
