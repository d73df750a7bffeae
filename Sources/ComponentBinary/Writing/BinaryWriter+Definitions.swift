// Instances, aliases, canonical definitions, imports and exports, written. Any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md

import WasmBinary

extension BinaryWriter {
    mutating func coreInstance(_ instance: CoreInstance) {
        switch instance {
        case .instantiate(let module, let arguments):
            byte(0)
            index(module)
            elements(arguments) { writer, argument in
                writer.name(argument.name)
                writer.byte(CoreSort.instance.rawValue)
                writer.index(argument.instance)
            }
        case .exports(let exports):
            byte(1)
            elements(exports) { writer, export in
                writer.name(export.name)
                writer.byte(export.sort.rawValue)
                writer.index(export.index)
            }
        }
    }

    mutating func instance(_ instance: Instance) {
        switch instance {
        case .instantiate(let component, let arguments):
            byte(0)
            index(component)
            elements(arguments) { writer, argument in
                writer.name(argument.name)
                writer.sortIndex(argument.item)
            }
        case .exports(let exports):
            byte(1)
            elements(exports) { writer, export in
                writer.externName(export.name)
                writer.sortIndex(export.item)
            }
        }
    }

    mutating func sort(_ sort: Sort) {
        switch sort {
        case .core(let core):
            byte(0)
            byte(core.rawValue)
        case .function: byte(1)
        case .type: byte(3)
        case .component: byte(4)
        case .instance: byte(5)
        }
    }

    mutating func sortIndex(_ item: SortIndex) {
        sort(item.sort)
        index(item.index)
    }

    mutating func alias(_ alias: Alias) {
        switch alias {
        case .export(let sort, let instance, let text):
            self.sort(sort)
            byte(0)
            index(instance)
            name(text)
        case .coreExport(let sort, let instance, let text):
            self.sort(.core(sort))
            byte(1)
            index(instance)
            name(text)
        case .outer(let sort, let count, let index):
            self.sort(sort)
            byte(2)
            self.index(count)
            self.index(index)
        }
    }

    mutating func `import`(_ item: Import) {
        externName(item.name)
        externDescriptor(item.descriptor)
    }

    mutating func export(_ export: Export) {
        externName(export.name)
        sortIndex(export.item)
        optional(export.descriptor) { $0.externDescriptor($1) }
    }

    mutating func externDescriptor(_ descriptor: ExternDescriptor) {
        switch descriptor {
        case .coreModule(let type):
            byte(0)
            byte(CoreSort.module.rawValue)
            index(type)
        case .function(let type):
            byte(1)
            index(type)
        case .equalType(let type):
            byte(3)
            byte(0)
            index(type)
        case .resourceType:
            byte(3)
            byte(1)
        case .component(let type):
            byte(4)
            index(type)
        case .instance(let type):
            byte(5)
            index(type)
        }
    }

    mutating func canonical(_ definition: CanonicalDefinition) {
        switch definition {
        case .lift(let coreFunction, let options, let type):
            byte(0)
            byte(0)
            index(coreFunction)
            elements(options) { $0.option($1) }
            index(type)
        case .lower(let function, let options):
            byte(1)
            byte(0)
            index(function)
            elements(options) { $0.option($1) }
        case .resourceNew(let type):
            byte(2)
            index(type)
        case .resourceDrop(let type):
            byte(3)
            index(type)
        case .resourceRepresentation(let type):
            byte(4)
            index(type)
        }
    }

    private mutating func option(_ option: CanonicalDefinition.Option) {
        switch option {
        case .encoding(let encoding): byte(encoding.rawValue)
        case .memory(let memory):
            byte(3)
            index(memory)
        case .realloc(let function):
            byte(4)
            index(function)
        case .postReturn(let function):
            byte(5)
            index(function)
        }
    }
}
