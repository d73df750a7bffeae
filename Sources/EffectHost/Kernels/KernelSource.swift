// A kernel as its author hands it over: a name, an interface in WIT, a module. Plain values, any thread but the audio
// thread.

package import WasmBinary

/// What a script may import as `kernel:NAME`.
package struct KernelSource: Equatable, Sendable {
    /// What follows `kernel:` in the script's import: lower-case letters, digits and hyphens.
    package let name: String
    /// The interface: one WIT file with one world that exports one interface.
    package let witText: String
    /// The core module.
    package let wasm: [UInt8]

    package init(name: String, witText: String, wasm: [UInt8]) {
        self.name = name
        self.witText = witText
        self.wasm = wasm
    }

    /// Reads `FILE.wasm`, and `FILE.wit` beside it.
    ///
    /// - Parameter effect: what messages call the effect that wants the kernel.
    ///
    /// Errors: a file can't be read or is larger than a module may be; the WIT file is not UTF-8.
    package init(name: String, path: String, effect: String, limits: ModuleLimits = ModuleLimits())
        throws(EffectError)
    {
        let stem = path.hasSuffix(".wasm") ? String(path.dropLast(".wasm".count)) : path
        func read(_ path: String, _ limit: Int) throws(EffectError) -> [UInt8] {
            do {
                return try EffectLoader.read(path, limit: limit)
            } catch {
                throw EffectError(.invalidKernel(name, error.description), effect: effect)
            }
        }
        let wasm = try read(path, limits.maximumBytes)
        let wit = try read(stem + ".wit", KernelModule.Limits.witBytes)
        guard let text = String(validating: wit, as: UTF8.self) else {
            throw EffectError(.invalidKernel(name, "‘\(stem).wit’ is not UTF-8"), effect: effect)
        }
        self.init(name: name, witText: text, wasm: wasm)
    }
}

extension KernelSource {
    /// A built effect carries each of its kernels in a custom section of this name, followed by the kernel's name.
    package static let sectionPrefix = "cajon:kernel/"

    package var sectionName: String { Self.sectionPrefix + name }

    /// The section's contents: the WIT text's length in bytes (u32, little-endian), the text, the module.
    package var sectionContents: [UInt8] {
        let text = Array(witText.utf8)
        return withUnsafeBytes(of: UInt32(text.count).littleEndian, Array.init) + text + wasm
    }

    /// Reads a section back; nil when its contents are not as `sectionContents` writes them.
    package init?(sectionName: String, contents: ArraySlice<UInt8>) {
        guard sectionName.hasPrefix(Self.sectionPrefix), contents.count >= 4 else { return nil }
        let head = contents.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        let rest = contents.dropFirst(4)
        guard head <= rest.count, let text = String(validating: rest.prefix(head), as: UTF8.self) else { return nil }
        self.init(
            name: String(sectionName.dropFirst(Self.sectionPrefix.count)), witText: text,
            wasm: Array(rest.dropFirst(head)))
    }

    /// A module with a section for each kernel at its end.
    static func adding(_ kernels: [KernelSource], to wasm: [UInt8]) -> [UInt8] {
        var writer = BinaryWriter(wasm)
        for kernel in kernels {
            var section = BinaryWriter()
            section.name(kernel.sectionName)
            section.append(kernel.sectionContents)
            writer.section(.custom, section.bytes)
        }
        return writer.bytes
    }

    /// The kernels that a built effect carries, in the order of its sections.
    ///
    /// Errors: a kernel's section is damaged.
    package static func carried(by wasm: [UInt8], summary: ModuleSummary, effect: String) throws(EffectError)
        -> [KernelSource]
    {
        var kernels: [KernelSource] = []
        for section in summary.sections where section.isCustom && section.name.hasPrefix(sectionPrefix) {
            // A section of this kind begins with its name, whose length in bytes comes first.
            var contents = wasm[section.offset..<section.offset + section.byteCount]
            contents = contents.drop { $0 & 0x80 != 0 }.dropFirst(1 + section.name.utf8.count)
            guard let kernel = KernelSource(sectionName: section.name, contents: contents) else {
                throw EffectError(
                    .invalidModule("its section ‘\(printable(section.name))’ at byte \(section.offset) is damaged"),
                    effect: effect)
            }
            kernels.append(kernel)
        }
        return kernels
    }
}

extension ScriptPackage {
    /// Reads the script's kernels, in the order of their names.
    ///
    /// Errors: `.invalidKernel`, when a file can't be read.
    func kernelSources(limits: ModuleLimits) throws(EffectError) -> [KernelSource] {
        var sources: [KernelSource] = []
        for (name, path) in kernels.sorted(by: { $0.key < $1.key }) {
            sources.append(try KernelSource(name: name, path: path, effect: script, limits: limits))
        }
        return sources
    }
}
