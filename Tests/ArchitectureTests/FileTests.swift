// What every file keeps to: length, header, nothing of the machine it was written on.

import Foundation
import Testing

@Suite("The files")
struct FileTests {
    private let repository: Repository

    init() throws { repository = try Repository() }

    /// Written by hand, under `Sources`.
    private var sources: [String] {
        repository.paths(below: "Sources", suffixes: [".swift", ".c", ".h", ".modulemap"])
    }

    @Test("under Sources begin with a comment that says what they own")
    func headers() throws {
        #expect(sources.count > 20)
        for path in sources {
            let first = try repository.lines(path).first ?? ""
            #expect(first.hasPrefix("// ") || first.hasPrefix("/* "), "\(path) has no header comment on line 1")
        }
    }

    @Test("under Sources are no longer than 400 lines unless their header says why, with the number 400 in it")
    func lengths() throws {
        for path in sources {
            let lines = try repository.lines(path)
            guard lines.count > 400 else { continue }
            let header = lines.prefix { $0.hasPrefix("//") || $0.hasPrefix(" *") || $0.hasPrefix("/*") }
            #expect(
                header.contains { $0.contains("400") },
                "\(path) has \(lines.count) lines and its header doesn't say why it is past 400")
        }
    }

    @Test("name no path of the machine they were written on, and no package registry's host")
    func noMachine() throws {
        // Put together here, so that this file doesn't name them either.
        let folders = ["home", "Users", "root", "work", "mnt", "private"].map { "/" + $0 + "/" }
        let hosts = [
            ["pypi", "org"], ["files", "pythonhosted", "org"], ["registry", "npmjs", "org"], ["crates", "io"],
            ["proxy", "golang", "org"], ["repo", "maven", "apache", "org"], ["rubygems", "org"], ["docker", "io"],
            ["deb", "debian", "org"], ["archive", "ubuntu", "com"],
        ].map { $0.joined(separator: ".") }
        #expect(repository.paths.contains("Package.swift"))
        for path in repository.paths {
            guard let text = try repository.text(path) else { continue }
            guard (folders + hosts).contains(where: text.contains) else { continue }
            for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                for host in hosts { #expect(!line.contains(host), "\(path):\(number + 1) names \(host)") }
                for folder in folders {
                    #expect(!Self.begins(folder, in: line), "\(path):\(number + 1) has a path below \(folder)")
                }
            }
        }
    }

    /// Whether an absolute path begins with that folder somewhere in the line: "a/work/b" is none, nor is "$x/work/b".
    private static func begins(_ folder: String, in line: Substring) -> Bool {
        line.ranges(of: folder).contains { range in
            guard range.lowerBound > line.startIndex else { return true }
            let before = line[line.index(before: range.lowerBound)]
            return !before.isLetter && !before.isNumber && !"_-.~})*/$".contains(before)
        }
    }

    @Test("of an effect have a README among them")
    func effectReadmes() {
        // The contract and the SDKs are no effects.
        let effects = Set(
            repository.paths(below: "Effects", suffixes: [".swift", ".c", ".js"]).map { $0.split(separator: "/") }
                .filter { $0.count > 2 }.map { String($0[1]) }
        ).filter { !["wit", "sdk"].contains($0.lowercased()) }
        for effect in effects.sorted() {
            #expect(repository.paths.contains("Effects/\(effect)/README.md"), "Effects/\(effect) has no README.md")
        }
    }
}
