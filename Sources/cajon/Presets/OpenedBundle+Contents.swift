// What is said of a bundle that was opened. Used by the command's own thread.

import Bundles
import EffectHost
import Presets

extension OpenedBundle {
    /// What is in it.
    ///
    /// Errors: a file can't be read any more.
    var contents: BundleContents {
        get throws { try BundleContents(bundle, unpacked: folder) }
    }

    /// Who signed it, and what that means to this user; remembers nothing.
    ///
    /// Errors: the book of keys isn't in order.
    func signature(_ trust: BundleTrust) throws -> String {
        try trust.judge(bundle).sentence(author: bundle.preset.author)
    }
}
