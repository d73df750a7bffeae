// What the client's errors mean. Pure functions, any thread.

import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

extension DownloadError {
    /// - Parameter isReceiving: whether the answer had begun.
    init(_ error: any Error, at address: Address, isReceiving: Bool) {
        self.init(Self.kind(of: error, isReceiving: isReceiving), at: address.text)
    }

    private static func kind(of error: any Error, isReceiving: Bool) -> Kind {
        switch error {
        case let error as HTTPClientError: kind(of: error)
        case let error as NIOConnectionError: kind(of: error)
        case let error as IOError: kind(ofCode: error.errnoCode, isReceiving: isReceiving)
        case let error as NIOSSLError: kind(of: error, isReceiving: isReceiving)
        case let error as NIOSSLExtraError where error == .failedToValidateHostname:
            .certificate("it was made for another host")
        case let error as NIOSSLExtraError: .encryption("\(error)")
        case ChannelError.connectTimeout: .timedOut(.connecting)
        case ChannelError.ioOnClosedChannel, ChannelError.alreadyClosed, ChannelError.eof, ChannelError.inputClosed:
            .closed
        case is HTTPParserError, is NIOHTTPDecoderError: .broken("what the server sends isn't HTTP, or ends too early")
        default: .broken("\(error)")
        }
    }

    private static func kind(of error: HTTPClientError) -> Kind {
        switch error {
        case .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout: .timedOut(.connecting)
        case .readTimeout, .writeTimeout, .deadlineExceeded: .timedOut(.idle)
        case .remoteConnectionClosed, .uncleanShutdown: .closed
        case .emptyHost, .invalidURL: .address("is no address")
        default: .broken(error.shortDescription)
        }
    }

    private static func kind(of error: NIOConnectionError) -> Kind {
        guard let first = error.connectionErrors.first?.error else { return .unknownHost }
        return kind(of: first, isReceiving: false)
    }

    private static func kind(ofCode code: CInt, isReceiving: Bool) -> Kind {
        switch code {
        case ECONNREFUSED: .refused
        case ETIMEDOUT: .timedOut(isReceiving ? .idle : .connecting)
        case ECONNRESET, EPIPE: .closed
        default: .unreachable(String(cString: strerror(code)))
        }
    }

    private static func kind(of error: NIOSSLError, isReceiving: Bool) -> Kind {
        switch error {
        case .handshakeFailed(let reason) where "\(reason)".contains("CERTIFICATE_VERIFY_FAILED"):
            .certificate("no authority that this system trusts vouches for it, or its time is over")
        case .handshakeFailed(let reason): .encryption("\(reason)")
        case .unableToValidateCertificate, .noCertificateToValidate: .certificate("it can't be checked")
        case .uncleanShutdown: .closed
        default: isReceiving ? .broken("\(error)") : .encryption("\(error)")
        }
    }
}
