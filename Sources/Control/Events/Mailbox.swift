// How other threads reach what belongs to an event loop's thread. Any thread sends.

/// Carries messages of one type to one handler, which runs on the loop's thread.
///
/// The handler may use what isn't `Sendable`, because only the message crosses over.
package struct Mailbox<Message: Sendable>: Sendable {
    private let queue: MessageQueue
    private let handler: Handler

    /// A closure that only the loop's thread calls and frees no earlier than the loop's own messages.
    private final class Handler: @unchecked Sendable {
        // SAFETY: read by bodies that MessageQueue hands to the loop's thread alone; never written after `init`.
        let body: (Message) -> Void

        init(_ body: @escaping (Message) -> Void) { self.body = body }
    }

    fileprivate init(queue: MessageQueue, body: @escaping (Message) -> Void) {
        self.queue = queue
        handler = Handler(body)
    }

    /// Any thread but the audio thread. Messages of one thread arrive in order.
    package func post(_ message: Message) {
        queue.post { [handler] in handler.body(message) }
    }
}

extension EventLoop {
    /// A mailbox whose messages are handled by `body`, on this loop's thread.
    ///
    /// `body` may be freed on the thread that last holds the mailbox; it must not own what can't be freed there.
    package func mailbox<Message: Sendable>(
        for type: Message.Type = Message.self, _ body: @escaping (Message) -> Void
    ) -> Mailbox<Message> {
        Mailbox(queue: messages, body: body)
    }
}
