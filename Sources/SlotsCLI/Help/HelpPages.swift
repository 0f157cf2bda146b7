/// What help prints, each made from the declarations.
package enum HelpPages {
    /// `slots --help`: all commands, with their summaries.
    package static func overview(width: Int?, style: TextStyle) -> String { "" }

    /// `slots help CMD`.
    package static func command(_ name: CommandName, width: Int?, style: TextStyle) -> String { "" }

    /// `slots help exit-codes`; `nil` when there is no such topic.
    package static func topic(_ name: String, width: Int?, style: TextStyle) -> String? { nil }

    /// Names of the topics.
    package static var topics: [String] { [] }

    /// slots(1) as roff.
    package static func manPage(version: String) -> String { "" }

    /// The reference of all commands.
    package static func markdown() -> String { "" }
}

/// The shells that completions are made for.
package enum Shell: String, CaseIterable, Sendable {
    case bash, zsh, fish

    /// A script that the shell reads.
    package var completions: String { "" }
}
