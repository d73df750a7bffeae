// Where grants are remembered: `grants.json` in the user's configuration. Any thread but the audio thread, any number of
// processes.

package import Bundles
import EffectHost

/// The grants that a user has made for good: a `Book` by the effects' content.
///
/// What is in there lets effects read files.
package struct GrantBook: Sendable {
    private let book: Book<Grant>

    package init(directory: String) { book = Book(directory: directory) }

    /// In `$XDG_CONFIG_HOME/cajon`; nil without a home.
    package static func standard() -> GrantBook? { DataDirectories.configuration.map(GrantBook.init(directory:)) }

    package var directory: String { book.directory }
    package var path: String { book.path }

    /// All grants, in the order in which they were made; none when there is no file.
    ///
    /// Errors: the file can't be read, isn't to be believed, or says something else.
    package func grants() throws(BookError) -> [Grant] { try book.entries() }

    /// What an effect with that content was granted; nil when nothing was.
    ///
    /// Errors: as for `grants()`.
    package func grant(forContent sha256: String) throws(BookError) -> Grant? {
        try grants().last { $0.sha256 == sha256 }
    }

    /// Keeps a grant, in place of what the same effect was granted before.
    ///
    /// Errors: the folder or the file can't be written; what is there can't be read.
    package func remember(_ grant: Grant) throws(BookError) {
        try book.change { grants in
            grants.removeAll { $0.sha256 == grant.sha256 }
            grants.append(grant)
        }
    }

    /// Forgets grants; returns those that it forgot.
    ///
    /// Errors: as for `remember`.
    package func forget(where isForgotten: (Grant) -> Bool) throws(BookError) -> [Grant] {
        var forgotten: [Grant] = []
        try book.change { grants in
            forgotten = grants.filter(isForgotten)
            grants.removeAll(where: isForgotten)
        }
        return forgotten
    }
}

extension Grant: BookEntry {
    package static let book = BookKind(
        fileName: "grants.json", listName: "grants", format: 1, byteLimit: 1 << 20,
        malformed: "is not what ‘cajon grants’ writes; put it right, or remove it to grant anew",
        full: "there are too many grants; ‘cajon grants forget’ makes room")
}
