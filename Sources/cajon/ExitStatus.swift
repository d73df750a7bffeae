// What the program ends with, as sysexits.h numbers it.

import ArgumentParser

/// The exit statuses that scripts may rely on.
enum ExitStatus: Int32 {
    case usage = 64
    case badData = 65
    case noInput = 66
    case unavailable = 69
    case effectFailed = 70
    case ioError = 74
    case interrupted = 130

    var code: ExitCode { ExitCode(rawValue) }
}
