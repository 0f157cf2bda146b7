package import Terminal

/// What `-o` chooses.
package enum OutputFormat: String, CaseIterable, Sendable {
    case table, json, ndjson
    /// Of commands that declare ``CommonOptions/outputOrCSVOption`` only.
    case csv
}

/// The options that every command accepts.
package struct CommonOptions: Sendable, Equatable {
    /// Where the workspace is looked for; `nil`: here and above.
    package var directory: String?
    package var output = OutputFormat.table
    package var isQuiet = false
    package var isVerbose = false
    package var color = ColorChoice.auto
    /// How many slots are checked at once; `nil`: as many as the exchanges' limits allow.
    package var jobs: Int?
    /// The time that one slot's check may take.
    package var timeout = Duration.seconds(10)
    package var showsProgress = true

    package init() {}
}

extension CommonOptions {
    package static let directoryOption = OptionDeclaration(
        "directory",
        short: "C",
        value: .init("DIR", .directory),
        default: "this folder, or the nearest above with a slots.yaml",
        "the workspace"
    )
    package static let outputOption = OptionDeclaration(
        "output",
        short: "o",
        value: .init("FORMAT", .choice(["table", "json", "ndjson"])),
        default: "table",
        "how results are written to stdout"
    )
    /// The same for commands whose results are a table of numbers.
    package static let outputOrCSVOption = OptionDeclaration(
        "output",
        short: "o",
        value: .init("FORMAT", .choice(OutputFormat.allCases.map(\.rawValue))),
        default: "table",
        "how results are written to stdout"
    )
    package static let quietOption = OptionDeclaration(
        "quiet",
        short: "q",
        "say only what is wrong, and give the data that -o asks for"
    )
    package static let verboseOption = OptionDeclaration(
        "verbose",
        short: "v",
        "tell also what is well: every check of every slot, every member of a plan"
    )
    package static let colorOption = OptionDeclaration(
        "color",
        value: .init("WHEN", .choice(ColorChoice.allCases.map(\.rawValue))),
        default: "auto",
        "colours; auto means on a terminal, and never when NO_COLOR is set"
    )
    package static let jobsOption = OptionDeclaration(
        "jobs",
        value: .init("N", .integer(1...10_000)),
        default: "as many as the exchanges' limits allow",
        "how many slots are checked at once"
    )
    package static let timeoutOption = OptionDeclaration(
        "timeout",
        value: .init("DURATION", .duration(signed: false)),
        default: "10s",
        "how long the check of one slot may take, retries included"
    )
    package static let noProgressOption = OptionDeclaration(
        "no-progress",
        "no progress lines on the terminal"
    )
    package static let helpOption = OptionDeclaration("help", short: "h", "show help and exit")
    package static let versionOption = OptionDeclaration("version", "show the version and exit")

    /// All of them.
    package static let declarations = [
        directoryOption, outputOption, quietOption, verboseOption, colorOption, jobsOption, timeoutOption,
        noProgressOption,
        helpOption, versionOption,
    ]

    /// For commands that read a workspace and report.
    static let reporting = [
        directoryOption, outputOption, quietOption, verboseOption, colorOption, helpOption,
    ]
    /// For commands that ask exchanges.
    static let checking = [
        directoryOption, outputOption, quietOption, verboseOption, colorOption, jobsOption, timeoutOption,
        noProgressOption,
        helpOption,
    ]
    /// For commands that only print.
    static let printing = [colorOption, helpOption]

    /// Takes the value of one common option over; `false` when the option is none of them.
    mutating func take(_ option: String, value: String) -> Bool {
        switch option {
        case "directory": directory = value
        case "output": output = OutputFormat(rawValue: value) ?? output
        case "quiet": isQuiet = true
        case "verbose": isVerbose = true
        case "color": color = ColorChoice(rawValue: value) ?? color
        case "jobs": jobs = readInteger(value, in: 1...10_000)
        case "timeout": timeout = readDuration(value, signed: false) ?? timeout
        case "no-progress": showsProgress = false
        default: return false
        }
        return true
    }
}
