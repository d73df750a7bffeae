// Types, core and component, written. Any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#type-definitions

import WasmBinary

extension BinaryWriter {
    mutating func coreType(_ type: CoreTypeDefinition) {
        switch type {
        case .function(let type): functionType(type)
        case .module(let declarators):
            byte(0x50)
            located(declarators) { $0.moduleDeclarator($1) }
        }
    }

    private mutating func functionType(_ type: ModuleSummary.FunctionType) {
        byte(0x60)
        valueTypes(type.parameters)
        valueTypes(type.results)
    }

    private mutating func moduleDeclarator(_ declarator: CoreTypeDefinition.Declarator) {
        switch declarator {
        case .import(let module, let text, let descriptor):
            byte(0)
            name(module)
            name(text)
            coreDescriptor(descriptor)
        case .type(let type):
            byte(1)
            functionType(type)
        case .outerType(let count, let type):
            byte(2)
            byte(CoreSort.type.rawValue)
            byte(1)
            index(count)
            index(type)
        case .export(let text, let descriptor):
            byte(3)
            name(text)
            coreDescriptor(descriptor)
        }
    }

    private mutating func coreDescriptor(_ descriptor: CoreTypeDefinition.Descriptor) {
        switch descriptor {
        case .function(let type):
            byte(0)
            index(type)
        case .table(let table):
            byte(1)
            valueType(table.type)
            limits(table.limits)
        case .memory(let memory):
            byte(2)
            limits(memory)
        case .global(let global):
            byte(3)
            globalType(global)
        case .tag(let type):
            byte(4)
            byte(0)
            index(type)
        }
    }

    mutating func type(_ type: TypeDefinition) {
        switch type {
        case .value(let type): definedValueType(type)
        case .function(let type):
            byte(0x40)
            elements(type.parameters) { $0.labelled($1) }
            byte(type.result == nil ? 1 : 0)
            if let result = type.result { componentValueType(result) } else { byte(0) }
        case .component(let declarators):
            byte(0x41)
            located(declarators) { $0.declarator($1) }
        case .instance(let declarators):
            byte(0x42)
            located(declarators) { $0.declarator($1) }
        case .resource(let destructor):
            byte(0x3f)
            valueType(.i32)
            optional(destructor) { $0.index($1) }
        }
    }

    private mutating func declarator(_ declarator: TypeDefinition.Declarator) {
        switch declarator {
        case .coreType(let type):
            byte(0)
            coreType(type)
        case .type(let type):
            byte(1)
            self.type(type)
        case .alias(let alias):
            byte(2)
            self.alias(alias)
        case .import(let item):
            byte(3)
            self.import(item)
        case .export(let name, let descriptor):
            byte(4)
            externName(name)
            externDescriptor(descriptor)
        }
    }

    private mutating func definedValueType(_ type: DefinedValueType) {
        switch type {
        case .primitive(let primitive): byte(primitive.rawValue)
        case .record(let fields):
            byte(0x72)
            elements(fields) { $0.labelled($1) }
        case .variant(let cases):
            byte(0x71)
            elements(cases) { writer, item in
                writer.name(item.label)
                writer.optional(item.type) { $0.componentValueType($1) }
                writer.byte(0)
            }
        case .list(let element):
            byte(0x70)
            componentValueType(element)
        case .fixedLengthList(let element, let count):
            byte(0x67)
            componentValueType(element)
            index(count)
        case .tuple(let types):
            byte(0x6f)
            elements(types) { $0.componentValueType($1) }
        case .flags(let labels):
            byte(0x6e)
            elements(labels) { $0.name($1) }
        case .enumeration(let labels):
            byte(0x6d)
            elements(labels) { $0.name($1) }
        case .option(let wrapped):
            byte(0x6b)
            componentValueType(wrapped)
        case .result(let ok, let error):
            byte(0x6a)
            optional(ok) { $0.componentValueType($1) }
            optional(error) { $0.componentValueType($1) }
        case .own(let type):
            byte(0x69)
            index(type)
        case .borrow(let type):
            byte(0x68)
            index(type)
        }
    }

    private mutating func labelled(_ field: Labelled) {
        name(field.label)
        componentValueType(field.type)
    }

    private mutating func componentValueType(_ type: ValueType) {
        switch type {
        case .primitive(let primitive): byte(primitive.rawValue)
        case .index(let index): signed(Int64(index))
        }
    }
}
