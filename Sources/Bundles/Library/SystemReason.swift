// Why the system refused something, in words. Pure functions, any thread.

private import Glibc

enum SystemReason {
    /// What an errno means to somebody who wants to keep bundles.
    static func words(_ code: Int32) -> String {
        switch code {
        case ENOSPC, EDQUOT: return "the disk is full; make room"
        case EROFS: return "the file system is read-only"
        case EACCES, EPERM: return "this user may not do that there; change the folder's permissions"
        case EFBIG: return "the file would be larger than the system allows here"
        case ENOTDIR: return "it is no folder"
        case ELOOP: return "it is a link, and links aren't followed"
        default:
            // SAFETY: strerror returns a valid C string for any number; it is copied before anybody calls it again
            // here.
            return unsafe String(cString: strerror(code))
        }
    }
}
