// What shipped effects say of themselves: it is sound, it is always the same, and the README tells it too.

import EffectHost
import EffectTestSupport
import Foundation
import Testing
import WasmBinary

@Suite("A shipped effect's description")
struct DescriptionTests {
    @Test("exists for each of the four effects")
    func everyEffectIsThere() throws {
        #expect(Set(StagedEffects.names).isSuperset(of: ["chorus", "compressor", "filter", "gain"]))
        for name in StagedEffects.names { _ = try StagedEffects.module(name) }
    }

    @Test("is the same whenever the module is loaded", arguments: StagedEffects.everyName)
    func isStable(name: String) throws {
        let bytes = try EffectLoader.read(StagedEffects.modulePath(name), limit: 1 << 24)
        let first = try StagedEffects.loader().load(bytes, name: name).descriptor
        let second = try StagedEffects.loader().load(bytes, name: name).descriptor
        #expect(first == second)
        #expect(try StagedEffects.module(name).descriptor == first)
    }

    @Test("names it, its version and what it does", arguments: StagedEffects.everyName)
    func isComplete(name: String) throws {
        let descriptor = try StagedEffects.module(name).descriptor
        #expect(descriptor.name.lowercased() == name)
        #expect(descriptor.version.wholeMatch(of: /\d+\.\d+\.\d+/) != nil)
        #expect(descriptor.summary.count > 20 && descriptor.summary.hasSuffix("."))
        #expect(!descriptor.parameters.isEmpty)
    }

    @Test(
        "gives each parameter an id of its own, a name, and a range that holds its initial value",
        arguments: StagedEffects.everyName)
    func parametersAreSound(name: String) throws {
        let parameters = try StagedEffects.module(name).descriptor.parameters
        #expect(Set(parameters.map(\.id)).count == parameters.count)
        for parameter in parameters {
            let id = parameter.id
            #expect(id.wholeMatch(of: /[a-z][a-z0-9]*(-[a-z0-9]+)*/) != nil, "\(id)")
            #expect(!parameter.name.isEmpty, "\(id)")
            #expect(parameter.minimum.isFinite && parameter.maximum.isFinite, "\(id)")
            #expect(parameter.minimum < parameter.maximum, "\(id)")
            #expect((parameter.minimum...parameter.maximum).contains(parameter.initial), "\(id)")
            if parameter.scale == .logarithmic { #expect(parameter.minimum > 0, "\(id)") }
            if parameter.scale == .stepped {
                for value in [parameter.minimum, parameter.maximum, parameter.initial] {
                    #expect(value == value.rounded(), "\(id)")
                }
            }
            if !parameter.choices.isEmpty {
                #expect(parameter.scale == .stepped && parameter.minimum == 0, "\(id)")
                #expect(parameter.maximum == Float(parameter.choices.count - 1), "\(id)")
                #expect(Set(parameter.choices).count == parameter.choices.count, "\(id)")
            }
        }
    }

    @Test("imports nothing but the log and what leads to a script's kernels", arguments: StagedEffects.everyName)
    func importsAreFew(name: String) throws {
        let imports = try #require(StagedEffects.module(name).summary).imports
        #expect(
            imports.allSatisfy {
                ($0.module == "cajon:effect/log@0.1.0" && $0.name == "write")
                    || ($0.module == "cajon:script/kernels@0.1.0"
                        && ["call", "fetch", "drop", "operate"].contains($0.name))
            })
    }

    @Test("is in the effect's README, parameter by parameter", arguments: StagedEffects.everyName)
    func readmeTellsIt(name: String) throws {
        let readme = StagedEffects.root.appending(path: "Effects/\(name)/README.md")
        let text = try String(contentsOf: readme, encoding: .utf8)
        let descriptor = try StagedEffects.module(name).descriptor
        for (index, parameter) in descriptor.parameters.enumerated() where !descriptor.isRepeated(index) {
            #expect(text.contains("`\(parameter.id)`"), "Effects/\(name)/README.md doesn't name `\(parameter.id)`")
        }
    }
}
