// The order in which steps were called. Used by one thread at a time.

/// What was called, in order; without allocation unless it is switched on.
final class EventLog {
    enum Call: String { case acquire, process, finish }

    var isOn = false
    private(set) var events: [String] = []

    func append(_ call: Call, _ id: String) {
        if isOn { events.append("\(call.rawValue) \(id)") }
    }
}
