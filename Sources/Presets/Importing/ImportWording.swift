// All that reports of imports say. Pure functions, any thread.

import EffectHost
private import Foundation

enum ImportWording {
    // MARK: Numbers

    static func number(_ value: Double) -> String {
        let text = String(format: "%.6g", value)
        return text == "-0" ? "0" : text
    }

    static func decibels(_ value: Double) -> String { number(value) + " dB" }

    static func readAsThousands(_ text: String, _ value: Double) -> String {
        "‘\(text)’ read as \(number(value)), as Equalizer APO does"
    }

    static func readAsDecimal(_ text: String, _ value: Double) -> String { "‘\(text)’ read as \(number(value))" }

    // MARK: What is wrong with a line

    static func expected(_ what: String) -> String { "expected \(what)" }

    static func missing(_ what: String) -> String { "\(what) is missing" }

    static func expectedNumber(after name: String, found: String?) -> String {
        "expected a number behind \(name)" + (found.map { ", found ‘\(shown($0))’" } ?? "")
    }

    static func badNumber(_ text: String) -> String { "‘\(shown(text))’ is no number that can stand here" }

    static func unexpected(_ text: String) -> String { "‘\(shown(text))’ is not understood" }

    static func twice(_ word: String) -> String { "\(shown(word)) is given twice, or the width in two ways" }

    static func unknownType(_ name: String) -> String {
        "there is no filter type ‘\(shown(name))’ in an equalizer; expected PK, LS, HS, LSC, HSC, LP, HP, BP, NO or AP"
    }

    static let slopeHasNoMeaning = "only shelves have a slope in dB"
    static let bandwidthOfShelf = "shelves take Q or a slope in dB, no bandwidth"
    static let tooSteep = "no shelf of that gain is as steep"
    static let noFilter = "says itself that there is no filter"
    static let oddPoint = "the last frequency has no gain"
    static let tooManyPoints = "has more than \(ImportLimits.points) points"

    static func badPoint(_ hertz: Double, _ decibels: Double) -> String {
        "a point of \(number(hertz)) Hz and \(number(decibels)) dB can't be"
    }

    // MARK: What became of a line

    static func shownLine(_ text: String) -> String { printable(text, limit: ImportLimits.shownScalars) }

    static let isOff = "off; its band has the settings and type off, so the type is to be set to turn it on"
    static let unfinished = "a colon is missing behind the command"
    static let noCommand = "no command"
    static let unknownCommand = "no command that is known; Equalizer APO ignores it as well"
    static let notStereo = "for channels that are neither left nor right"
    static let badChannels = "expected channels, such as L, R or all"
    static let allDevices = "for all devices"
    static let usualStage = "where filters act by default"
    static let file = "another file, which isn't read; import that file, or put its lines in this one's place"
    static let sound = "an equalizer can't do that"
    static let expression = "depends on what only Equalizer APO knows"
    static let device = "the lines below it are for some devices only"
    static let stage = "the lines below it are for another stage"
    static let lenient = "; --lenient goes on without it"

    static func notOfFormat(_ format: ImportFormat) -> String { "not part of \(format.title) (\(format.rawValue))" }

    static func gainHasNoMeaning(_ type: String) -> String { "a filter of type \(type) has no gain" }

    static func cornerTaken(_ type: String, _ hertz: Double) -> String {
        "\(type) with a width states its corner, as in Equalizer APO: centre at \(number(hertz)) Hz "
            + "(--from \(ImportFormat.autoEq.rawValue) takes it for the centre)"
    }

    static func centreTaken(_ type: String) -> String { "\(type) taken as \(type)C, by its centre" }

    static func widthFromOctaves(_ octaves: Double, _ q: Double) -> String {
        "BW Oct \(number(octaves)) is Q \(number(q))"
    }

    static let atReferenceRate = " at 48 kHz"

    static func held(_ name: String, _ wanted: Double, at held: Double, _ unit: String) -> String {
        let suffix = unit.isEmpty ? "" : " " + unit
        return "\(name) \(number(wanted))\(suffix) held at \(number(held))\(suffix)"
    }

    static func band(_ band: EqualizerBand, number index: Int) -> String {
        let gain = [.bell, .lowShelf, .highShelf].contains(band.kind) ? ", \(decibels(band.gainDecibels))" : ""
        let side = band.channel == .both ? "" : ", \(band.channel.rawValue)"
        return "band \(index): \(band.kind.rawValue) \(number(band.frequencyHertz)) Hz\(gain), "
            + "Q \(number(band.q))\(side)"
    }

    static func preamp(_ decibels: Double, on channel: BandChannel) -> String {
        "level of \(channel.rawValue == "both" ? "both channels" : "the \(channel.rawValue) channel"), "
            + "\(Self.decibels(decibels)) more"
    }

    static func channels(_ selection: ChannelSelection) -> String {
        let heard =
            switch selection.channel {
            case .both?: "the lines below are for both channels"
            case .left?: "the lines below are for the left channel"
            case .right?: "the lines below are for the right channel"
            case nil: "the lines below are left out, being for channels that are neither left nor right"
            }
        guard selection.channel != nil, !selection.others.isEmpty else { return heard }
        let names = selection.others.prefix(8).map { shown($0) }.joined(separator: " ")
        return "\(heard); \(names) left out"
    }

    static func fit(_ fit: CurveFit, on channel: BandChannel, _ curve: GraphicCurve) -> String {
        let side = channel == .both ? "" : " on the \(channel.rawValue) channel"
        return String(
            format: "%d points as %d bands%@: at most %.2f dB off (at %.0f Hz), %.3f dB RMS, 20 Hz to 20 kHz at 48 kHz",
            curve.points.count, fit.bands.count, side, fit.largestDeviationDecibels, fit.largestDeviationHertz,
            fit.rmsDeviationDecibels)
    }

    static let fittedTogether = "added to the curve of a line before it"
    static let sidesNeedStereo = "bands of one channel act on all where the sound isn't stereo"

    static func summary(_ report: ImportReport, source: String) -> String {
        let bands = report.bandCount == 1 ? "one band" : "\(report.bandCount) bands"
        var text =
            "Imported from ‘\(source)’ (\(report.format.title)): \(bands), preamp \(decibels(report.preampDecibels))."
        for fit in report.fits {
            text += String(
                format: " Follows a curve of %d points within %.2f dB (%.3f dB RMS).", fit.pointCount,
                fit.largestDeviationDecibels, fit.rmsDeviationDecibels)
        }
        let missing = report.count(of: .leftOut)
        if missing > 0 { text += missing == 1 ? " One line was left out." : " \(missing) lines were left out." }
        return text
    }

    private static func shown(_ text: String) -> String { printable(text, limit: 40) }
}
