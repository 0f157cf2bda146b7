/// The shells that completions are made for.
package enum Shell: String, CaseIterable, Sendable {
    case bash, zsh, fish

    /// A script that the shell reads; it asks the files of the workspace, never the program.
    ///
    /// - Parameter explainable: What `slots explain` knows, from ``Catalogue/names``.
    package func completions(explainable: [String]) -> String {
        switch self {
        case .bash: bashCompletions(explainable: explainable)
        case .zsh: zshCompletions(explainable: explainable)
        case .fish: fishCompletions(explainable: explainable)
        }
    }
}

/// Options that take a value, as words of a shell pattern: `-C|--directory|…`.
func patternOfValueOptions() -> String {
    var words: [String] = []
    for option in allOptions() where option.value != nil {
        if let short = option.short { words.append("-\(short)") }
        words.append("--\(option.long)")
    }
    return words.joined(separator: "|")
}

/// Every option once, common ones first; hidden ones are left out.
func allOptions() -> [OptionDeclaration] {
    var seen: Set<String> = []
    let own = CommandName.allCases.flatMap { CommandDeclaration.of($0).options }
    return (CommonOptions.declarations + own).filter { !$0.isHidden && seen.insert($0.long).inserted }
}

extension CommandDeclaration {
    /// The command's own options without the hidden ones, then the common ones that mean something here.
    var shownOptions: [OptionDeclaration] { options.filter { !$0.isHidden } + common }
}

/// Names of commands and topics, for `slots help`.
func helpNames() -> [String] { CommandName.allCases.map(\.rawValue) + HelpPages.topics }

/// Prints the names of the secrets that the files of the workspace use, for all three shells; behind it come the files.
///
/// What is in secrets.age opens to its owner only.
let secretNamesInGrep = #"grep -ohE 'secret:[A-Za-z0-9._-]+' -- "#

/// An awk program that prints the names of the bots in a `slots.yaml`, for all three shells.
///
/// It takes the keys of the first indentation below `bots:`, and only those that are plain names, because shells expand
/// what they are offered.
let botNamesInAwk =
    #"/^[^ #]/ { inside = /^bots:/; depth = 0; next } inside && match($0, /^ +[A-Za-z0-9][A-Za-z0-9_-]*:/) "#
    + #"{ name = substr($0, 1, RLENGTH - 1); margin = match(name, /[^ ]/); if (!depth) depth = margin; "#
    + #"if (margin == depth) print substr(name, margin) }"#
