// What the system doesn't keep in memory for a live session, said once. The control thread.

import Foundation
import Realtime

/// What a user can do about limits that the sound suffers from.
package enum AudioLimits {
    package static let advice =
        "to allow it, put ‘@audio - rtprio 95’ and ‘@audio - memlock unlimited’ into "
        + "/etc/security/limits.d/audio.conf, join the group audio and log in again"
}

extension LiveSession {
    /// Says, the first time, that memory of the audio thread's could not be locked.
    func noteRefusedLocks() {
        let account = LockedPages.shared.account
        guard !hasNotedRefusedLocks, let refusal = account.refusal else { return }
        hasNotedRefusedLocks = true
        note(
            "\(Self.mebibytes(account.refusedByteCount)) of memory can't be locked (\(String(cString: strerror(refusal)))): "
                + "when memory is short, the sound may wait for it; \(AudioLimits.advice)")
    }

    private static func mebibytes(_ byteCount: Int) -> String {
        String(format: "%.1f MiB", Double(byteCount) / Double(1 << 20))
    }
}
