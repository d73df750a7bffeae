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
        let loader = try StagedEffects.loader(grantingAssetsOf: name)
        let first = try loader.load(bytes, name: name).descriptor
        let second = try loader.load(bytes, name: name).descriptor
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

    @Test(
        "imports nothing but the log, what leads to a script's kernels, and assets if it brings some",
        arguments: StagedEffects.everyName)
    func importsAreFew(name: String) throws {
        let imports = try #require(StagedEffects.module(name).summary).imports
        let hasAssets = StagedEffects.hasAssets(name)
        #expect(
            imports.allSatisfy {
                ($0.module == "cajon:effect/log@0.1.0" && $0.name == "write")
                    || ($0.module == "cajon:script/kernels@0.1.0"
                        && ["call", "fetch", "drop", "operate"].contains($0.name))
                    || (hasAssets && $0.module == "cajon:effect/assets@0.1.0")
            })
    }

    @Test("has meters with ids of their own and names, which the README tells, and they read as numbers or nothing")
    func metersAreSound() throws {
        for name in StagedEffects.names {
            let module = try StagedEffects.module(name)
            let meters = module.descriptor.meters
            guard !meters.isEmpty else { continue }
            let readme = StagedEffects.root.appending(path: "Effects/\(name)/README.md")
            let text = try String(contentsOf: readme, encoding: .utf8)
            for meter in meters {
                #expect(meter.id.wholeMatch(of: /[a-z][a-z0-9]*(-[a-z0-9]+)*/) != nil, "\(meter.id)")
                #expect(!meter.name.isEmpty, "\(meter.id)")
                #expect(text.contains("`\(meter.id)`"), "Effects/\(name)/README.md doesn't name `\(meter.id)`")
            }
            for channelCount in [1, 2, 6] {
                let scene = try Scene(name, rate: 48_000, channelCount: channelCount, frameCount: 9_000, seed: 77)
                let (read, unread) = (try scene.rig(), try scene.rig())
                let output = try scene.run(unread)
                // Reading between blocks is not heard.
                for start in stride(from: 0, to: 9_000, by: 100) {
                    let part = try read.process(scene.input.frames(start..<start + 100), blocks: .fixed(100))
                    #expect(try read.instance.readMeters().map(\.meter) == meters)
                    guard part.difference(from: output.frames(start..<start + 100)) == nil else {
                        Issue.record("\(name), \(channelCount) channels, block at frame \(start)")
                        return
                    }
                }
                // As new, they show what they showed at first.
                let fresh = try scene.rig().instance.readMeters()
                try read.reset()
                #expect(try read.instance.readMeters() == fresh)
            }
        }
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
