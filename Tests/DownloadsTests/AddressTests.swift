// Which addresses may be asked.

import Testing

@testable import Downloads

@Suite("An address")
struct AddressTests {
    @Test("is https")
    func schemes() {
        #expect(Address("https://example.com/shelf.json") != nil)
        #expect(Address("http://example.com/shelf.json") == nil)
    }
}
