// Writes types. Used by one thread at a time.

extension Printer {
    /// Types in order, those taken over from one interface in one `use`; and between them what isn't a type.
    mutating func types(_ definitions: [TypeDefinition?], other: (inout Printer, Int) -> Void) {
        var index = 0
        while index < definitions.count {
            guard let definition = definitions[index] else {
                other(&self, index)
                index += 1
                continue
            }
            guard case .use(let interface, _) = definition.kind else {
                type(definition)
                index += 1
                continue
            }
            var names: [String] = []
            while index < definitions.count, let next = definitions[index], next.gate == definition.gate,
                case .use(interface, let original) = next.kind
            {
                names.append(
                    Self.name(original) + (original == next.name ? "" : " as \(Self.name(next.name))"))
                index += 1
            }
            let path = path(interface)
            item(isLarge: definition.gate != nil) {
                $0.annotate(nil, definition.gate)
                $0.line("use \(path).{\(names.joined(separator: ", "))};")
            }
        }
    }

    private mutating func type(_ definition: TypeDefinition) {
        let name = Self.name(definition.name)
        let isPlain = definition.documentation == nil && definition.gate == nil
        switch definition.kind {
        case .alias(let type):
            item(isLarge: !isPlain) {
                $0.annotate(definition.documentation, definition.gate)
                // Bare, the name would be the resource's, not a handle's.
                let written =
                    if case .own(let resource) = type { "own<\(Self.name(resource))>" } else { Self.type(type) }
                $0.line("type \(name) = \(written);")
            }
        case .record(let fields):
            declare(definition) {
                $0.block("record \(name)") { printer in
                    for field in fields {
                        printer.document(field.documentation)
                        printer.line("\(Self.name(field.name)): \(Self.type(field.type)),")
                    }
                }
            }
        case .variant(let cases):
            declare(definition) {
                $0.block("variant \(name)") { printer in
                    for item in cases {
                        printer.document(item.documentation)
                        printer.line(Self.name(item.name) + (item.payload.map { "(\(Self.type($0)))" } ?? "") + ",")
                    }
                }
            }
        case .enumeration(let cases): declare(definition) { $0.labels("enum \(name)", cases) }
        case .flags(let labels): declare(definition) { $0.labels("flags \(name)", labels) }
        case .resource(let functions):
            item(isLarge: !isPlain || !functions.isEmpty) {
                $0.annotate(definition.documentation, definition.gate)
                guard !functions.isEmpty else { return $0.line("resource \(name);") }
                $0.block("resource \(name)") { printer in
                    for function in functions { printer.function(function) }
                }
            }
        // Written with those beside it.
        case .use: break
        }
    }

    private mutating func declare(_ definition: TypeDefinition, _ content: (inout Printer) -> Void) {
        item {
            $0.annotate(definition.documentation, definition.gate)
            content(&$0)
        }
    }

    /// On one line when they are few and say nothing of themselves.
    private mutating func labels(_ head: String, _ labels: [TypeDefinition.Case]) {
        let short = "\(head) { \(labels.map { Self.name($0.name) }.joined(separator: ", ")) }"
        if short.utf8.count <= Self.lineLength, labels.allSatisfy({ $0.documentation == nil }) { return line(short) }
        block(head) { printer in
            for label in labels {
                printer.document(label.documentation)
                printer.line("\(Self.name(label.name)),")
            }
        }
    }

    // MARK: - References

    static func type(_ type: TypeReference) -> String {
        switch type {
        case .primitive(let primitive): primitive.rawValue
        case .list(let element): "list<\(self.type(element))>"
        case .option(let wrapped): "option<\(self.type(wrapped))>"
        case .result(nil, nil): "result"
        case .result(let ok?, nil): "result<\(self.type(ok))>"
        case .result(nil, let error?): "result<_, \(self.type(error))>"
        case .result(let ok?, let error?): "result<\(self.type(ok)), \(self.type(error))>"
        case .tuple(let types): "tuple<\(types.map(self.type).joined(separator: ", "))>"
        case .own(let name), .named(let name): self.name(name)
        case .borrow(let name): "borrow<\(self.name(name))>"
        }
    }
}
