import Glibc

/// What `--color` chooses.
package enum ColorChoice: String, CaseIterable, Sendable {
    case auto, always, never
}

/// What stands at the other end of a stream, as far as it decides how text looks.
package struct Screen: Sendable, Hashable {
    package var isTerminal: Bool
    /// Columns; `nil` when nothing limits a line, as in a pipe.
    package var width: Int?
    /// Lines; `nil` when not a terminal.
    package var height: Int?
    package var style: TextStyle

    package init(isTerminal: Bool, width: Int?, height: Int?, style: TextStyle) {
        self.isTerminal = isTerminal
        self.width = width
        self.height = height
        self.style = style
    }

    /// A pipe or a file.
    package static let plain = Screen(isTerminal: false, width: nil, height: nil, style: .plain)

    /// What the descriptor leads to.
    package static func detect(
        descriptor: Int32,
        color: ColorChoice,
        environment: (String) -> String? = { name in getenv(name).map { String(cString: $0) } }
    ) -> Screen {
        let isTerminal = isatty(descriptor) == 1
        var size = winsize()
        let hasSize = isTerminal && ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0
        return decide(
            isTerminal: isTerminal,
            columns: hasSize && size.ws_col > 0 ? Int(size.ws_col) : nil,
            lines: hasSize && size.ws_row > 0 ? Int(size.ws_row) : nil,
            color: color,
            environment: environment
        )
    }

    /// The decision from what is known; without a terminal a line may be as long as it likes.
    package static func decide(
        isTerminal: Bool,
        columns: Int?,
        lines: Int?,
        color: ColorChoice,
        environment: (String) -> String?
    ) -> Screen {
        let named = environment("COLUMNS").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        var style = TextStyle(
            usesColor: usesColor(isTerminal: isTerminal, choice: color, environment: environment),
            usesUnicode: !isTerminal || isUTF8(environment)
        )
        style.usesBraille = !isTerminal || environment("TERM") != "linux"
        return Screen(
            isTerminal: isTerminal,
            width: isTerminal ? min(max(named ?? columns ?? 80, 20), 1000) : nil,
            height: isTerminal ? max(lines ?? 24, 2) : nil,
            style: style
        )
    }

    /// `--color` first, then NO_COLOR, CLICOLOR_FORCE, TERM=dumb, and whether it is a terminal.
    private static func usesColor(
        isTerminal: Bool,
        choice: ColorChoice,
        environment: (String) -> String?
    ) -> Bool {
        switch choice {
        case .always: return true
        case .never: return false
        case .auto: break
        }
        if environment("NO_COLOR")?.isEmpty == false { return false }
        if let forced = environment("CLICOLOR_FORCE"), !forced.isEmpty, forced != "0" { return true }
        return isTerminal && environment("TERM") != "dumb"
    }

    /// The first of the three variables that is set decides, as in the C library.
    private static func isUTF8(_ environment: (String) -> String?) -> Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
            .compactMap { environment($0) }.first { !$0.isEmpty }
        let name = (locale ?? "").lowercased()
        return name.contains("utf-8") || name.contains("utf8")
    }
}
