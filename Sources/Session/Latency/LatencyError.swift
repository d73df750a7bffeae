// Why a latency could not be measured. A plain value, any thread.

package import AudioIO
import Foundation
package import Realtime

/// What stood in the way of a measurement.
package enum LatencyError: Error, Sendable, CustomStringConvertible {
    case device(DeviceError)
    case thread(SystemThreadError)
    /// More sound than is kept in memory: the number of samples, and the most there may be.
    case tooMuch(Int, most: Int)
    /// The device went away meanwhile, with an errno or 0.
    case lost(Int32)
    /// The device neither took nor gave sound for seconds.
    case stalled

    package var description: String {
        switch self {
        case .device(let error): return error.description
        case .thread(let error): return error.description
        case .tooMuch(let count, let most):
            return "the measurement would keep \(count) samples, and \(most) is the most; use fewer --channels or "
                + "--repetitions, or a lower --rate"
        case .lost(let code):
            let reason = code == 0 ? "" : ": \(String(cString: strerror(code)))"
            return "the sound device has gone\(reason); measure again when it has returned"
        case .stalled:
            return "the sound device stands still: it neither took nor gave sound for five seconds; see whether "
                + "something else holds it, or another --period helps"
        }
    }

    /// From sysexits.h: 64 usage, 69 a device is unavailable.
    package var exitStatus: Int32 {
        switch self {
        case .device(let error): error.exitStatus
        case .tooMuch: 64
        case .thread, .lost, .stalled: 69
        }
    }
}
