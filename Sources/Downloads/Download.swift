// A file that is on its way. Used by one thread, which waits.

/// Gives what arrives, piece by piece, and no more than was allowed. It ends when it goes, whatever is still to come.
package final class Download {
    /// Where it comes from, after all redirections.
    package var address: Address { answer.address }
    /// As the server has it; nil when it doesn't say.
    package let byteCount: Int?
    private let byteLimit: Int
    private let answer: Answer
    /// Whose thread it is that the pieces come from.
    private let downloader: Downloader
    private var receivedByteCount = 0

    /// Errors: there is no such file, or it is larger than allowed.
    init(_ answer: Answer, from downloader: Downloader, byteLimit: Int) throws(DownloadError) {
        self.answer = answer
        self.downloader = downloader
        self.byteLimit = byteLimit
        byteCount = try answer.byteCount
        try check(byteCount ?? 0)
    }

    /// The next piece, which is not empty; nil at the end.
    ///
    /// Errors: why there is no more to be had; there is nothing after that.
    package func next() throws(DownloadError) -> [UInt8]? {
        guard let bytes = try answer.next() else { return nil }
        receivedByteCount += bytes.count
        try check(receivedByteCount)
        return bytes
    }

    private func check(_ count: Int) throws(DownloadError) {
        guard count <= byteLimit else { throw DownloadError(.tooLarge(byteLimit: byteLimit), at: address.text) }
    }
}
