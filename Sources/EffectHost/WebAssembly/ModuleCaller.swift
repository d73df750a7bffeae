// One operation on a script's own WebAssembly: what it makes and finds. Valid during the call, on its thread; it allocates.

import WasmBinary
import WasmEngine

/// A call of `operate`, with what it reads and writes in the script's memory.
struct ModuleCaller {
    let call: HostCall
    let modules: UnsafeMutablePointer<ScriptModules>
    /// Whether modules and instances may be made: not while sound runs.
    let mayMake: Bool

    /// Answers that are no numbers of something.
    static let wrong: Int32 = -1
    static let unavailable: Int32 = -2
    static let null: Int32 = -3
    private static let notNow = "only while the effect is being set up, not in process()"
    private static let none = UInt32.max

    // MARK: - Memory

    private func bytes(_ address: UInt32, _ count: UInt32) -> UnsafeMutableRawBufferPointer? {
        let memory = call.bytes(of: modules.pointee.memory)
        guard Int(address) + Int(count) <= memory.count else { return nil }
        return UnsafeMutableRawBufferPointer(rebasing: memory[Int(address)..<Int(address) + Int(count)])
    }

    /// Writes text, as much as there is room for, with a zero behind it. False where there is no such memory.
    private func report(_ text: String, at address: UInt32, _ capacity: UInt32) -> Bool {
        guard capacity > 0, let place = bytes(address, capacity) else { return false }
        let utf8 = Array(text.utf8.prefix(place.count - 1)) + [0]
        place.copyBytes(from: utf8)
        return true
    }

    private func report(_ answer: Int32, _ text: String, at address: UInt32, _ capacity: UInt32) -> Int32? {
        report(text, at: address, capacity) ? answer : nil
    }

    // MARK: - Modules

    func compile(bytes address: UInt32, count: UInt32, report: UInt32, _ capacity: UInt32) -> Int32? {
        guard let place = bytes(address, count) else { return nil }
        guard mayMake else { return self.report(Self.unavailable, Self.notNow, at: report, capacity) }
        guard modules.pointee.modules.count < ScriptModules.mostModules else {
            return self.report(
                Self.unavailable, "a script may have \(ScriptModules.mostModules) modules", at: report, capacity)
        }
        modules.pointee.freeTraps()
        let runtime = modules.pointee.runtime
        let mostBytes = runtime.moduleLimits.maximumBytes
        let wasm = Array(place)
        // Compiling takes time that the script is not to answer for; but what comes to nothing new could go on for ever.
        let isNew = { (result: Result<ScriptModule, ScriptModule.Failure>) in
            if case .success(let module) = result { !modules.pointee.modules.contains { $0 === module } } else { false }
        }
        let result = call.withoutCounting(if: isNew) { () -> Result<ScriptModule, ScriptModule.Failure> in
            guard wasm.count <= mostBytes - modules.pointee.moduleByteCount else {
                return .failure(.unavailable("a script's modules may have \(mostBytes) bytes together"))
            }
            do throws(ScriptModule.Failure) {
                return .success(try runtime.scriptModule(wasm))
            } catch {
                return .failure(error)
            }
        }
        switch result {
        case .success(let module):
            // The same bytes are the same module.
            if let known = modules.pointee.modules.firstIndex(where: { $0 === module }) { return Int32(known) }
            modules.pointee.modules.append(module)
            modules.pointee.moduleByteCount += wasm.count
            return Int32(modules.pointee.modules.count - 1)
        case .failure(.invalid(let reason)): return self.report(Self.wrong, reason, at: report, capacity)
        case .failure(.unavailable(let reason)): return self.report(Self.unavailable, reason, at: report, capacity)
        }
    }

    func validate(bytes address: UInt32, count: UInt32) -> Int32? {
        guard let place = bytes(address, count) else { return nil }
        guard mayMake, place.count <= modules.pointee.runtime.moduleLimits.maximumBytes else { return Self.unavailable }
        do {
            try modules.pointee.runtime.engine.validate(Array(place))
            return 1
        } catch {
            return 0
        }
    }

    /// Writes the description if there is room for it, and answers its length.
    func describe(module index: UInt32, report: UInt32, _ capacity: UInt32) -> Int32? {
        guard Int(index) < modules.pointee.modules.count else { return Self.wrong }
        let text = modules.pointee.modules[Int(index)].description
        if text.utf8.count < Int(capacity), !self.report(text, at: report, capacity) { return nil }
        return Int32(clamping: text.utf8.count)
    }

    // MARK: - Instances

    func instantiate(
        module index: UInt32, record: UInt32, handles address: UInt32, scratch: UInt32, report: UInt32,
        _ capacity: UInt32
    ) -> Int32? {
        guard Int(index) < modules.pointee.modules.count else { return Self.wrong }
        guard mayMake else { return self.report(Self.unavailable, Self.notNow, at: report, capacity) }
        let module = modules.pointee.modules[Int(index)]
        let imports = module.summary.imports
        guard let place = bytes(address, UInt32(imports.count * 4)) else { return nil }
        let handles = imports.indices.map {
            place.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self).littleEndian
        }.map { Int32(bitPattern: $0) }
        modules.pointee.freeTraps()
        do {
            if let number = try reusable(module, handles) {
                try call.setValue(RawValue(u32: record), of: modules.pointee.instances[number].record)
                modules.pointee.instances[number].isInUse = true
                return Int32(number)
            }
            guard modules.pointee.instances.count < ScriptModules.mostInstances else {
                return self.report(
                    Self.unavailable, "a script may have \(ScriptModules.mostInstances) instances", at: report, capacity
                )
            }
            guard let number = try makeInstance(of: module, handles, record: record, scratch: scratch) else {
                return nil
            }
            return Int32(number)
        } catch {
            return self.report(Self.wrong, error.message, at: report, capacity)
        }
    }

    /// An instance of the module that is in use no more, was given the same, and can be started again.
    private func reusable(_ module: ScriptModule, _ handles: [Int32]) throws(WasmError) -> Int? {
        guard module.isRepeatable else { return nil }
        return modules.pointee.instances.indices.first { number in
            let one = modules.pointee.instances[number]
            guard !one.isInUse, one.module === module, one.handles == handles else { return false }
            return module.summary.exports.allSatisfy { export in
                guard case .table(_, let limits) = export.entity else { return true }
                guard case .table(let table)? = call.export(export.name, of: one.instance) else { return false }
                return call.elementCount(of: table) == Int(clamping: limits.minimum)
            }
        }
    }

    /// Nil for a number that stands for nothing.
    private func makeInstance(
        of module: ScriptModule, _ handles: [Int32], record: UInt32, scratch: UInt32
    ) throws(WasmError) -> Int? {
        let number = modules.pointee.instances.count
        var items: [StoreItem] = []
        for (place, item) in module.summary.imports.enumerated() {
            let callBack = (Int32(number), Int32(place))
            guard let item = self.item(for: item.entity, handles[place], callBack: callBack, scratch: scratch) else {
                return nil
            }
            items.append(item)
        }
        let ownsMemory = module.summary.imports.allSatisfy { if case .memory = $0.entity { false } else { true } }
        if ownsMemory, !module.summary.memories.isEmpty { items.append(.memory(modules.pointee.memory)) }
        let instance = try call.instantiate(module.module, imports: items)
        guard case .global(let global)? = call.export(RegionModule.recordExport, of: instance),
            case .table(let table)? = call.export(RegionModule.growExport, of: instance)
        else { preconditionFailure("a rewritten module exports what was added to it") }
        try call.setValue(RawValue(u32: record), of: global)
        _ = call.setElement(0, of: table, to: modules.pointee.grow)
        modules.pointee.instances.append(
            .init(module: module, instance: instance, handles: handles, record: global))
        return number
    }

    /// What an import is given: what the script's engine has found for it. Nil for a number that stands for nothing, and for
    /// a function of the script's too many.
    private func item(
        for entity: ModuleSummary.Entity, _ handle: Int32, callBack: (instance: Int32, item: Int32), scratch: UInt32
    ) -> StoreItem? {
        let index = Int(handle)
        let state = modules
        switch entity {
        case .function(let type):
            let signature = FunctionSignature(type)
            if handle >= 0, index < state.pointee.functionCount {
                return .function(state.pointee.functions[index].function, signature)
            }
            guard state.pointee.callBackCount < ScriptModules.mostCallBacks else { return nil }
            state.pointee.callBackCount += 1
            let (parameters, results) = (signature.parameters.count, signature.results.count)
            let isPlain = signature.isPlain
            let (instance, item) = callBack
            return .host(
                HostFunction(module: "", name: "", signature: signature) { userData, call, values, _ in
                    // SAFETY: the user data of an effect's store is its `GuestContext`.
                    let guest = userData!.assumingMemoryBound(to: GuestContext.self)
                    // What is no number can't be handed to a script, and nothing that it writes may become such a thing.
                    guard isPlain, let modules = guest.pointee.modules else { return false }
                    return modules.pointee.callBack(
                        call, values, instance: instance, item: item, scratch: scratch, parameterCount: parameters,
                        resultCount: results)
                })
        case .global:
            guard handle >= 0, index < state.pointee.globals.count else { return nil }
            return .global(state.pointee.globals[index])
        case .table:
            guard handle >= 0, index < state.pointee.tables.count else { return nil }
            return .table(state.pointee.tables[index])
        case .memory: return .memory(state.pointee.memory)
        case .tag: return nil
        }
    }

    /// Number of what an instance exports, by its place among the exports; `none` is what starts the instance. Reports a
    /// function's or a global's type.
    func export(instance number: UInt32, index: UInt32, report: UInt32, _ capacity: UInt32) -> Int32? {
        guard Int(number) < modules.pointee.instances.count else { return Self.wrong }
        let instance = modules.pointee.instances[Int(number)]
        let exports = instance.module.summary.exports
        guard index == Self.none || Int(index) < exports.count else { return Self.wrong }
        let name = index == Self.none ? RegionModule.startExport : exports[Int(index)].name
        switch call.export(name, of: instance.instance) {
        case .function(let function, let signature)?:
            return functionNumber(of: function, signature, call.identity(of: function), report, capacity)
        case .global(let global)?:
            guard modules.pointee.globals.count < ScriptModules.mostItems else { return Self.wrong }
            modules.pointee.globals.append(global)
            return Int32(modules.pointee.globals.count - 1)
        case .table(let table)?:
            guard modules.pointee.tables.count < ScriptModules.mostItems else { return Self.wrong }
            modules.pointee.tables.append(table)
            return Int32(modules.pointee.tables.count - 1)
        default: return Self.null
        }
    }

    private func functionNumber(
        of function: WasmFunction, _ signature: FunctionSignature, _ identity: UInt, _ report: UInt32,
        _ capacity: UInt32
    ) -> Int32? {
        guard self.report(signature.letters, at: report, capacity) else { return nil }
        if let known = modules.pointee.functionsByIdentity[identity] { return known }
        let most = ScriptModule.mostValues
        guard modules.pointee.functionCount < ScriptModules.mostFunctions, signature.parameters.count <= most,
            signature.results.count <= most
        else { return Self.wrong }
        let number = modules.pointee.functionCount
        (modules.pointee.functions + number).initialize(
            to: .init(
                function: function, parameterCount: UInt8(signature.parameters.count),
                resultCount: UInt8(signature.results.count), isPlain: signature.isPlain))
        modules.pointee.functionCount += 1
        modules.pointee.functionsByIdentity[identity] = Int32(number)
        return Int32(number)
    }

    /// All that there is belongs to a realm that has ended: instances may be used again.
    func release() {
        for index in modules.pointee.instances.indices { modules.pointee.instances[index].isInUse = false }
        modules.pointee.freeTraps()
    }

    // MARK: - Globals and tables

    func getGlobal(_ index: UInt32, value address: UInt32) -> Int32? {
        guard Int(index) < modules.pointee.globals.count else { return Self.wrong }
        guard let place = ScriptModules.place(address, 1, in: call.bytes(of: modules.pointee.memory)) else {
            return nil
        }
        place[0] = call.value(of: modules.pointee.globals[Int(index)]).u64
        return 0
    }

    func setGlobal(_ index: UInt32, value address: UInt32) -> Int32? {
        guard Int(index) < modules.pointee.globals.count else { return Self.wrong }
        guard let place = ScriptModules.place(address, 1, in: call.bytes(of: modules.pointee.memory)) else {
            return nil
        }
        do {
            try call.setValue(RawValue(u64: place[0]), of: modules.pointee.globals[Int(index)])
            return 0
        } catch {
            return Self.wrong
        }
    }

    func tableSize(_ index: UInt32) -> Int32? {
        guard Int(index) < modules.pointee.tables.count else { return Self.wrong }
        return Int32(clamping: call.elementCount(of: modules.pointee.tables[Int(index)]))
    }

    func getElement(table index: UInt32, index place: UInt32, report: UInt32, _ capacity: UInt32) -> Int32? {
        guard Int(index) < modules.pointee.tables.count else { return Self.wrong }
        let table = modules.pointee.tables[Int(index)]
        guard Int(place) < call.elementCount(of: table) else { return Self.wrong }
        guard let element = call.element(Int(place), of: table) else { return Self.null }
        return functionNumber(of: element.function, element.signature, element.identity, report, capacity)
    }

    private func function(_ index: UInt32) -> WasmFunction? {
        Int(index) < modules.pointee.functionCount ? modules.pointee.functions[Int(index)].function : nil
    }

    func setElement(table index: UInt32, index place: UInt32, function: UInt32) -> Int32? {
        guard Int(index) < modules.pointee.tables.count else { return Self.wrong }
        let isDone = call.setElement(
            Int(place), of: modules.pointee.tables[Int(index)], to: self.function(function))
        return isDone ? 0 : Self.wrong
    }

    func growTable(_ index: UInt32, by count: UInt32, function: UInt32) -> Int32? {
        guard Int(index) < modules.pointee.tables.count else { return Self.wrong }
        let before = call.grow(
            modules.pointee.tables[Int(index)], by: Int(count), filling: self.function(function))
        return before.map { Int32(clamping: $0) } ?? Self.wrong
    }
}
