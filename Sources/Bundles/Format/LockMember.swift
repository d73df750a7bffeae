// Reads the small JSON files of a bundle, which have one shape each. Values, any thread.

import EffectHost
import Presets

/// A value in such a file, and what messages call it.
struct LockMember {
    private let node: JSONNode
    /// The file's name.
    private let file: String
    /// Where the value stands: `files[2].bytes`; empty for the root.
    private let place: String

    /// The root of a text.
    ///
    /// Errors: `.tooLarge`; `.malformed`, when it is no JSON.
    init(_ bytes: [UInt8], of file: String, limit: Int) throws(BundleError) {
        guard bytes.count <= limit else {
            throw BundleError(.tooLarge("\(file) has \(bytes.count) bytes, and at most \(limit) are allowed"), path: "")
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw BundleError(.malformed("\(file) is not UTF-8 text"), path: "")
        }
        do throws(LocatedProblem) {
            node = try JSONLocator.tree(of: bytes)
        } catch {
            let start = PresetSource(name: file, style: .file, bytes: bytes).place(at: error.span?.start ?? 0)
            throw BundleError(.malformed("\(file):\(start.line):\(start.column): \(error.problem.message)"), path: "")
        }
        self.file = file
        place = ""
    }

    private init(_ node: JSONNode, of parent: LockMember, at place: String) {
        self.node = node
        file = parent.file
        self.place = place
    }

    /// That something is wrong with the file.
    func fault(_ problem: String) -> BundleError { BundleError(.malformed("\(file): \(problem)"), path: "") }

    /// An object's values in the order of these keys, which are all that it must have.
    ///
    /// - Parameter format: what the member `format` must be; the first thing that is looked at.
    func object(keys: [String], checkingFormat format: Int? = nil) throws(BundleError) -> [LockMember] {
        guard case .object(let members) = node.content else { throw expected("an object") }
        if let format, let stated = members.first(where: { $0.key == "format" }) {
            let count = try LockMember(stated.value, of: self, at: "format").count()
            if count > format { throw BundleError(.newerFormat(count), path: "") }
            guard count == format else { throw fault("its ‘format’ is \(count), and should be \(format)") }
        }
        let inside = place.isEmpty ? "it" : "‘\(place)’"
        if let unknown = members.first(where: { !keys.contains($0.key) }) {
            throw fault("\(inside) has a key ‘\(printable(unknown.key, limit: 80))’, which is unknown")
        }
        var found: [LockMember] = []
        for key in keys {
            let matching = members.filter { $0.key == key }
            guard matching.count < 2 else { throw fault("\(inside) has the key ‘\(key)’ twice") }
            guard let member = matching.first else { throw fault("\(inside) has no ‘\(key)’") }
            found.append(LockMember(member.value, of: self, at: place.isEmpty ? key : "\(place).\(key)"))
        }
        return found
    }

    func list() throws(BundleError) -> [LockMember] {
        guard case .array(let elements) = node.content else { throw expected("a list") }
        return elements.enumerated().map { LockMember($0.element, of: self, at: "\(place)[\($0.offset)]") }
    }

    func text() throws(BundleError) -> String {
        guard case .string(let text) = node.content else { throw expected("a text") }
        return text
    }

    /// A number of bytes or of a format.
    func count() throws(BundleError) -> Int {
        guard case .number(let number) = node.content, number >= 0, number <= Double(1 << 53),
            number == number.rounded(), number.sign == .plus
        else { throw expected("a whole number from 0 on") }
        return Int(number)
    }

    private func expected(_ what: String) -> BundleError {
        fault("\(place.isEmpty ? "it" : "‘\(place)’") is \(node.shown), and should be \(what)")
    }
}
