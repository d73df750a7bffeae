// Chooses an output's format from what was asked for, the output's name and the input. Any thread.

extension OutputFormat {
    /// Chooses the format: what is asked for wins, then the output's extension, then the input's own format.
    ///
    /// The sample type stays the input's where the format has it, else becomes the nearest that loses nothing, else
    /// the best there is (a 32-bit float into FLAC: 24 bits). What a lossy code held becomes 16 bits in a format
    /// without that code. WAV becomes extensible WAV where the input is that, or has more than two channels and was no
    /// WAV.
    ///
    /// - Parameters:
    ///   - input: the format of the sound that is processed.
    ///   - outputPath: where it goes; "-" and names without an extension say nothing.
    ///   - format: `--format`: wav, flac, aiff, caf, ogg, opus, mp3, au, w64, rf64, ...
    ///   - bits: `--bits`: 8, 16, 24, 32, 32f or 64f.
    ///   - sampleRate: frames a second of the sound.
    ///   - channelCount: channels of the sound.
    /// - Errors: `usage` for a name that isn't known, or a combination that doesn't exist, with what does.
    package static func resolve(
        input: AudioFileFormat, outputPath: String, format: String? = nil, bits: String? = nil, sampleRate: Int,
        channelCount: Int
    ) throws(AudioIOError) -> OutputFormat {
        let path = outputPath == "-" ? "standard output" : outputPath
        let named = try namedFormat(outputPath, path, format)
        let container = container(named, input, channelCount)
        let sampleType = try sampleType(container, named, input, bits, path)
        var chosen = AudioFileFormat(container, sampleType)
        if container == input.container && input.byteOrder != .natural {
            chosen.byteOrder = input.byteOrder
            if !chosen.isWritable() { chosen.byteOrder = .natural }
        }
        try FormatTrial.check(chosen, path: path, sampleRate: sampleRate, channelCount: channelCount)
        return OutputFormat(chosen)
    }

    private static func namedFormat(
        _ outputPath: String, _ path: String, _ format: String?
    ) throws(AudioIOError) -> NamedFormat? {
        if let format {
            guard let named = NamedFormat(option: format) else {
                throw .unknownFormat(path, format, known: NamedFormat.names)
            }
            return named
        }
        guard let fileExtension = fileExtension(outputPath) else { return nil }
        guard let named = NamedFormat(fileExtension: fileExtension) else {
            throw .unknownExtension(path, fileExtension, known: NamedFormat.names)
        }
        return named
    }

    /// What follows the last dot of the last part of a path; nil without one, and for hidden files and devices.
    private static func fileExtension(_ path: String) -> String? {
        guard path != "-", !path.hasPrefix("/dev/") else { return nil }
        let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
        let end = name[name.index(after: dot)...]
        return end.isEmpty ? nil : String(end)
    }

    private static func container(_ named: NamedFormat?, _ input: AudioFileFormat, _ channelCount: Int)
        -> AudioContainer
    {
        guard let named else { return input.container }
        guard named.container == .wav else { return named.container }
        if input.container == .wavExtensible { return .wavExtensible }
        return channelCount > 2 && input.container != .wav ? .wavExtensible : .wav
    }

    private static func sampleType(
        _ container: AudioContainer, _ named: NamedFormat?, _ input: AudioFileFormat, _ bits: String?, _ path: String
    ) throws(AudioIOError) -> SampleType {
        func has(_ type: SampleType) -> Bool { AudioFileFormat(container, type).isWritable() }
        if let bits {
            let asked: [SampleType]
            switch bits.lowercased() {
            case "8": asked = [.pcmU8, .pcmS8]
            case "16": asked = [.pcm16]
            case "24": asked = [.pcm24]
            case "32": asked = [.pcm32]
            case "32f": asked = [.float32]
            case "64f": asked = [.float64]
            default: throw .unknownBits(path, bits)
            }
            guard named?.sampleType == nil, let found = asked.first(where: has) else {
                throw .impossibleBits(path, bits, container.displayName, can: FormatTrial.sampleTypes(of: container))
            }
            return found
        }
        if let type = named?.sampleType { return type }
        let preferred = container == input.container ? [input.sampleType] : []
        guard let found = (preferred + nearest(to: input.sampleType)).first(where: has) else {
            throw .impossibleFormat(
                path, container.displayName, reason: "it can be read but not written",
                can: FormatTrial.sampleTypes(of: container))
        }
        return found
    }

    /// Sample types from the nearest to the farthest; last the codes of containers that have nothing else.
    private static func nearest(to type: SampleType) -> [SampleType] {
        let lossy: [SampleType] = [.vorbis, .mpegLayerIII]
        switch type {
        case .pcmS8: return [.pcmS8, .pcmU8, .pcm16, .pcm24] + lossy
        case .pcmU8: return [.pcmU8, .pcmS8, .pcm16, .pcm24] + lossy
        case .pcm24, .alac24, .alac20, .dwvw24: return [.pcm24, .pcm32, .float32, .pcm16, .pcmS8, .pcmU8] + lossy
        case .pcm32, .alac32: return [.pcm32, .float64, .pcm24, .float32, .pcm16, .pcmS8, .pcmU8] + lossy
        case .float32: return [.float32, .float64, .pcm24, .pcm32, .pcm16, .pcmS8, .pcmU8] + lossy
        case .float64: return [.float64, .float32, .pcm24, .pcm32, .pcm16, .pcmS8, .pcmU8] + lossy
        case .ulaw: return [.ulaw, .pcm16, .pcm24, .pcmS8, .pcmU8] + lossy
        case .alaw: return [.alaw, .pcm16, .pcm24, .pcmS8, .pcmU8] + lossy
        default: return [.pcm16, .pcm24, .float32, .pcm32, .pcmS8, .pcmU8] + lossy
        }
    }
}
