// Files that grow under their own name, and are worth keeping whatever happens: recordings. One thread at a time.
import CSndFile

extension AudioFileWriter {
    /// Makes the file say how long it is by now, so that what comes next, be it the end of the process, leaves a file
    /// that plays up to here. Does nothing for what doesn't grow; a compressed file lacks its last packet.
    ///
    /// - Errors: `io`.
    package mutating func settle() throws(AudioIOError) {
        guard let file = destination.growingFile else { return }
        sf_command(sound.handle, SFC_UPDATE_HEADER_NOW.asCommand, nil, 0)
        _ = file.flush()
        if let code = file.failure ?? (info.frameCount == 0 ? nil : lengthCorrection(file)) {
            throw .writeFailed(destination.name, code)
        }
    }

    /// Ends a file that grows after writing to it has failed: keeps the whole frames that have reached the disk.
    ///
    /// - Returns: what is there; nil when that is nothing, and the file has gone, or doesn't grow.
    package consuming func salvage() -> AudioOutputSummary? {
        guard let file = destination.growingFile else { return nil }
        let written = file.writtenLength
        if let frameByteCount, written > soundOffset, soundOffset > 0 {
            let frames = min((written - soundOffset) / Int64(frameByteCount), Int64(info.frameCount ?? 0))
            info.frameCount = Int(frames)
            file.forgetFailure()
            // libsndfile takes its count of frames for the length. That it can't truncate the file itself is no matter.
            var position = sf_count_t(frames)
            sf_command(
                sound.handle, SFC_FILE_TRUNCATE.asCommand, &position, Int32(MemoryLayout<sf_count_t>.size))
            // From here on only bytes that have their place are written again.
            _ = file.truncate(to: soundOffset + frames * Int64(frameByteCount))
        }
        _ = sound.close()
        guard (try? destination.complete(correcting: lengthCorrection)) != nil || file.writtenLength > 0,
            info.frameCount! > 0
        else {
            destination.discard()
            return nil
        }
        return summary
    }
}
