// Which addresses may be asked, and what they mean.

import Downloads
import Testing

@Suite("An address")
struct AddressTests {
    @Test(
        "is https, or http on loopback",
        arguments: [
            "https://example.com/shelf.json", "https://example.com", "https://example.com:8443/a/b.json?v=1",
            "HTTPS://Example.COM/Shelf.json", "https://192.0.2.1/s", "https://[2001:db8::1]/s",
            "http://127.0.0.1:8000/shelf.json",
            "http://127.1.2.3/", "http://[::1]:8000/", "http://localhost:8000/a", "https://a-b.example/%7Ename/x%20y",
        ])
    func allowed(text: String) throws {
        let address = try Address(text)
        #expect(try Address(address.text) == address)
    }

    @Test(
        "is nothing else",
        arguments: [
            "", "shelf.json", "/etc/passwd", "file:///etc/passwd", "ftp://example.com/", "http+unix://%2Ftmp%2Fs/",
            "https:example.com",
            "https:/example.com", "https://", "https:///x", "http://example.com/", "http://localhost.example.com/",
            "http://127.0.0.1.example.com/", "http://127.1/", "http://2130706433/", "http://0x7f.0.0.1/",
            "http://0177.0.0.1/",
            "http://0.0.0.0/", "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[::1%25lo]/", "http://localhost./",
            "http://a.localhost/", "http://１27.0.0.1/", "https://user@example.com/", "https://user:word@example.com/",
            "http://127.0.0.1:80@example.com/", "http://127.0.0.1#@example.com/", "https://example.com/#part",
            "https://example.com\\@127.0.0.1/", "https://exa mple.com/", "https://example.com/a b",
            "https://example.com/\n",
            "https://example.com/%zz", "https://example.com/%4", "https://example.com:/", "https://example.com:0/",
            "https://example.com:65536/", "https://example.com:+80/", "https://example.com:080808/", "https://[::1/",
            "https://::1/",
            "https://[example.com]/", "https://.example.com/", "https://a..b/", "https://-a.example/",
            "https://a_b.example/",
            "https://example.com%2f/", "https://256.1.1.1/", "https://1.2.3/", "https://münchen.example/",
            "https://\(String(repeating: "a", count: 64)).example/",
            "https://example.com/\(String(repeating: "a", count: 2_048))",
        ])
    func refused(text: String) {
        let error = #expect(throws: DownloadError.self) { try Address(text) }
        guard case .address(let problem)? = error?.kind else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!problem.isEmpty)
    }

    @Test("has a path, its host in lower case, and keeps what comes after")
    func canonical() throws {
        #expect(try Address("HTTPS://Example.COM").text == "https://example.com/")
        #expect(try Address("https://example.com?x").text == "https://example.com/?x")
        #expect(try Address("https://Example.com:443/A?B").text == "https://example.com:443/A?B")
    }

    @Test("has files beside it, and below, and nowhere else")
    func beside() throws {
        let index = try Address("https://example.com/shelf/shelf.json?v=1")
        #expect(try index.beside(["a.cajon"]).text == "https://example.com/shelf/a.cajon")
        #expect(try index.beside(["b", "ö #?%.cajon"]).text == "https://example.com/shelf/b/%C3%B6%20%23%3F%25.cajon")
        #expect(try Address("https://example.com").beside(["a"]).text == "https://example.com/a")
        for names in [[], [""], ["."], [".."], ["a", "..", "b"], ["a/b"], ["/a"], ["a\\b"], ["a\0"]] {
            #expect(throws: DownloadError.self) { try index.beside(names) }
        }
    }

    @Test(
        "leads where its server points",
        arguments: [
            ("https://a.example/x/y", "z", "https://a.example/x/z"),
            ("https://a.example/x/y", "/z", "https://a.example/z"),
            ("https://a.example/x/y", "../../../z", "https://a.example/z"),
            ("https://a.example/x/y", "//b.example/z", "https://b.example/z"),
            ("https://a.example/x", "https://b.example/z#part", "https://b.example/z"),
            ("http://127.0.0.1:1/x", "https://b.example/z", "https://b.example/z"),
            ("http://127.0.0.1:1/x", "http://127.0.0.1:2/z", "http://127.0.0.1:2/z"),
        ])
    func redirections(from: String, location: String, to: String) throws {
        #expect(try Address(from).redirected(to: location).text == to)
    }

    @Test(
        "leads to nothing that may not be asked, to no http from https, and to this machine only from this machine",
        arguments: [
            ("https://a.example/", "http://a.example/"), ("https://a.example/", "http://127.0.0.1/"),
            ("https://a.example/", "https://127.0.0.1/"), ("https://a.example/", "https://localhost/"),
            ("https://a.example/", "https://x.localhost/"), ("https://a.example/", "https://0.0.0.0/"),
            ("https://a.example/", "https://[::1]/"), ("https://a.example/", "https://[::]/"),
            ("https://a.example/", "https://[::ffff:127.0.0.1]/"), ("https://a.example/", "https://[::127.0.0.1]/"),
            ("https://127.0.0.1/", "http://127.0.0.1/"), ("http://127.0.0.1/", "http://a.example/"),
            ("https://a.example/", "file:///etc/passwd"), ("https://a.example/", "https://u:p@b.example/"),
            ("https://a.example/", "data:,x"), ("https://a.example/", "https://"),
        ])
    func refusedRedirections(from: String, location: String) throws {
        let address = try Address(from)
        #expect(throws: DownloadError.self) { try address.redirected(to: location) }
    }
}
