// Core instances. Any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#instance-definitions

import ComponentBinary
import WasmBinary

extension ComponentEvaluator {
    mutating func add(_ instance: CoreInstance) throws(DeclineReason) {
        switch instance {
        case .instantiate(let module, let arguments):
            let number = frame.coreModules[Int(module)]
            let imports = plan.modules[number].summary.imports
            try count(arguments.count + imports.count)
            var given: [[UInt8]: CoreInstanceValue] = [:]
            for argument in arguments {
                given[Array(argument.name.utf8)] = frame.coreInstances[Int(argument.instance)]
            }
            var values: [CoreValue] = []
            for item in imports {
                guard let instance = given[Array(item.module.utf8)] else { throw reason(.unresolved(item.module)) }
                values.append(try export(item.name, of: instance))
            }
            plan.steps.append(LinkPlan.Step(module: number, imports: values))
            frame.coreInstances.append(.step(plan.steps.count - 1))
        case .exports(let exports):
            try count(exports.count)
            var bag: [[UInt8]: CoreValue] = [:]
            for export in exports { bag[Array(export.name.utf8)] = frame.core(export.sort, export.index) }
            coreBags.append(bag)
            frame.coreInstances.append(.bag(coreBags.count - 1))
        }
    }

    func export(_ name: String, of instance: CoreInstanceValue) throws(DeclineReason) -> CoreValue {
        switch instance {
        case .step(let step):
            guard let place = plan.modules[plan.steps[step].module].place(ofExport: name) else { break }
            return .export(step: step, place: place)
        case .bag(let number):
            guard let value = coreBags[number][Array(name.utf8)] else { break }
            return value
        }
        throw reason(.unresolved(name))
    }
}
