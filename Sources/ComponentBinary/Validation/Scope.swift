// What is known about a component, or a component or instance type, while its definitions are gone through. Any thread.

/// One component or type that is not at its end yet.
struct Scope {
    enum Kind {
        case component, componentType, instanceType
    }

    let kind: Kind
    var spaces = IndexSpaces()
    var imports = EntityMap()
    var exports = EntityMap()
    /// Resource types that whoever instantiates this chooses, with the places of their imports.
    var importedResources: [(resource: ResourceID, path: ResourcePath)] = []
    /// Resource types that each instance has its own of.
    var definedResources: [ResourceID] = []
    /// Those of them that a type definition right here made, so that their representation is known.
    var localResources: Set<ResourceID> = []
    /// Resource types that are exported, with the places of their exports.
    var exportedResources: [ResourceID: ResourcePath] = [:]
    /// Types that have a name which may be referred to from imports, or from exports.
    var namesForImports: Set<TypeReference> = []
    var namesForExports: Set<TypeReference> = []
    /// Names that were given to imports and exports, by their likeness, and what resource types are called among them.
    var importNames = NameRegister()
    var exportNames = NameRegister()
}

/// The names on one side of a component.
struct NameRegister {
    /// The name that has that likeness.
    private var names: [String: String] = [:]
    private var resourceNames: [ResourceHandle: String] = [:]
    private var knownResourceNames: Set<String> = []

    /// The name that is too much like this one, if there is one.
    mutating func insert(_ name: ExternName, text: String) -> String? {
        let key = name.likenessKey
        if let previous = names[key] { return previous }
        names[key] = text
        return nil
    }

    mutating func insert(resource: ResourceHandle, name: String) {
        resourceNames[resource] = name
        knownResourceNames.insert(name)
    }

    func name(of resource: ResourceHandle) -> String? { resourceNames[resource] }
    func isResource(_ name: String) -> Bool { knownResourceNames.contains(name) }
}
