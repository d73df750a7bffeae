// The wording of every message of this module. Any thread.
import Glibc

extension AudioIOError {
    // MARK: Reading

    static func cannotOpenInput(_ path: String, _ code: Int32) -> AudioIOError {
        let advice =
            switch code {
            case ENOENT: "there is no such file; check the spelling and the folder"
            case EACCES, EPERM: "this user may not read it; change its permissions or run as its owner"
            case EISDIR: "this is a folder; name the sound files in it"
            default: "it can't be opened: \(systemText(code))"
            }
        return AudioIOError(.noInput, path, advice, systemError: code)
    }

    static func notAFile(_ path: String) -> AudioIOError {
        AudioIOError(.noInput, path, "expected a file or a pipe, found a block device; name a sound file")
    }

    static func terminalInput(_ path: String) -> AudioIOError {
        AudioIOError(.noInput, path, "expected a sound file, found a terminal; pipe one in, or name a file")
    }

    static func emptyInput(_ path: String) -> AudioIOError {
        AudioIOError(
            .badData, path, "expected a sound file, found no bytes at all; the program that wrote it may have failed")
    }

    static func unrecognised(_ path: String, _ firstBytes: [UInt8], _ libraryText: String) -> AudioIOError {
        AudioIOError(
            .badData, path,
            "expected the header of a sound file (WAV, AIFF, FLAC, Ogg, MP3, CAF, AU, ...), found "
                + "\(describe(firstBytes)); headerless samples need a header first, e.g. "
                + "'sox -t raw -r 48000 -e signed -b 16 -c 2 IN OUT.wav' (\(libraryText))")
    }

    static func malformed(_ path: String, _ libraryText: String) -> AudioIOError {
        AudioIOError(
            .badData, path,
            "the header is damaged or of a kind that can't be read: \(libraryText); write the file again")
    }

    static func absurdHeader(_ path: String, what: String, expected: String, found: String) -> AudioIOError {
        AudioIOError(
            .badData, path,
            "the header gives an impossible \(what): expected \(expected), found \(found); the file is damaged")
    }

    static func truncatedHeader(_ path: String, promised: Int64, present: Int64) -> AudioIOError {
        AudioIOError(
            .badData, path,
            "cut short: the header promises \(promised) bytes of sound, the file holds \(present); copy it again"
                + keepingWhatIsThere(present))
    }

    static func truncated(_ path: String, promised: Int, present: Int) -> AudioIOError {
        AudioIOError(
            .badData, path,
            "cut short: the header promises \(promised) frames, the sound ends after \(present); copy it again"
                + keepingWhatIsThere(Int64(present)))
    }

    private static func keepingWhatIsThere(_ present: Int64) -> String {
        present > 0 ? ", or take what there is with --on-short-input render" : ""
    }

    static func damagedAt(_ path: String, frame: Int, _ libraryText: String) -> AudioIOError {
        AudioIOError(.badData, path, "the sound is damaged at frame \(frame): \(libraryText); copy the file again")
    }

    static func readFailed(_ path: String, _ code: Int32) -> AudioIOError {
        AudioIOError(.io, path, "reading failed: \(systemText(code))", systemError: code)
    }

    static func spoolFailed(_ path: String, _ folder: String, _ code: Int32) -> AudioIOError {
        AudioIOError(
            .io, path,
            "this format can't be streamed, so it is kept in \(folder) for a while, which failed: \(systemText(code)); "
                + "set TMPDIR to a folder with room",
            systemError: code)
    }

    // MARK: Choosing a format

    static func unknownFormat(_ path: String, _ name: String, known: [String]) -> AudioIOError {
        AudioIOError(
            .usage, path, "'\(name)' is no format that can be written; known are \(known.joined(separator: ", "))")
    }

    static func unknownExtension(_ path: String, _ fileExtension: String, known: [String]) -> AudioIOError {
        AudioIOError(
            .usage, path,
            "the name ends in '.\(fileExtension)', which is no format that can be written; choose one with --format: "
                + known.joined(separator: ", "))
    }

    static func unknownBits(_ path: String, _ bits: String) -> AudioIOError {
        AudioIOError(
            .usage, path,
            "expected a sample type of 8, 16, 24, 32, 32f or 64f, found '\(bits)'; a final f means floating point")
    }

    static func impossibleBits(_ path: String, _ bits: String, _ container: String, can: [String]) -> AudioIOError {
        AudioIOError(
            .usage, path,
            "\(container) has no sample type '\(bits)'; it can hold \(can.joined(separator: ", ")); "
                + "choose one of them or another --format")
    }

    static func impossibleFormat(_ path: String, _ format: String, reason: String, can: [String]) -> AudioIOError {
        AudioIOError(
            .usage, path, "\(format) can't hold this sound: \(reason); it can hold \(can.joined(separator: ", "))")
    }

    // MARK: Writing

    package static func cannotCreate(_ path: String, folder: String, _ code: Int32) -> AudioIOError {
        let advice =
            switch code {
            case ENOENT, ENOTDIR: "the folder '\(folder)' does not exist; create it or write elsewhere"
            case EACCES, EPERM, EROFS: "this user may not write into '\(folder)'; choose another folder"
            case EISDIR: "this is a folder; give a file name in it"
            case ELOOP: "the symbolic links go in a circle; write elsewhere"
            case ENAMETOOLONG: "the name is too long; choose a shorter one"
            default: "it can't be created in '\(folder)': \(systemText(code))"
            }
        return AudioIOError(.io, path, advice, systemError: code)
    }

    static func terminalOutput(_ path: String) -> AudioIOError {
        AudioIOError(.usage, path, "this is a terminal, which can't show sound; redirect it, or name a file with -o")
    }

    static func readOnlyOutput(_ path: String) -> AudioIOError {
        AudioIOError(
            .io, path, "the file exists and this user may not write to it; change its permissions or write elsewhere",
            systemError: EACCES)
    }

    static func writeFailed(_ path: String, _ code: Int32) -> AudioIOError {
        let advice =
            switch code {
            case ENOSPC, EDQUOT: "the disk is full; make room or write elsewhere"
            case EFBIG: "the file would be larger than the system allows here"
            case EPIPE: "the program that read this output has gone away"
            default: "writing failed: \(systemText(code))"
            }
        return AudioIOError(.io, path, advice, systemError: code)
    }

    static func renameFailed(_ path: String, _ code: Int32) -> AudioIOError {
        AudioIOError(
            .io, path, "the finished file could not be moved into place: \(systemText(code)); nothing was changed",
            systemError: code)
    }

    static func encoderFailed(_ path: String, _ libraryText: String) -> AudioIOError {
        AudioIOError(.io, path, "the encoder failed: \(libraryText); try another --format")
    }

    static func tooLarge(_ path: String, _ container: String, limit: Int64) -> AudioIOError {
        AudioIOError(
            .io, path, "\(container) can hold \(limit) bytes and this sound is longer; use --format rf64, w64 or caf",
            systemError: EFBIG)
    }

    // MARK: Parts

    static func systemText(_ code: Int32) -> String {
        guard let text = strerror(code) else { return "error \(code)" }
        // SAFETY: glibc's strerror returns a terminated string that stays valid until this thread calls it again.
        return String(cString: text)
    }

    private static func describe(_ firstBytes: [UInt8]) -> String {
        guard !firstBytes.isEmpty else { return "nothing" }
        let start = firstBytes.prefix(12)
        let isText = start.allSatisfy { (0x20...0x7E).contains($0) || [0x09, 0x0A, 0x0D].contains($0) }
        if isText { return "text" }
        return "bytes " + start.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined(separator: " ")
    }
}
