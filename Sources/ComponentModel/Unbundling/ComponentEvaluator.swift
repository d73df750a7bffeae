// Goes through a component's definitions, those of nested components once for each instance, and works out what each
// stands for, without running anything. A value used once, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md

import CanonicalABI
import ComponentBinary
import WasmBinary

/// Takes one component apart.
struct ComponentEvaluator {
    let root: ValidatedComponent
    let limits: UnbundlingLimits
    var plan = LinkPlan()
    private(set) var reasons: Set<DeclineReason> = []
    /// Instances of components, as far as they were made. None goes, since components may refer to those around them.
    private(set) var frames: [SymbolicFrame] = []
    /// The one whose definitions are gone through.
    private var current = 0
    private var depth = 0
    private var itemCount = 0
    /// Where the definition at hand stands.
    private(set) var offset = 0

    /// What is referred to by number.
    var bags: [ItemBag] = []
    var coreBags: [[[UInt8]: CoreValue]] = []
    var typeCount = 0
    private var moduleNumbers: [Int: Int] = [:]

    init(_ root: ValidatedComponent, limits: UnbundlingLimits) {
        self.root = root
        self.limits = limits
    }

    var types: ComponentBinary.TypeTable { root.types }

    var frame: SymbolicFrame {
        get { frames[current] }
        _modify { yield &frames[current] }
    }

    /// Evaluates the whole component. What is declined on the way is in `reasons`; what nothing comes after is thrown.
    mutating func evaluate() throws(DeclineReason) {
        frames.append(
            SymbolicFrame(parent: nil, spaces: root.indexSpaces, imports: root.imports, exports: root.exports))
        for section in root.component.sections { try evaluate(section, arguments: nil) }
        try collectExports()
    }

    // MARK: - Reasons and limits

    mutating func decline(_ kind: DeclineReason.Kind) { reasons.insert(reason(kind)) }

    mutating func decline(_ kind: DeclineReason.Kind, at offset: Int) {
        reasons.insert(DeclineReason(kind: kind, offset: offset))
    }

    func reason(_ kind: DeclineReason.Kind) -> DeclineReason { DeclineReason(kind: kind, offset: offset) }

    /// Counts what is gone through.
    mutating func count(_ count: Int = 1) throws(DeclineReason) {
        itemCount += count
        guard itemCount <= limits.maximumItems else {
            throw reason(.exceedsLimit("definitions in all instances", limit: limits.maximumItems))
        }
    }

    // MARK: - Definitions

    /// Instantiates a component: the number of its exports.
    mutating func instantiate(
        _ closure: ComponentClosure, _ arguments: ItemBag
    ) throws(DeclineReason) -> Int {
        guard depth < limits.maximumDepth else {
            throw reason(.exceedsLimit("instances within one another", limit: limits.maximumDepth))
        }
        guard let spaces = root.indexSpaces(of: Located(closure.component, at: closure.offset)) else {
            throw reason(.hasNoOffsets)
        }
        let (outerFrame, outerOffset) = (current, offset)
        let type = types[closure.type]
        frames.append(
            SymbolicFrame(parent: closure.frame, spaces: spaces, imports: type.imports, exports: type.exports))
        current = frames.count - 1
        depth += 1
        for section in closure.component.sections { try evaluate(section, arguments: arguments) }
        bags.append(frame.exports)
        depth -= 1
        (current, offset) = (outerFrame, outerOffset)
        return bags.count - 1
    }

    private mutating func evaluate(
        _ section: Component.Section, arguments: ItemBag?
    ) throws(DeclineReason) {
        switch section {
        case .custom, .coreTypes: break
        case .coreModule(let bytes):
            offset = bytes.startIndex
            try count()
            frame.coreModules.append(try number(ofModule: bytes))
        case .component(let nested):
            offset = nested.offset
            try count()
            // 0 is the place of the component around all.
            guard nested.offset > 0 else { throw reason(.hasNoOffsets) }
            let type = frame.spaces.components[frame.components.count]
            frame.components.append(
                ComponentClosure(component: nested.value, offset: nested.offset, type: type, frame: current))
        case .coreInstances(let definitions):
            try forEach(definitions) { evaluator, instance throws(DeclineReason) in try evaluator.add(instance) }
        case .instances(let definitions):
            try forEach(definitions) { evaluator, instance throws(DeclineReason) in try evaluator.add(instance) }
        case .aliases(let definitions):
            try forEach(definitions) { evaluator, alias throws(DeclineReason) in try evaluator.add(alias) }
        case .types(let definitions): try forEach(definitions) { $0.add($1) }
        case .canonicals(let definitions):
            try forEach(definitions) { evaluator, definition throws(DeclineReason) in try evaluator.add(definition) }
        case .imports(let definitions):
            try forEach(definitions) { evaluator, item throws(DeclineReason) in
                try evaluator.add(item, arguments)
            }
        case .exports(let definitions):
            try forEach(definitions) { evaluator, export throws(DeclineReason) in try evaluator.add(export) }
        }
    }

    private mutating func forEach<Value>(
        _ definitions: [Located<Value>], _ body: (inout Self, Value) throws(DeclineReason) -> Void
    ) throws(DeclineReason) {
        for definition in definitions {
            offset = definition.offset
            try count()
            try body(&self, definition.value)
        }
    }

    private mutating func number(ofModule bytes: ArraySlice<UInt8>) throws(DeclineReason) -> Int {
        if let known = moduleNumbers[bytes.startIndex] {
            guard plan.modules[known].bytes == bytes else { throw reason(.hasNoOffsets) }
            return known
        }
        do { plan.modules.append(try LinkModule(bytes)) } catch {
            throw DeclineReason(kind: .unreadableModule(error.wording), offset: error.offset)
        }
        moduleNumbers[bytes.startIndex] = plan.modules.count - 1
        return plan.modules.count - 1
    }

    private mutating func add(_ type: TypeDefinition) {
        if case .resource = type, case .resource(let handle) = frame.spaces.types[frame.typeCount] {
            frame.resources[handle.resource] = .defined
            decline(.definesResource)
        }
        frame.typeCount += 1
    }

    private mutating func add(_ alias: Alias) throws(DeclineReason) {
        switch alias {
        case .export(_, let instance, let name):
            guard let item = bags[frame.instances[Int(instance)]][Array(name.utf8)] else {
                throw reason(.unresolved(name))
            }
            frame.append(item)
        case .coreExport(let sort, let instance, let name):
            frame.append(try export(name, of: frame.coreInstances[Int(instance)]), sort)
        case .outer(let sort, let count, let index):
            var outer = current
            for _ in 0..<count {
                guard let parent = frames[outer].parent else { throw reason(.unresolved("\(sort) \(index)")) }
                outer = parent
            }
            switch sort {
            case .core(.type): break
            case .type: frame.typeCount += 1
            default: frame.append(frames[outer].item(SortIndex(sort, index)))
            }
        }
    }
}
