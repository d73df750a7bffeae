// Addresses by way of other addresses. Pure functions, any thread.

import Foundation

extension Address {
    /// The address of a file below the folder that this address' file lies in.
    ///
    /// - Parameter names: the folders and the file, each a name as it is, none of them empty, `.` or `..`.
    ///
    /// Errors: `.address` when there are no names, one of them leads elsewhere, or it becomes too long.
    package func beside(_ names: [String]) throws(DownloadError) -> Address {
        guard !names.isEmpty,
            names.allSatisfy({ !["", ".", ".."].contains($0) && !$0.contains { "/\\\0".contains($0) } })
        else { throw DownloadError(.address("has no file ‘\(names.joined(separator: "/"))’ beside it"), at: text) }
        return try Address(folder + names.map(Self.escaped).joined(separator: "/"))
    }

    /// Where a redirection leads, which is held to the same rules and to two more: encryption is not given up, and
    /// another machine doesn't send anybody to this one.
    ///
    /// Errors: `.address`, `.redirection`.
    package func redirected(to location: String) throws(DownloadError) -> Address {
        // Foundation knows what a relative address means; what comes out is looked at as any other.
        guard let base = URL(string: text), let url = URL(string: location, relativeTo: base) else {
            throw DownloadError(.redirection(to: location, "which is no address"), at: text)
        }
        // A fragment is for who looks at the page.
        let target = String(url.absoluteString.prefix { $0 != "#" })
        let address: Address
        do throws(DownloadError) { address = try Address(target) } catch {
            throw DownloadError(.redirection(to: location, "which \(error.problem)"), at: text)
        }
        guard address.isEncrypted || !isEncrypted else {
            throw DownloadError(.redirection(to: location, "which isn't https any more"), at: text)
        }
        guard !address.host.isThisMachine || host.isThisMachine else {
            throw DownloadError(.redirection(to: location, "which is this machine itself"), at: text)
        }
        return address
    }

    /// Up to the path's last `/`.
    private var folder: Substring {
        let path = text[pathStart...].prefix { $0 != "?" }
        let slash = path.lastIndex(of: "/") ?? pathStart
        return text[...slash]
    }

    private static func escaped(_ name: String) -> String {
        name.utf8.map { isUnreserved($0) ? String(Character(.init($0))) : String(format: "%%%02X", $0) }.joined()
    }
}
