// Small code that asks much of a compiler. Plain values, any thread.

/// A function in WebAssembly text, within all limits on modules' parts, whose compilation takes far more than its size
/// says: every local has a value of its own in each of many nested loops.
package enum CompilerBomb {
    /// With 300 of each it takes a minute and 200 MiB, from 5 KB; with 3,000, gigabytes within seconds.
    package static func function(localCount: Int, loopCount: Int) -> String {
        let locals = String(repeating: "i32 ", count: localCount)
        let loops = String(repeating: "loop ", count: loopCount)
        let sums = (1...localCount).map { "local.get 0 local.get \($0) i32.add local.set \($0) " }.joined()
        let ends = String(repeating: "local.get 0 br_if 0 end ", count: loopCount)
        return "(func $bomb (param i32) (local \(locals)) \(loops)\(sums)\(ends))"
    }

    /// Takes for ever.
    package static let slow = function(localCount: 400, loopCount: 400)
    /// Takes more memory than there is.
    package static let hungry = function(localCount: 3_000, loopCount: 3_000)
}
