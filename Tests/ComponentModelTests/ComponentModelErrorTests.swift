// Errors of the layer say what the layers below said. Any thread.

import ComponentModel
import Testing

@Suite("A component model's errors")
struct ComponentModelErrorTests {
    @Test("carry the wording of what is wrong")
    func wording() {
        let error = ComponentModelError(.encoding(.missingExport("memory")))
        #expect(error.description == "the module has no export ‘memory’")
    }
}
