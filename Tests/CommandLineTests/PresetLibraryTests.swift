// Installed bundles as a user has them: at the command line, from many processes, and when the system refuses.

import Foundation
import TestSupport
import Testing

/// A shell with bundles in its folder, made of shipped effects and effects of one's own.
struct LibraryShell {
    let shell: Shell

    init(_ shell: Shell? = nil) throws { self.shell = try shell ?? Shell() }

    /// Where installed bundles lie, from the working folder.
    static let bundles = "home/.local/share/cajon/bundles"

    /// Packs a preset with effects of its own, each some 60 kB, into `NAME.cajon`.
    func pack(_ id: String, _ version: String = "1.0.0", author: String = "Jane", effects: Int = 1) throws {
        let source = "sources/\(id)-\(version)"
        var nodes: [String] = []
        for index in 0..<effects {
            // Comments make them as large as a real effect, and each another file.
            try shell.folder.write(Self.script(index, padding: 60_000), "\(source)/effects/e\(index).js")
            nodes.append(#"{ "id": "n\#(index)", "effect": "./effects/e\#(index).js" }"#)
        }
        try shell.folder.write(
            """
            { "format": 1, "name": "\(id)", "author": "\(author)", "licence": "CC0-1.0", "tags": ["worn"],
              "nodes": [\(nodes.joined(separator: ", "))] }
            """, "\(source)/preset.json")
        let outcome = try shell.cajon(
            "preset", "pack", source, "-o", "\(id)-\(version).cajon", "--id", id, "--bundle-version", version)
        try #require(outcome.status == 0, "\(outcome.error)")
    }

    private static func script(_ index: Int, padding: Int) -> String {
        """
        registerProcessor('e\(index)', class extends AudioWorkletProcessor {
          process(inputs, outputs) {
            for (let channel = 0; channel < outputs[0].length; channel++) {
              const from = inputs[0][channel], to = outputs[0][channel]
              for (let frame = 0; frame < to.length; frame++) to[frame] = from ? from[frame] * 0.5 : 0
            }
            return true
          }
        })
        // \(String(repeating: "\(index)", count: padding))
        """
    }

    /// What lies below a folder, hidden things too; none if there is no such folder.
    func names(_ folder: String = Self.bundles) -> [String] {
        FileManager.default.fileExists(atPath: shell.folder.file(folder))
            ? ((try? shell.folder.names(below: folder)) ?? []) : []
    }
}

@Suite("Installed bundles")
struct PresetLibraryTests {
    private let bench: LibraryShell
    private var shell: Shell { bench.shell }

    init() throws { bench = try LibraryShell() }

    @Test("are installed, listed, searched, rendered, verified and removed by name")
    func life() throws {
        try bench.pack("worn-tape")
        try bench.pack("worn-tape", "1.1.0", effects: 2)
        let installed = try shell.cajon("preset", "install", "worn-tape-1.0.0.cajon", "worn-tape-1.1.0.cajon")
        #expect(installed.status == 0 && installed.error == "", "\(installed.error)")
        #expect(installed.text.hasPrefix("installed worn-tape@1.0.0\n  worn-tape, by Jane\n  not signed\n"))
        let again = try shell.cajon("preset", "install", "worn-tape-1.0.0.cajon")
        #expect(again.status == 0 && again.text.hasPrefix("installed already, the very same: worn-tape@1.0.0\n"))

        let list = try shell.cajon("preset", "list")
        #expect(list.text.contains("\nworn-tape@1.1.0"))
        let found = try JSON(try shell.cajon("preset", "search", "JANE", "worn", "--json").text)
        #expect(found.count == 2 && found[0]["name"].text == "worn-tape@1.0.0" && found[0]["version"].text == "1.0.0")
        #expect(try shell.cajon("preset", "search", "nowhere-at-all").status == 66)

        try shell.sound("in.wav")
        for name in ["worn-tape", "worn-tape@1.0.0", "worn-tape-1.0.0.cajon"] {
            let render = try shell.cajon("render", "in.wav", "-o", "\(name).wav", "--preset", name, "-q")
            #expect(render.status == 0, "\(render.error)")
        }
        #expect(try shell.folder.read("worn-tape@1.0.0.wav") == shell.folder.read("worn-tape-1.0.0.cajon.wav"))
        #expect(try shell.folder.read("worn-tape.wav") != shell.folder.read("worn-tape@1.0.0.wav"))

        #expect(try shell.cajon("preset", "verify").text == "worn-tape@1.0.0: whole\nworn-tape@1.1.0: whole\n")
        try shell.folder.write("other", "\(LibraryShell.bundles)/worn-tape/1.0.0/preset.json")
        let verified = try shell.cajon("preset", "verify", "worn-tape")
        #expect(verified.status == 65 && verified.text == "worn-tape@1.1.0: whole\n")
        #expect(verified.error.hasPrefix("cajon: worn-tape@1.0.0: ") && verified.error.contains("preset.json"))
        #expect(!verified.error.contains(shell.folder.path), "\(verified.error)")

        let removed = try shell.cajon("preset", "remove", "worn-tape")
        #expect(removed.text == "removed worn-tape@1.0.0\nremoved worn-tape@1.1.0\n")
        #expect(bench.names() == [])
        let gone = try shell.cajon("render", "in.wav", "-o", "gone.wav", "--preset", "worn-tape")
        #expect(gone.status == 66 && gone.error.contains("there is no preset of this name"))
    }

    @Test("don't take a shipped preset's name, unless they are called otherwise")
    func shippedName() throws {
        try bench.pack("warm-strings")
        let refused = try shell.cajon("preset", "install", "warm-strings-1.0.0.cajon")
        #expect(refused.status == 69 && refused.error.contains("‘warm-strings’ is the name of a preset already"))
        let taken = try shell.cajon("preset", "install", "warm-strings-1.0.0.cajon", "--as", "my-strings", "--json")
        #expect(taken.status == 0)
        #expect(try JSON(taken.text)[0]["name"].text == "my-strings@1.0.0")
        #expect(bench.names() == ["my-strings"])
    }

    @Test("come out whole when many processes install them at once")
    func atOnce() throws {
        for version in ["1.0.0", "1.1.0", "1.2.0"] { try bench.pack("worn-tape", version, effects: 3) }
        let running = try (0..<12).map {
            try shell.program(["preset", "install", "worn-tape-1.\($0 % 3).0.cajon"]).start()
        }
        let outcomes = running.map { $0.wait() }
        for outcome in outcomes { #expect(outcome.status == 0, "\(outcome.error)") }
        #expect(outcomes.filter { $0.text.hasPrefix("installed worn-tape") }.count == 3)
        #expect(bench.names() == ["worn-tape"])
        #expect(try shell.cajon("preset", "verify").status == 0)
    }

    @Test("are there whole or not at all when an installation is killed at any moment")
    func killed() throws {
        try bench.pack("worn-tape", effects: 10)
        var generator = SeededGenerator(seed: 6)
        let arguments = ["preset", "install", "worn-tape-1.0.0.cajon"]
        let started = ContinuousClock.now
        _ = try shell.program(arguments).run()
        let usual = (ContinuousClock.now - started) / .microseconds(1)
        _ = try shell.cajon("preset", "remove", "worn-tape")
        var wholeCount = 0
        for round in 0..<100 {
            let running = try shell.program(arguments).start()
            usleep(UInt32.random(in: 0...UInt32(max(usual * 1.2, 1_000)), using: &generator))
            running.send(SIGKILL)
            _ = running.wait()
            let names = bench.names()
            let hidden = names.filter { $0.hasPrefix(".") }
            #expect(hidden.count <= 1 && names.count <= 2, "round \(round): \(names)")
            if bench.names("\(LibraryShell.bundles)/worn-tape").contains("1.0.0") {
                wholeCount += 1
                let verified = try shell.cajon("preset", "verify", "worn-tape")
                #expect(verified.status == 0, "round \(round): \(verified.error)")
                try #require(try shell.cajon("preset", "remove", "worn-tape").status == 0)
            }
        }
        let last = try shell.program(arguments).run()
        #expect(last.status == 0, "\(last.error)")
        #expect(bench.names() == ["worn-tape"], "\(wholeCount) of 100 were whole")
        #expect(try shell.cajon("preset", "verify").status == 0)
    }

    @Test("leave nothing where a file may not grow so large")
    func fileSizeLimit() throws {
        try bench.pack("worn-tape", effects: 2)
        let install = ["preset", "install", "worn-tape-1.0.0.cajon"]
        let outcome = try shell.program(install, through: "ulimit -f 16; " + Shell.plainly).run()
        #expect(outcome.status == 74, "\(outcome.error)")
        #expect(outcome.error.contains("worn-tape-1.0.0.cajon can't be unpacked there"), "\(outcome.error)")
        #expect(bench.names() == [])
    }

    @Test("leave nothing on a disk that is full, and say that it is", .enabled(if: SmallDisk.isPossible))
    func fullDisk() throws {
        try bench.pack("worn-tape", effects: 10)
        try FileManager.default.createDirectory(atPath: shell.folder.file("disk"), withIntermediateDirectories: false)
        let listing = #"; status=$?; find disk -mindepth 1 | sort >left; exit $status"#
        let outcome = try shell.program(
            ["preset", "install", "worn-tape-1.0.0.cajon"],
            through: SmallDisk.mounting("disk", kibibytes: 200, #"XDG_DATA_HOME="$PWD/disk" "$0" "$@""# + listing)
        ).run()
        #expect(outcome.status == 74, "\(outcome.error)")
        #expect(outcome.error.contains("can't be unpacked there"), "\(outcome.error)")
        let left = String(decoding: try shell.folder.read("left"), as: UTF8.self)
        #expect(left == "disk/cajon\ndisk/cajon/bundles\n", "\(left)")
    }

    @Test(
        "that can't be kept for want of room in the cache are rendered all the same", .enabled(if: SmallDisk.isPossible)
    )
    func fullCache() throws {
        try bench.pack("worn-tape", effects: 5)
        try shell.sound("in.wav")
        try FileManager.default.createDirectory(atPath: shell.folder.file("disk"), withIntermediateDirectories: false)
        let outcome = try shell.program(
            ["render", "in.wav", "-o", "out.wav", "--preset", "worn-tape-1.0.0.cajon"],
            through: SmallDisk.mounting("disk", kibibytes: 100, #"XDG_CACHE_HOME="$PWD/disk" exec "$0" "$@""#)
        ).run()
        #expect(outcome.status == 0, "\(outcome.error)")
    }

    @Test(
        "leave a folder that may not be written as it was, and still are listed, verified and rendered",
        .enabled(if: MereUser.isPossible, "setpriv is not installed, and root may do anything"))
    func readOnly() throws {
        for version in ["1.0.0", "1.1.0"] { try bench.pack("worn-tape", version) }
        try shell.sound("in.wav")
        try #require(try shell.cajon("preset", "install", "worn-tape-1.0.0.cajon").status == 0)
        let bundles = shell.folder.file(LibraryShell.bundles)
        for folder in [bundles, bundles + "/worn-tape", bundles + "/worn-tape/1.0.0"] {
            try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder)
        }
        func cajon(_ arguments: String...) throws -> Program.Outcome {
            try shell.program(arguments, through: MereUser.script).run()
        }
        for change in [["install", "worn-tape-1.1.0.cajon"], ["remove", "worn-tape"]] {
            let outcome = try shell.program(["preset"] + change, through: MereUser.script).run()
            #expect(outcome.status == 74, "\(outcome.error)")
            #expect(outcome.error.contains("this user may not do that there"), "\(outcome.error)")
        }
        #expect(bench.names() == ["worn-tape"])
        #expect(try cajon("preset", "verify").text == "worn-tape@1.0.0: whole\n")
        #expect(try cajon("preset", "list").text.contains("worn-tape@1.0.0"))
        let render = try cajon("render", "in.wav", "-o", "out.wav", "--preset", "worn-tape", "-q")
        #expect(render.status == 0, "\(render.error)")
    }

    @Test("play live, and what is saved doesn't name what is theirs")
    func live() throws {
        let live = try LiveShell(hasSink: false)
        let bench = try LibraryShell(live.shell)
        try bench.pack("worn-tape")
        try live.shell.sound("in.wav")
        try #require(try live.shell.cajon("preset", "install", "worn-tape-1.0.0.cajon").status == 0)
        try live.start([
            "--playback", "null", "--input", "in.wav", "--loop", "--watch", "--preset", "./worn-tape-1.0.0.cajon",
        ])
        #expect(try live.status()["nodes"][0]["id"].text == "n0")
        for source in ["./worn-tape-1.0.0.cajon", "worn-tape-1.0.0.cajon", "worn-tape", "worn-tape@1.0.0"] {
            let loaded = try live.control("load", source)
            #expect(loaded.status == 0, "\(loaded.error)")
            // Beside all of it: the installed bundles lie below.
            let saved = try live.control("save", "mine.json")
            #expect(
                saved.status != 0 && saved.error.contains("can't be named by a preset outside of it"), "\(saved.error)")
            #expect(try !live.shell.names().contains("mine.json"))
        }
        try #require(try live.shell.cajon("preset", "remove", "worn-tape").status == 0)
        let gone = try live.control("load", "worn-tape@1.0.0")
        #expect(gone.status == 66 && gone.error.contains("isn't installed"), "\(gone.error)")
        #expect(try live.control("load", "warm-string").error.contains("did you mean \"warm-strings\"?"))
        #expect(try live.control("replace", "n0", "gain").status == 0)
        #expect(try live.control("save", "mine.json").status == 0)
        #expect(try live.control("stop").status == 0)
        let outcome = try live.end()
        #expect(outcome.status == 0, "\(outcome.error)")
    }

    @Test("need a home, and bundles' files don't")
    func noHome() throws {
        try bench.pack("worn-tape")
        try shell.sound("in.wav")
        let homeless: [String: String?] = ["HOME": nil, "XDG_CACHE_HOME": nil]
        for command in [["install", "worn-tape-1.0.0.cajon"], ["remove", "worn-tape"], ["verify"]] {
            let outcome = try shell.program(["preset"] + command, environment: homeless).run()
            #expect(
                outcome.status == 69 && outcome.error.contains("neither XDG_DATA_HOME nor HOME"), "\(outcome.error)")
        }
        #expect(try shell.cajon("preset", "list", environment: homeless).status == 0)
        let render = try shell.cajon(
            "render", "in.wav", "-o", "out.wav", "--preset", "worn-tape-1.0.0.cajon",
            environment: homeless.merging(["TMPDIR": shell.folder.path]) { $1 })
        #expect(render.status == 0, "\(render.error)")
        #expect(try shell.names().filter { $0.hasPrefix("cajon-") } == [])
    }

    @Test("stay for whoever renders from them while they are removed")
    func removedMeanwhile() throws {
        try bench.pack("worn-tape", effects: 2)
        try shell.sound("long.wav", seconds: 60)
        try #require(try shell.cajon("preset", "install", "worn-tape-1.0.0.cajon").status == 0)
        var plain = shell.program(["render", "long.wav", "-o", "before.wav", "--preset", "worn-tape", "-q"])
        try #require(try plain.run().status == 0)
        plain.arguments = ["render", "long.wav", "-o", "after.wav", "--preset", "worn-tape", "-q"]
        let running = try plain.start()
        // The output's temporary file is there once the effects are.
        while !running.hasEnded, try !shell.names().contains(where: { $0.contains("after.wav") }) { usleep(500) }
        let removed = try shell.cajon("preset", "remove", "worn-tape")
        #expect(removed.status == 0, "\(removed.error)")
        #expect(!bench.names().contains("worn-tape"))
        let outcome = running.wait()
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(try shell.folder.read("after.wav") == shell.folder.read("before.wav"))
        try #require(try shell.cajon("preset", "install", "worn-tape-1.0.0.cajon").status == 0)
        #expect(bench.names() == ["worn-tape"])
    }
}

/// Runs a program so that permissions hold for it: root's capabilities are taken away.
enum MereUser {
    /// Where Debian's util-linux puts it.
    private static let setpriv = "/usr/bin/setpriv"
    static let isPossible = geteuid() != 0 || FileManager.default.isExecutableFile(atPath: setpriv)

    static var script: String {
        geteuid() == 0 ? #"exec \#(setpriv) --inh-caps=-all --bounding-set=-all "$0" "$@""# : Shell.plainly
    }
}

/// A file system of a few kibibytes, seen by one program and those that it starts.
enum SmallDisk {
    static let isPossible: Bool = {
        var program = Program("/bin/sh", ["-c", "unshare -rm mount -t tmpfs -o size=64k none /mnt"])
        program.environment = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin:/usr/sbin:/sbin"]
        return (try? program.run())?.status == 0
    }()

    /// A script that mounts it on a folder, then runs another script with the same arguments.
    static func mounting(_ folder: String, kibibytes: Int, _ script: String) -> String {
        let mount = "mount -t tmpfs -o size=\(kibibytes)k none \(folder) || exit 99"
        let inner = "\(mount); \(script)".replacing("'", with: #"'\''"#)
        return #"exec unshare -rm sh -c '\#(inner)' "$0" "$@""#
    }
}
