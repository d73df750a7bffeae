import Foundation
import TestSupport
import Testing
import WIT
@Suite struct DumpTests {
    @Test func dump() throws {
        let folder = "/tmp/gen"
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for seed in 0..<150 as Range<UInt64> {
            var generator = PackageGenerator(seed: seed)
            let text = generator.text()
            var verdict = "ok"
            var worlds = ""
            do {
                let r = try Resolution(parsing: text, features: FeatureSet(["on"]))
                worlds = r.main.worlds.map { "\(r.mainName.namespace):\(r.mainName.name)/\($0.name)" + (r.mainName.version.map { "@\($0)" } ?? "") }.joined(separator: "\n")
                var lists = ""
                for world in r.main.worlds {
                    func names(_ items: [World.Item]) -> String {
                        items.compactMap { if case .interface(let i) = $0 { i.name.name } else if case .inline(let i) = $0 { i.name } else { nil } }.sorted().joined(separator: ",")
                    }
                    lists += "\(world.name) \(names(world.imports)) \(names(world.exports))\n"
                }
                try lists.write(toFile: "\(folder)/g\(seed).lists", atomically: true, encoding: .utf8)
                try r.text.write(toFile: "\(folder)/g\(seed).printed.wit", atomically: true, encoding: .utf8)
            } catch { verdict = "\(error)" }
            try text.write(toFile: "\(folder)/g\(seed).wit", atomically: true, encoding: .utf8)
            try verdict.write(toFile: "\(folder)/g\(seed).verdict", atomically: true, encoding: .utf8)
            try worlds.write(toFile: "\(folder)/g\(seed).worlds", atomically: true, encoding: .utf8)
        }
        let texts = try MutationTests.texts()
        var random = SeededGenerator(seed: 77)
        for index in 0..<600 {
            let text = MutationTests.mutate(texts[index % texts.count], &random)
            var verdict = "ok"
            do { _ = try Resolution(parsing: text, features: .all) } catch { verdict = "\(error)" }
            try text.write(toFile: "\(folder)/m\(index).wit", atomically: true, encoding: .utf8)
            try verdict.write(toFile: "\(folder)/m\(index).verdict", atomically: true, encoding: .utf8)
        }
    }
}
