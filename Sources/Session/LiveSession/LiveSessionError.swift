// Why a live session could not begin. A plain value, any thread.

package import AudioIO
package import Bundles
package import Control
package import Presets
package import Realtime

/// What stood in the way, as its own layer says it.
package enum LiveSessionError: Error, Sendable, CustomStringConvertible {
    case device(DeviceError)
    case file(AudioIOError)
    case preset(PresetError)
    case library(LibraryError)
    case render(RenderError)
    case control(ControlError)
    case thread(SystemThreadError)

    package var description: String {
        switch self {
        case .device(let error): error.description
        case .file(let error): error.description
        case .preset(let error): error.description
        case .library(let error): error.description
        case .render(let error): error.description
        case .control(let error): error.description
        case .thread(let error): error.description
        }
    }

    /// What is wrong with a preset is told as that, wherever it was found.
    init(_ error: LibraryError) {
        if case .preset(let error) = error.kind { self = .preset(error) } else { self = .library(error) }
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
