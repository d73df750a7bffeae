// Where a built effect states its former names: a custom section, read without reading the rest. Any thread that may wait
// for a file.

import Foundation
import WasmBinary

extension EffectRenames {
    /// The name of the custom section; its contents are the JSON text.
    package static let sectionName = "cajon:renames"

    /// A module or component that states these names, in a section at its end; as it was when there are none.
    package func adding(to wasm: [UInt8]) -> [UInt8] {
        guard !isEmpty else { return wasm }
        var section = BinaryWriter()
        section.name(Self.sectionName)
        section.append(json)
        var writer = BinaryWriter(wasm)
        writer.section(.custom, section.bytes)
        return writer.bytes
    }

    /// What a module or component states; nothing when it doesn't.
    ///
    /// A component may state it itself. Where it doesn't, one of its core modules may: that is as far as a compiler's
    /// `link_section` reaches.
    ///
    /// Errors: `.invalidRenames`.
    package static func stated(by wasm: [UInt8], effect: String) throws(EffectError) -> EffectRenames {
        do throws(Fault) {
            return try stated(byteCount: wasm.count) { wasm[$0] }
        } catch {
            throw EffectError(.invalidRenames(error.reason), effect: effect)
        }
    }

    /// What a module or component states, nil when nothing; or what is wrong with it.
    package static func inspected(_ wasm: [UInt8]) -> (renames: EffectRenames?, problem: String?) {
        do throws(Fault) {
            let stated = try stated(byteCount: wasm.count) { wasm[$0] }
            return (stated.isEmpty ? nil : stated, nil)
        } catch {
            return (nil, error.reason)
        }
    }

    /// What the effect in a file states, as far as it makes sense; the rest of the file is not read. Nothing where there is
    /// no such file, or it is no effect.
    static func stated(inFile path: String) -> EffectRenames {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return EffectRenames() }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return EffectRenames() }
        let stated = try? stated(byteCount: Int(status.st_size)) { range in
            var bytes = [UInt8](repeating: 0, count: range.count)
            let count = pread(descriptor, &bytes, bytes.count, off_t(range.lowerBound))
            return bytes[..<max(count, 0)]
        }
        return stated ?? EffectRenames()
    }

    private static func stated(
        byteCount: Int, read: @escaping (Range<Int>) -> ArraySlice<UInt8>
    ) throws(Fault) -> EffectRenames {
        var scan = CustomSectionScan(named: sectionName, byteCount: byteCount, read: read)
        let sections = scan.sections()
        guard let section = sections.first else { return EffectRenames() }
        guard sections.count == 1 else { throw Fault("it has \(sections.count) sections ‘\(sectionName)’") }
        guard section.count <= Limits.bytes else {
            throw Fault("its section ‘\(sectionName)’ has \(section.count) bytes; at most \(Limits.bytes) are allowed")
        }
        return try EffectRenames(json: read(section))
    }
}

/// Looks for custom sections of one name, and reads no more of a file than where sections begin.
private struct CustomSectionScan {
    let name: String
    let byteCount: Int
    /// Gives the bytes of a range, fewer where there are none.
    let read: (Range<Int>) -> ArraySlice<UInt8>
    /// How many sections may still be looked at: no effect has so many, and a search through a folder has to end.
    private var remainingCount = 10_000

    private static let modulePreamble: [UInt8] = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]
    private static let componentPreamble: [UInt8] = [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]
    private static let coreModuleID: UInt8 = 1
    /// A number of 32 bits takes at most so many bytes.
    private static let numberByteCount = 5

    init(named name: String, byteCount: Int, read: @escaping (Range<Int>) -> ArraySlice<UInt8>) {
        self.name = name
        self.byteCount = byteCount
        self.read = read
    }

    /// The contents of the sections: the outermost ones, and only if there are none those of core modules in a component.
    mutating func sections() -> [Range<Int>] {
        let whole = 0..<byteCount
        guard read(0..<min(byteCount, 8)).elementsEqual(Self.componentPreamble) else { return sections(in: whole) }
        var modules: [Range<Int>] = []
        let own = walk(whole) { id, contents in
            if id == Self.coreModuleID { modules.append(contents) }
        }
        guard own.isEmpty else { return own }
        var found: [Range<Int>] = []
        for module in modules { found += sections(in: module) }
        return found
    }

    private mutating func sections(in module: Range<Int>) -> [Range<Int>] {
        guard module.count >= 8, read(module.lowerBound..<module.lowerBound + 8).elementsEqual(Self.modulePreamble)
        else { return [] }
        return walk(module) { _, _ in }
    }

    /// Goes from section to section as far as they make sense; whether all do is for others to say.
    private mutating func walk(_ whole: Range<Int>, _ visit: (UInt8, Range<Int>) -> Void) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var offset = whole.lowerBound + 8
        while offset < whole.upperBound, remainingCount > 0 {
            remainingCount -= 1
            let longest = 1 + 2 * Self.numberByteCount + name.utf8.count
            var head = read(offset..<min(offset + longest, whole.upperBound))
            let start = head.startIndex
            guard let id = head.popFirst(), let size = Self.number(&head) else { break }
            let contents = offset + (head.startIndex - start)
            guard size <= whole.upperBound - contents else { break }
            let end = contents + size
            visit(id, contents..<end)
            if id == 0, Self.number(&head) == name.utf8.count, head.starts(with: name.utf8) {
                let text = offset + (head.startIndex - start) + name.utf8.count
                if text <= end { found.append(text..<end) }
            }
            offset = end
        }
        return found
    }

    /// Takes an unsigned LEB128 number of 32 bits from the front.
    private static func number(_ bytes: inout ArraySlice<UInt8>) -> Int? {
        var number = 0
        for index in 0..<numberByteCount {
            guard let byte = bytes.popFirst() else { return nil }
            number |= Int(byte & 0x7f) << (7 * index)
            if byte & 0x80 == 0 { return number <= Int(UInt32.max) ? number : nil }
        }
        return nil
    }
}
