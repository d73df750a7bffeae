// A core module with its exports by name. A value, any thread.

import WasmBinary

/// A core module of the component that is taken apart.
struct LinkModule {
    let bytes: ArraySlice<UInt8>
    let summary: ModuleSummary
    /// Where each export stands. Names are compared byte for byte: Swift takes canonically equivalent strings for equal.
    private let places: [[UInt8]: Int]

    /// Errors: what is wrong with its bytes.
    init(_ bytes: ArraySlice<UInt8>) throws(WasmBinaryError) {
        self.bytes = bytes
        // The component's own limits held when it was read.
        summary = try ModuleSummary(parsing: bytes, limits: .forTools)
        places = Dictionary(
            summary.exports.enumerated().map { (Array($1.name.utf8), $0) }, uniquingKeysWith: { first, _ in first })
    }

    func place(ofExport name: String) -> Int? { places[Array(name.utf8)] }
}
