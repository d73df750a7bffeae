// Why a live session could not begin. A plain value, any thread.

package import AudioIO
package import Control
package import Presets
package import Realtime

/// What stood in the way, as its own layer says it.
package enum LiveSessionError: Error, Sendable, CustomStringConvertible {
    case device(DeviceError)
    case file(AudioIOError)
    case preset(PresetError)
    case render(RenderError)
    case control(ControlError)
    case thread(SystemThreadError)

    package var description: String {
        switch self {
        case .device(let error): error.description
        case .file(let error): error.description
        case .preset(let error): error.description
        case .render(let error): error.description
        case .control(let error): error.description
        case .thread(let error): error.description
        }
    }

    /// Runs what may fail with one of them.
    static func wrapping<Failure: Error, T: ~Copyable>(
        _ wrap: (Failure) -> LiveSessionError, _ body: () throws(Failure) -> T
    ) throws(LiveSessionError) -> T {
        do throws(Failure) {
            return try body()
        } catch {
            throw wrap(error)
        }
    }
}
