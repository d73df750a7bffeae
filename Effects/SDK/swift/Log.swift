// The one thing an effect may ask of the host: to write a line to its log.

internal import CajonC

/// How much a log line matters: the contract's levels, case for case.
enum LogLevel: UInt32 {
    case debug, info, warning, error
}

/// Writes a line to the host's log. Not for `process`: the host drops what comes too fast.
func log(_ level: LogLevel, _ message: StaticString) {
    cajon_log_write(level.rawValue, message.utf8Start, message.utf8CodeUnitCount)
}
