// The SDK's part that follows from the contract is made from the contract.

import Bindings
import Foundation
import TestSupport
import Testing
import WIT

@Suite("The SDK")
struct SDKTests {
    private static let effects = URL(filePath: Stage.root + "/Effects")

    @Test("has the contract as it is generated from effect.wit; CAJON_BLESS=1 generates it anew")
    func isCurrent() throws {
        let contract = Self.effects.appending(path: "wit/effect.wit")
        let resolution = try Resolution(
            parsing: String(decoding: Data(contentsOf: contract), as: UTF8.self))
        let names = try BindingNames(prefix: "cajon", interfaces: ["processor": "cajon", "log": "cajon_host_log"])
        let generated = try Generated(resolution, world: "effect", names: names, module: "CajonC")
        let header = Self.effects.appending(path: "SDK/c/\(generated.header.fileName)")
        #expect(try !Bench.differs(generated.header.text, from: header), "\(header.path) differs")
        let glue = Self.effects.appending(path: "SDK/swift/Contract.swift")
        #expect(try !Bench.differs(generated.glue.text, from: glue), "\(glue.path) differs")
    }
}
