// Where a picture goes and how it looks: the options of all `cajon plot` commands.

import ArgumentParser
import EffectBuild
import EffectHost
import Foundation
import Plotting

struct PictureOptions: ParsableArguments {
    enum Look: String, CaseIterable, ExpressibleByArgument {
        case light
        case dark

        var theme: Theme { self == .light ? .light : .dark }
    }

    @Option(name: .shortAndLong, help: "The picture to write, .svg or .png; ‘-’ is standard output.")
    var output: String?

    @Option(help: "What to write, whatever the name ends in: svg or png.")
    var format: PictureFormat?

    @Flag(help: "Print the numbers as JSON on standard output, in place of a picture or beside it.")
    var json = false

    @Option(help: ArgumentHelp("The words above the picture, in place of the effects.", valueName: "text"))
    var title: String?

    @Option(help: ArgumentHelp("Width and height in points, as in 800x450.", valueName: "WxH"))
    var size: PictureSize?

    @Option(help: ArgumentHelp("A PNG's pixels for each point, 0.5 to 8.", valueName: "factor"))
    var scale = 2.0

    @Option(help: "Colours for bright pages or dark ones: light or dark.")
    var theme: Look = .light

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("From where to where the horizontal axis goes, in its unit.", valueName: "from..to"))
    var x: PlotRange?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("From where to where the vertical axis goes, in its unit.", valueName: "from..to"))
    var y: PlotRange?

    @Flag(name: .shortAndLong, help: "Print nothing but errors.")
    var quiet = false

    func validate() throws {
        guard output != nil || json else { throw ValidationError("give --output FILE for a picture, or --json") }
        guard output != "" else { throw ValidationError("a file's name can't be empty") }
        guard !(json && output == "-") else {
            throw ValidationError("--json and the picture can't both go to standard output")
        }
        guard (0.5...8).contains(scale) else { throw ValidationError("--scale is 0.5 to 8") }
        if output != nil { _ = try chosenFormat() }
    }

    /// By the option, else by the name.
    private func chosenFormat() throws -> PictureFormat {
        if let format { return format }
        guard let output, output != "-" else {
            throw ValidationError("say with --format svg or --format png what to write to standard output")
        }
        let ending = URL(filePath: output).pathExtension.lowercased()
        guard let format = PictureFormat(rawValue: ending) else {
            let found = ending.isEmpty ? "has no ending" : "ends in ‘.\(printable(ending))’"
            throw ValidationError("the name ‘\(printable(output))’ \(found); expected .svg or .png, or --format")
        }
        return format
    }

    /// Writes the picture, whole or not at all, and prints the numbers.
    ///
    /// - Parameter standard: the size where none is asked for.
    func write(_ chart: @autoclosure () throws -> Chart, size standard: PictureSize, numbers: some Encodable) throws {
        if let output {
            let size = self.size ?? standard
            let bytes: [UInt8]
            do {
                bytes = try chart().draw(
                    chosenFormat(), width: Double(size.width), height: Double(size.height), scale: scale,
                    theme: theme.theme)
            } catch let error as PlottingError {
                throw Failure(.usage, error.description)
            }
            if output == "-" {
                try Terminal.print(bytes: bytes)
            } else {
                try OutputFile.write(Data(bytes), to: URL(filePath: output))
            }
        }
        if json { try Terminal.print(try Text.json(numbers)) }
    }

    /// Says what is to be known beside the picture.
    func warn(_ warnings: [String]) {
        guard !quiet else { return }
        for warning in warnings { Terminal.say("cajon: \(warning)") }
    }
}

/// `800x450`.
struct PictureSize: ExpressibleByArgument {
    /// Smaller ones have no room for words, larger ones are no pictures.
    private static let bounds = 160...8_192

    let width: Int
    let height: Int

    init(_ width: Int, _ height: Int) { (self.width, self.height) = (width, height) }

    init?(argument: String) {
        let parts = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let width = parts[0], let height = parts[1], Self.bounds.contains(width),
            Self.bounds.contains(height)
        else { return nil }
        self.init(width, height)
    }
}

extension PictureFormat: ExpressibleByArgument {}
