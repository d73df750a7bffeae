// Changes of the graph as a session is asked for them, on a device without a clock.

import AudioIO
import Control
import EffectTestSupport
import Presets
import Session
import Testing

@Suite("A live session's graph")
struct LiveEditTests {
    private static func session(_ chain: String) throws -> LiveSession {
        var request = LiveRequest(graph: .chain(chain), device: DeviceRequest(capture: nil, playback: "null"))
        request.isControlled = false
        request.takesMIDI = false
        request.limitSeconds = 60
        return try LiveSession(request, store: StagedEffects.store())
    }

    /// A client who asks for the next edit when it gets the answer to the one before.
    private final class Client {
        let session: LiveSession
        private(set) var answers: [String] = []
        private(set) var graphCount = 0
        private let chains: [String]

        init(_ session: LiveSession, _ chains: [String]) {
            self.session = session
            self.chains = chains
            session.onEvent = { [unowned self] in if $0.event == .graph { graphCount += 1 } }
        }

        func ask() {
            guard answers.count < chains.count else {
                // What was made twice would be here by then.
                session.loop.after(milliseconds: 200) { [session] in session.end() }
                return
            }
            session.perform(ControlRequest(.load(.chain(chains[answers.count])))) { [unowned self] reply in
                answers.append(reply.error?.message ?? "done")
                ask()
            }
        }
    }

    @Test("is made once for each edit, also when the next is asked for with the answer to the one before")
    func pipelined() throws {
        let session = try Self.session("gain")
        let client = Client(session, ["gain | gain", "gian", "filter", "gain", "filter | gain"])
        session.loop.after(milliseconds: 1) { client.ask() }
        let report = session.run()
        #expect(report.failure == nil)
        #expect(client.answers.count == 5)
        #expect(client.answers.filter { $0 == "done" }.count == 4)
        #expect(client.answers[1].contains("gian"))
        #expect(client.graphCount == 4)
        #expect(report.status.nodes.map(\.effect) == ["filter", "gain"])
    }
}
