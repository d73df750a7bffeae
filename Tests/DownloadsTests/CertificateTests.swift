// Servers that aren't whom they say they are.

import Downloads
import Foundation
import TestSupport
import Testing

@Suite("A server's certificate")
struct CertificateTests {
    private static let hasOpenSSL = ["/usr/bin/openssl", "/bin/openssl", "/usr/local/bin/openssl"]
        .first(where: FileManager.default.isExecutableFile)

    @Test(
        "that nobody vouches for is refused",
        .enabled(if: hasOpenSSL != nil, "there is no openssl to make a certificate"))
    func selfSigned() throws {
        let folder = try TemporaryFolder()
        let files = [folder.file("key.pem"), folder.file("certificate.pem")]
        let made = try Program(
            Self.hasOpenSSL!,
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", files[0], "-out", files[1],
            ]
        ).run()
        #expect(made.status == 0, "\(made.error)")
        let both = try folder.write(folder.read("key.pem") + folder.read("certificate.pem"), "both.pem")
        let server = try LoopbackServer(serving: folder.path, certificate: both)
        let downloader = Downloader(agent: "cajon")
        for origin in [server.origin, "https://localhost:\(server.port)"] {
            let error = #expect(throws: DownloadError.self) {
                try downloader.open(Address(origin + "/key.pem"), byteLimit: 1 << 20)
            }
            guard case .certificate? = error?.kind else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test("is asked for: a server that speaks no TLS is refused")
    func plain() throws {
        let folder = try TemporaryFolder()
        let server = try LoopbackServer(serving: folder.path)
        let error = #expect(throws: DownloadError.self) {
            try Downloader(agent: "cajon").open(Address("https://127.0.0.1:\(server.port)/"), byteLimit: 1)
        }
        guard case .encryption? = error?.kind else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
