// Which files a scripted effect consists of, for a copy of it. Any thread but the audio thread.

extension ScriptPackage {
    /// The path of the folder that the script lies in.
    package var folder: String {
        script.lastIndex(of: "/").map { $0 == script.startIndex ? "/" : String(script[..<$0]) } ?? "."
    }

    /// The script's name in its folder.
    package var scriptName: String {
        script.lastIndex(of: "/").map { String(script[script.index(after: $0)...]) } ?? script
    }

    /// The paths, from the script's folder, of all that the effect needs, the script first, each once: what it imports;
    /// the manifest, if it speaks of this script; former names; kernels with their interfaces. Where they lie in another
    /// folder in the same way, the effect is the same, but for former names: these are the script's that the folder is
    /// named after.
    ///
    /// Errors: a file can't be read, or the manifest is wrong.
    package func fileNames() throws(EffectError) -> [String] {
        var stamps: [FileStamp] = []
        let (sources, surroundings) = try ScriptFiles.gather(self, noting: &stamps)
        var names = sources.map(\.name)
        if manifest != nil { names.append(ScriptManifest.fileName) }
        names += surroundings.binaries.map { $0.name.split(separator: "/").filter { $0 != "." }.joined(separator: "/") }
        if !renames.isEmpty { names.append(RenamesFile.name) }
        names += kernelFiles.map { file in
            file.dropFirst(folder.count).split(separator: "/").filter { $0 != "." }.joined(separator: "/")
        }
        var known: Set<String> = []
        return names.filter { known.insert($0).inserted }
    }
}
