// The lock as the text it is in the bundle. Pure functions, any thread.

import EffectHost
import Foundation
import Presets

extension BundleLock {
    /// The one text that this lock has.
    package var bytes: [UInt8] {
        var text = """
            {
              "format": \(Self.format),
              "id": \(JSONValue.string(identity.id).text),
              "version": \(JSONValue.string(identity.version.description).text),
              "files": [

            """
        for (index, file) in files.enumerated() {
            text +=
                "    { \"path\": \(JSONValue.string(file.path.text).text), \"bytes\": \(file.byteCount), \"sha256\": \"\(file.sha256)\" }"
            text += index == files.count - 1 ? "\n" : ",\n"
        }
        return Array((text + "  ]\n}\n").utf8)
    }

    /// The lock that a text is. There is one text for each lock, so that no two readers find two meanings in it.
    ///
    /// Errors: `.newerFormat`, `.malformed`, `.tooLarge`, `.invalidPath`; a path of a file is for `limits` to judge too.
    package init(_ bytes: [UInt8], limits: BundleLimits = BundleLimits()) throws(BundleError) {
        let root = try LockMember(bytes, of: Self.fileName, limit: BundleLimits.lockBytes)
        let members = try root.object(keys: ["format", "id", "version", "files"], checkingFormat: Self.format)
        let id = try members[1].text()
        guard PresetName.isID(id) else { throw root.fault("its ‘id’ is ‘\(printable(id, limit: 80))’, which is no id") }
        let versionText = try members[2].text()
        guard let version = PresetVersion(versionText) else {
            throw root.fault("its ‘version’ is ‘\(printable(versionText, limit: 80))’, and should be like 1.0.0")
        }
        var files: [File] = []
        let list = try members[3].list()
        guard list.count <= limits.files else {
            throw BundleError(
                .tooLarge("it has \(list.count) files, and at most \(limits.files) are allowed"), path: "")
        }
        for element in list {
            let parts = try element.object(keys: ["path", "bytes", "sha256"])
            let path = try BundlePath(try parts[0].text())
            let hash = try parts[2].text()
            guard ContentHash.isText(hash) else {
                throw root.fault("file ‘\(path)’ has a ‘sha256’ that isn't 64 hexadecimal digits in lower case")
            }
            if let last = files.last, !(last.path < path) {
                throw root.fault(
                    last.path == path
                        ? "file ‘\(path)’ is named twice" : "file ‘\(path)’ isn't in its place in the order of paths")
            }
            files.append(File(path: path, byteCount: try parts[1].count(), sha256: hash))
        }
        try limits.check(files.map { ($0.path, $0.byteCount) })
        guard files.contains(where: { $0.path.text == Self.presetFileName }) else {
            throw root.fault("it names no \(Self.presetFileName)")
        }
        self.init(identity: BundleIdentity(id: id, version: version), files: files)
        guard self.bytes == bytes else {
            throw root.fault("it isn't written as Cajon writes it, though it would mean the same")
        }
    }
}
