// Worlds from a seed, and the words that everything is written with. One thread at a time.

extension PackageGenerator {
    mutating func world(in package: Int) {
        annotate(package)
        let name = fresh("w")
        add("world", name, "{")
        var functions: [String] = []
        var types: [KnownType] = []
        for _ in 0..<Int.random(in: 0...2, using: &random) { types += use(in: package) }
        if random.chance(0.5) { types.append(type(types, in: package)) }
        for interface in interfaces.shuffled(using: &random).prefix(2) {
            annotate(package)
            add("import", path(interface.package, interface.name, from: package), ";")
        }
        // What one export needs is imported; several exports might need one another.
        if let interface = interfaces.randomElement(using: &random), random.chance(0.5) {
            annotate(package)
            add("export", path(interface.package, interface.name, from: package), ";")
        } else if let world = worlds.randomElement(using: &random) {
            add("include", path(world.package, world.name, from: package))
            if let function = world.functions.randomElement(using: &random), random.chance(0.5) {
                add("with", "{", function, "as", fresh("renamed"), "}")
            } else {
                add(";")
            }
        }
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            annotate(package)
            let item = fresh("e")
            add(random.chance(0.5) ? "import" : "export", item, ":")
            if random.chance(0.7) {
                functions.append(item)
                add("func")
                signature(types, result: result(types))
            } else {
                add("interface", "{")
                _ = body(in: package)
                add("}")
            }
        }
        add("}")
        // One whose exports could collide with others' is not included.
        if !tokens.contains("export") { worlds.append(KnownWorld(package: package, name: name, functions: functions)) }
    }

    // MARK: - Words

    mutating func annotate(_ package: Int) {
        document()
        guard random.chance(0.2) else { return }
        if isVersioned[package] {
            add("@since", "(", "version", "=", "1.0.0-a", ")")
            if random.chance(0.3) { add("@deprecated", "(", "version", "=", "1.0.0-b+c", ")") }
        } else {
            add("@unstable", "(", "feature", "=", "on", ")")
        }
    }

    mutating func document() {
        guard random.chance(0.2) else { return }
        let lines = [
            "/// Said of it.\n", "///   indented \n", "/** A block\n * of lines\n */", "///\n", "// not that\n",
        ]
        for _ in 0...Int.random(in: 0...2, using: &random) { add(lines.randomElement(using: &random)!) }
    }

    mutating func list(_ counts: ClosedRange<Int>, _ item: (inout PackageGenerator) -> Void) {
        for _ in 0..<Int.random(in: counts, using: &random) {
            document()
            item(&self)
            add(",")
        }
        add("}")
    }

    mutating func fresh(_ stem: String) -> String {
        counter += 1
        return escaped("\(stem)-\(counter)")
    }

    mutating func escaped(_ name: String) -> String { random.chance(0.1) ? "%\(name)" : name }

    func path(_ package: Int, _ name: String, from current: Int) -> String {
        guard package != current else { return name }
        let parts = names[package].split(separator: "@", maxSplits: 1)
        return "\(parts[0])/\(name)" + (parts.count > 1 ? "@\(parts[1])" : "")
    }

    mutating func add(_ more: String...) { tokens += more }

    mutating func laidOut() -> String {
        tokens.reduce(into: "") { text, token in
            text += token + ([" ", " ", " ", "\n", "\r\n\t", " /* x */ "].randomElement(using: &random)!)
        }
    }
}
