// Asks Python's jsonschema about files. Starts a process and waits for it.

import Foundation

/// The published schema, applied by somebody else's validator.
enum SchemaValidator {
    struct Verdict: Decodable {
        let file: String
        let isValid: Bool
        let reason: String
    }

    struct Failure: Error {
        let status: Int32
    }

    /// Whether Python and its module are here.
    static let isAvailable = (try? run(["-c", "import jsonschema; jsonschema.Draft202012Validator"])) != nil

    private static let script = """
        import json, os, sys, jsonschema
        schema = json.load(open(sys.argv[1], encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        verdicts = []
        for name in sys.argv[2:]:
            error = next(validator.iter_errors(json.load(open(name, encoding="utf-8"))), None)
            verdicts.append({"file": os.path.basename(name), "isValid": error is None, "reason": error.message[:200] if error else ""})
        print(json.dumps(verdicts))
        """

    /// What the schema says of each file, in their order.
    static func verdicts(on files: [URL]) throws -> [Verdict] {
        let schema = Fixture.presets.appending(path: "preset.schema.json")
        let output = try run(["-c", script, schema.path()] + files.map { $0.path() })
        return try JSONDecoder().decode([Verdict].self, from: output)
    }

    private static func run(_ arguments: [String]) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-W", "ignore"] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
        return data
    }
}
