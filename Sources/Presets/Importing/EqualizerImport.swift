// Goes through a file's lines and gathers bands, levels and curves. A value in the making, any one thread.

/// An import on its way from lines to a preset.
struct EqualizerImport {
    /// A curve and the line that it began with.
    struct Curve {
        var curve: GraphicCurve
        let lineIndex: Int
    }

    private(set) var report: ImportReport
    /// In the order of their lines.
    private(set) var bands: [EqualizerBand] = []
    /// In dB, of what lines said for both channels or for one.
    private(set) var levels: [BandChannel: Double] = [:]
    private(set) var curves: [BandChannel: Curve] = [:]
    /// The last line that set a level.
    private(set) var levelLineIndex: Int?

    private let isLenient: Bool
    private var selection = ChannelSelection.all

    /// - Throws: there are too many filters.
    init(_ lines: [ImportLine], format: ImportFormat, isLenient: Bool) throws(ImportText.Fault) {
        report = ImportReport(format: format)
        self.isLenient = isLenient
        for line in lines {
            report.lines.append(
                ImportReport.Line(
                    number: line.number, text: ImportWording.shownLine(line.text), outcome: .exact, note: ""))
            read(line.command)
            guard bands.count <= ImportLimits.bands else { throw ImportText.Fault(kind: .tooManyBands) }
        }
    }

    private mutating func read(_ command: ImportCommand) {
        guard isOfFormat(command.kind) else { return refuse(ImportWording.notOfFormat(report.format)) }
        switch command.kind {
        case .filter: readFilter(command.parameters)
        case .preamp: readPreamp(command.parameters)
        case .graphic: readCurve(command.parameters)
        case .channel: readChannels(command.parameters)
        case .device:
            guard Self.words(command.parameters) == ["all"] else { return refuse(ImportWording.device) }
            say(.exact, ImportWording.allDevices)
        case .stage:
            let stages = Self.words(command.parameters)
            let isUsual = stages.contains("post-mix") && stages.allSatisfy { ["post-mix", "capture"].contains($0) }
            guard isUsual else { return refuse(ImportWording.stage) }
            say(.exact, ImportWording.usualStage)
        case .file: refuse(ImportWording.file)
        case .sound: refuse(ImportWording.sound)
        case .expression: refuse(ImportWording.expression)
        case .unfinished: refuse(ImportWording.unfinished)
        case .unknown: say(.leftOut, ImportWording.unknownCommand)
        case .none: say(.leftOut, ImportWording.noCommand)
        }
    }

    /// What a format that was named or found has no place for.
    private func isOfFormat(_ kind: ImportCommand.Kind) -> Bool {
        let always: [ImportCommand.Kind] = [.preamp, .unfinished, .unknown, .none]
        return switch report.format {
        case .equalizerAPO: true
        case .autoEq: always.contains(kind) || kind == .filter
        case .graphic: always.contains(kind) || kind == .graphic
        }
    }

    // MARK: Commands

    private mutating func readFilter(_ parameters: String) {
        do throws(FilterLine.Problem) {
            let line = try FilterLine(parameters)
            guard let channel = selection.channel else { return say(.leftOut, ImportWording.notStereo) }
            let made = try EqualizerBand.make(
                line, channel: channel, cornerShelves: report.format == .equalizerAPO)
            bands.append(made.band)
            let words = [ImportWording.band(made.band, number: bands.count)] + made.changes + made.notes
            say(made.changes.isEmpty ? .exact : .approximated, words.joined(separator: "; "))
        } catch {
            guard !error.isEmpty else { return say(.leftOut, error.reason) }
            refuse(error.reason)
        }
    }

    private mutating func readPreamp(_ parameters: String) {
        let tokens = ImportToken.scan(parameters)
        guard case .number(let text)? = tokens.first else { return refuse(ImportWording.expected("a number of dB")) }
        guard let number = ImportNumber(text), abs(number.value) <= ImportLimits.decibels else {
            return refuse(ImportWording.badNumber(text))
        }
        for token in tokens.dropFirst() {
            guard case .word(let word) = token, word.lowercased() == "db" else {
                return refuse(ImportWording.unexpected(token.text))
            }
        }
        guard let channel = selection.channel else { return say(.leftOut, ImportWording.notStereo) }
        let level = levels[channel, default: 0] + number.value
        guard abs(level) <= ImportLimits.decibels else { return refuse(ImportWording.badNumber(text)) }
        levels[channel] = level
        levelLineIndex = report.lines.count - 1
        say(.exact, ImportWording.preamp(number.value, on: channel))
    }

    private mutating func readCurve(_ parameters: String) {
        do throws(FilterLine.Problem) {
            let curve = try GraphicCurve(parameters)
            guard let channel = selection.channel else { return say(.leftOut, ImportWording.notStereo) }
            if let before = curves[channel] {
                curves[channel] = Curve(curve: before.curve.adding(curve), lineIndex: before.lineIndex)
                say(.approximated, ImportWording.fittedTogether)
            } else {
                curves[channel] = Curve(curve: curve, lineIndex: report.lines.count - 1)
                say(.approximated, "")
            }
        } catch {
            refuse(error.reason)
        }
    }

    private mutating func readChannels(_ parameters: String) {
        guard let selection = ChannelSelection(parameters) else { return refuse(ImportWording.badChannels) }
        self.selection = selection
        say(selection.channel == nil ? .leftOut : .exact, ImportWording.channels(selection))
    }

    private static func words(_ parameters: String) -> [String] {
        parameters.lowercased().split { $0.isWhitespace || $0 == ";" }.map(String.init)
    }

    // MARK: The report

    /// Of the line that is being read.
    private mutating func say(_ outcome: ImportReport.Outcome, _ note: String) {
        report.lines[report.lines.count - 1].outcome = outcome
        report.lines[report.lines.count - 1].note = note
    }

    private mutating func refuse(_ reason: String) {
        if isLenient { say(.leftOut, reason) } else { say(.refused, reason + ImportWording.lenient) }
    }
}

extension EqualizerImport {
    /// Adds to what was said of a line, that it sounds only nearly as it says.
    private mutating func amend(_ lineIndex: Int, _ note: String) {
        report.lines[lineIndex].outcome = .approximated
        let before = report.lines[lineIndex].note
        report.lines[lineIndex].note = before.isEmpty ? note : "\(before); \(note)"
    }

    /// Turns curves into bands, and levels into a preamp and, where channels differ, bands.
    ///
    /// - Throws: there is nothing to make a preset of.
    mutating func finish() throws(ImportText.Fault) {
        for channel in BandChannel.allCases {
            guard let curve = curves[channel] else { continue }
            // Two bands remain for the level of one channel.
            let fit = CurveFit(
                curve.curve, bandCount: EqualizerRange.bandCount - (channel == .both ? 0 : 2))
            levels[channel, default: 0] += fit.offsetDecibels
            bands += fit.bands.map { EqualizerBand($0, channel: channel) }
            amend(curve.lineIndex, ImportWording.fit(fit, on: channel, curve.curve))
            report.fits.append(ImportReport.Fit(fit, curve.curve, channel))
        }
        guard !bands.isEmpty || !levels.isEmpty else { throw ImportText.Fault(kind: .nothingLeft) }
        let (left, right) = (levels[.left] ?? 0, levels[.right] ?? 0)
        // Sums of decimal fractions, without what binary makes of them.
        let wanted = (((levels[.both] ?? 0) + max(left, right)) * 1e6).rounded() / 1e6
        let range = EqualizerRange.preampDecibels
        report.preampDecibels = min(max(wanted, range.lowerBound), range.upperBound)
        if report.preampDecibels != wanted, let line = levelLineIndex ?? curves.values.map(\.lineIndex).max() {
            amend(line, ImportWording.held("preamp", wanted, at: report.preampDecibels, "dB"))
        }
        if left != right {
            let difference = -((abs(left - right) * 1e6).rounded() / 1e6)
            bands += EqualizerBand.level(difference, on: left < right ? .left : .right)
        }
        if bands.contains(where: { $0.channel != .both }) { report.notes.append(ImportWording.sidesNeedStereo) }
        report.bandCount = bands.count
        report.equalizerCount = max((bands.count + EqualizerRange.bandCount - 1) / EqualizerRange.bandCount, 1)
    }
}

extension ImportReport.Fit {
    fileprivate init(_ fit: CurveFit, _ curve: GraphicCurve, _ channel: BandChannel) {
        self.init(
            channel: channel.rawValue, pointCount: curve.points.count, bandCount: fit.bands.count,
            largestDeviationDecibels: fit.largestDeviationDecibels, largestDeviationHertz: fit.largestDeviationHertz,
            rmsDeviationDecibels: fit.rmsDeviationDecibels, rateHertz: CurveFit.rate)
    }
}
