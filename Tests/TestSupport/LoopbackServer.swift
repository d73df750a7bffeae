// An HTTP server of a test's own on loopback, which serves a folder and misbehaves where it is asked to. Any thread.

import Foundation

/// A server in Python; it goes away with the object.
package final class LoopbackServer: Sendable {
    package let port: Int
    /// `http://127.0.0.1:PORT`, or with `https`.
    package let origin: String
    private let program: RunningProgram

    /// - Parameters:
    ///   - folder: what is served.
    ///   - certificate: a file of a certificate and its key, in PEM, for https.
    ///   - host: what it listens on.
    package init(serving folder: String, certificate: String? = nil, host: String = "127.0.0.1") throws {
        let portFile = try TemporaryFolder("cajon-server")
        var program = Program(
            "/bin/sh", ["-c", #"exec python3 -c "$@""#, "sh", Self.script, host, portFile.file("port")])
        program.arguments += [certificate].compactMap(\.self)
        program.folder = folder
        program.environment = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"]
        program.error = .file("/dev/null")
        self.program = try program.start()
        var port: Int?
        while port == nil {
            guard !self.program.hasEnded else { throw Program.Failure(description: "no server: python3 ended at once") }
            usleep(2_000)
            port = (try? portFile.read("port")).flatMap { Int(String(decoding: $0, as: UTF8.self)) }
        }
        self.port = port!
        let shownHost = host.contains(":") ? "[\(host)]" : host
        origin = "\(certificate == nil ? "http" : "https")://\(shownHost):\(port!)"
    }

    deinit {
        program.send(SIGKILL)
        _ = program.wait()
    }

    /// What lies below `/bad/` in no folder is behaviour, named by the path. `/asked` says what the server was asked.
    /// Files in a folder `stalls` are never sent to their end.
    private static let script = #"""
        import http.server, os, socket, ssl, sys, time, urllib.parse

        class Handler(http.server.SimpleHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *words): pass

            def say(self, text):
                self.wfile.write(text.encode("latin-1"))

            def head(self, status, *lines):
                self.close_connection = True
                self.say("HTTP/1.1 %d Said\r\n%s\r\n" % (status, "".join(line + "\r\n" for line in lines)))

            def do_GET(self):
                path, _, query = self.path.partition("?")
                if path == "/asked":
                    text = self.requestline + "\n" + "".join("%s: %s\n" % item for item in self.headers.items())
                    self.head(200, "Content-Length: %d" % len(text), "Set-Cookie: a=b; Path=/")
                    return self.say(text)
                if "/stalls/" in path:
                    with open("." + path, "rb") as file: content = file.read()
                    self.head(200, "Content-Length: %d" % len(content))
                    self.wfile.write(content[:len(content) // 2])
                    return time.sleep(600)
                if not path.startswith("/bad/"):
                    return super().do_GET()
                try:
                    self.behave(path.split("/")[2:], urllib.parse.unquote(query))
                except OSError:
                    pass
                self.close_connection = True

            def behave(self, words, query):
                match words:
                    case ["endless"]:
                        self.head(200)
                        while True: self.say("x" * 65536)
                    case ["endless-chunks"]:
                        self.head(200, "Transfer-Encoding: chunked")
                        while True: self.say("10000\r\n" + "x" * 65536 + "\r\n")
                    case ["huge-chunk"]:
                        self.head(200, "Transfer-Encoding: chunked")
                        self.say("ffffffffffffffff\r\n")
                        while True: self.say("x" * 65536)
                    case ["endless-header"]:
                        self.say("HTTP/1.1 200 OK\r\nX: ")
                        while True: self.say("x" * 65536)
                    case ["endless-headers"]:
                        self.say("HTTP/1.1 200 OK\r\n")
                        while True: self.say("X-Y: z\r\n" * 4096)
                    case ["endless-waits"]:
                        while True: self.say("HTTP/1.1 102 Processing\r\n\r\n" * 64)
                    case ["length-huge"]:
                        self.head(200, "Content-Length: 1000000000000000")
                        self.say("x")
                    case ["length-beyond"]:
                        self.head(200, "Content-Length: 99999999999999999999999999")
                        self.say("x")
                    case ["length-negative"]:
                        self.head(200, "Content-Length: -1")
                        self.say("x")
                    case ["length-twice"]:
                        self.head(200, "Content-Length: 3", "Content-Length: 7")
                        self.say("seven77")
                    case ["length-short"]:
                        self.head(200, "Content-Length: 3")
                        self.say("three and more")
                    case ["length-long"]:
                        self.head(200, "Content-Length: 1000")
                        self.say("not so much")
                    case ["cut-chunk"]:
                        self.head(200, "Transfer-Encoding: chunked")
                        self.say("100\r\nnot so much")
                    case ["slow"]:
                        self.head(200, "Content-Length: 100000")
                        while True:
                            self.say("x")
                            time.sleep(0.1)
                    case ["silent"]:
                        self.head(200, "Content-Length: 10")
                        time.sleep(600)
                    case ["mute"]:
                        time.sleep(600)
                    case ["close"]:
                        pass
                    case ["garbage"]:
                        self.say("\x00\xff\x80garbage\r\n\r\n" * 10)
                    case ["gzip"]:
                        self.head(200, "Content-Encoding: gzip", "Content-Length: 4")
                        self.say("\x1f\x8b\x08\x00")
                    case ["status", number]:
                        self.head(int(number), "Content-Length: 0")
                    case ["to"]:
                        self.head(302, "Location: " + query, "Content-Length: 0")
                    case ["nowhere"]:
                        self.head(302, "Content-Length: 0")
                    case ["round", count]:
                        self.head(307, "Location: /bad/round/%d" % (int(count) + 1), "Content-Length: 0")
                    case ["down", "0"]:
                        self.head(200, "Content-Length: 4")
                        self.say("down")
                    case ["down", count]:
                        self.head(301, "Location: %d" % (int(count) - 1), "Content-Length: 0")
                    case _:
                        self.head(404, "Content-Length: 0")

        class Server(http.server.ThreadingHTTPServer):
            address_family = socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET
            def handle_error(self, request, address): pass

        server = Server((sys.argv[1], 0), Handler)
        if len(sys.argv) > 3:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(sys.argv[3])
            server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        with open(sys.argv[2] + ".new", "w") as file: file.write(str(server.server_address[1]))
        os.rename(sys.argv[2] + ".new", sys.argv[2])
        server.serve_forever()
        """#
}
