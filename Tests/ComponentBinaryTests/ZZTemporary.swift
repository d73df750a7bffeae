import ComponentBinary
import Foundation
import Testing
import WasmBinary

@Suite struct ZZTemporary {
    @Test func `third party`() throws {
        for path in (ProcessInfo.processInfo.environment["CAJON_THIRD_PARTY"] ?? "").split(separator: ":") {
            let bytes = [UInt8](try Data(contentsOf: URL(filePath: String(path))))
            let clock = ContinuousClock()
            do {
                var component: Component?
                let parse = try clock.measure { component = try Component(parsing: bytes) }
                var same = false
                let write = clock.measure { same = component!.encoded() == bytes }
                var limits = ComponentLimits()
                limits.module = .forTools
                var valid: ValidatedComponent?
                let validate = try clock.measure { valid = try ValidatedComponent(component!, limits: limits) }
                print("THIRD", path, bytes.count, "same", same, parse, write, validate)
                print("THIRD", valid!.imports.names, valid!.exports.names)
            } catch { print("THIRD", path, error) }
            do { _ = try ValidatedComponent(parsing: bytes) } catch { print("THIRD strict", path, error) }
        }
    }
}
