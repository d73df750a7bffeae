// The one thing an effect may ask of the host: to write a line to its log.

internal import CajonC

/// How much a log line matters.
typealias LogLevel = Log.Level

/// Writes a line to the host's log. Not for `process`: the host drops what comes too fast.
func log(_ level: LogLevel, _ message: StaticString) {
    cajon_log_write(UInt32(level.rawValue), message.utf8Start, message.utf8CodeUnitCount)
}
