// What is asked of a compiler in a process of its own, as its arguments and its input say it. Plain values, any thread.

/// Everything that decides what code comes out, and what it may cost.
package struct CompilerRequest: Equatable {
    /// What the bytes are.
    package enum Kind: String {
        case module
        case component
    }

    package var kind: Kind
    /// Settings of the engine that the code is for, as far as they shape code.
    package var configuration: WasmEngine.Configuration
    package var limits: CompilerLimits

    /// A compiler needs no place for instances.
    package init(_ kind: Kind, for engine: WasmEngine, limits: CompilerLimits) {
        self.kind = kind
        self.limits = limits
        configuration = WasmEngine.Configuration()
        configuration.isPooled = engine.isPooled
        configuration.onlyCompiles = true
        for (_, setting) in Self.settings { configuration[keyPath: setting] = engine.configuration[keyPath: setting] }
    }

    /// By the words that stand for them.
    private static var settings: [(word: String, setting: WritableKeyPath<WasmEngine.Configuration, Bool>)] {
        [
            ("parallel", \.compilesInParallel), ("memory64", \.allowsMemory64), ("memories", \.allowsMultipleMemories),
            ("tail-calls", \.allowsTailCalls), ("components", \.allowsComponents),
        ]
    }

    private static let memoryWord = "memory="
    private static let secondsWord = "seconds="
    private static let pooledWord = "pooled"

    /// The request in words, which `init(arguments:)` understands.
    package var arguments: [String] {
        let set = Self.settings.filter { configuration[keyPath: $0.setting] }.map(\.word)
        return [
            kind.rawValue, "\(Self.memoryWord)\(limits.memoryBytes)", "\(Self.secondsWord)\(limits.processorSeconds)",
        ] + (configuration.isPooled ? [Self.pooledWord] : []) + set
    }

    /// Nil for words that `arguments` doesn't give.
    package init?(arguments: [String]) {
        guard let kind = arguments.first.flatMap(Kind.init(rawValue:)) else { return nil }
        self.kind = kind
        limits = CompilerLimits()
        configuration = WasmEngine.Configuration()
        configuration.isPooled = false
        configuration.onlyCompiles = true
        for (_, setting) in Self.settings { configuration[keyPath: setting] = false }
        for word in arguments.dropFirst() {
            if let count = Self.number(in: word, after: Self.memoryWord) {
                limits.memoryBytes = count
            } else if let count = Self.number(in: word, after: Self.secondsWord) {
                limits.processorSeconds = count
            } else if word == Self.pooledWord {
                configuration.isPooled = true
            } else if let setting = Self.settings.first(where: { $0.word == word })?.setting {
                configuration[keyPath: setting] = true
            } else {
                return nil
            }
        }
    }

    private static func number(in word: String, after prefix: String) -> Int? {
        guard word.hasPrefix(prefix), let number = Int(word.dropFirst(prefix.count)), (1...maximumNumber) ~= number
        else { return nil }
        return number
    }

    /// More than any machine has.
    private static let maximumNumber = 1 << 48
}

extension CompilerRequest {
    /// What comes before a request's bytes: a magic number, and how many there are, little-endian in 8 bytes.
    package static let headerByteCount = 16
    private static let magic = Array("CAJNWASM".utf8)

    package static func header(byteCount: Int) -> [UInt8] {
        magic + withUnsafeBytes(of: UInt64(byteCount).littleEndian) { Array($0) }
    }

    /// More than any module that is read, the tools' and what they add to them included (`ModuleLimits.forTools`).
    package static let maximumBytes = 512 << 20

    /// How many bytes follow a header; nil if it is none, or they would be more than a compiler is given.
    package static func byteCount(after header: [UInt8]) -> Int? {
        guard header.count == headerByteCount, header.starts(with: magic) else { return nil }
        let count = header[magic.count...].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return count <= UInt64(maximumBytes) ? Int(count) : nil
    }
}
