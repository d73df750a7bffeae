// Where outputs go, and where they must not. Pure but for looking at what is there.

import Foundation

/// The paths of a render's outputs.
enum OutputPaths {
    /// One path in a folder for each input, under the input's name.
    ///
    /// - Parameter format: takes the place of the input's extension.
    ///
    /// Errors: `.usage` when two inputs would go into one file.
    static func below(_ folder: String, inputs: [String], format: String?) throws -> [String] {
        var inputOfName: [String: String] = [:]
        return try inputs.map { input in
            let file = URL(filePath: input)
            let name =
                format.map { file.deletingPathExtension().lastPathComponent + ".\($0)" } ?? file.lastPathComponent
            let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
            if let other = inputOfName.updateValue(input, forKey: name) {
                throw Failure(
                    .usage, "‘\(other)’ and ‘\(input)’ would both be written to ‘\(path)’; render them separately")
            }
            return path
        }
    }

    /// Errors: `.usage` when an output is one of the inputs, under whatever name.
    static func refuseInputs(_ inputs: [String], among outputs: [String]) throws {
        let known = inputs.map { ($0, FileIdentity(path: $0)) }
        for output in outputs {
            guard let identity = FileIdentity(path: output),
                let input = known.first(where: { $0.1 == identity })?.0
            else { continue }
            let name = input == output ? "‘\(output)’ is" : "the output ‘\(output)’ is the input ‘\(input)’:"
            throw Failure(.usage, "\(name) both read and written; write to another file, and move it afterwards")
        }
    }
}

/// What tells a file from all others, whatever names and links lead to it.
private struct FileIdentity: Equatable {
    let device: UInt64
    let inode: UInt64

    /// Nil for what is no regular file.
    init?(path: String) {
        var status = stat()
        guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }
}
