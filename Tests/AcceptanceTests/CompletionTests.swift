import Foundation
import SlotModel
import TestSupport
import Testing

enum Shell: String, CaseIterable, Sendable {
    case bash, zsh, fish

    static let areThere = allCases.allSatisfy { Tool.isThere($0.rawValue) }
}

/// What the three shells offer, asked in the shells themselves.
@Suite("completions in the real shells", .enabled(if: Shell.areThere, "needs bash, zsh and fish"))
struct CompletionTests {
    struct Case: CustomTestStringConvertible, Sendable {
        /// Behind `slots`; the word after the last blank is the one that is completed.
        var line: String
        var offers: [String]
        var testDescription: String { "slots \(line)" }
    }

    static let cases = [
        Case(line: "", offers: ["init", "replace-key", "help"]),
        Case(line: "ap", offers: ["apply"]),
        Case(line: "add ", offers: ["aster", "bitget-futures"]),
        Case(line: "add aster --form ", offers: ["V1", "V3"]),
        Case(line: "add bitget --network ", offers: ["live", "sandbox"]),
        Case(line: "replace-key ", offers: ["main-slot", "other"]),
        Case(line: "replace-key main-slot --form ", offers: ["V1", "V3"]),
        Case(line: "import ", offers: ["config.js"]),
        Case(line: "import con", offers: ["config.js"]),
        Case(line: "import config.js --bot ", offers: ["main"]),
        Case(line: "check ", offers: ["main-slot", "other"]),
        Case(line: "check main-slot ", offers: ["other"]),
        Case(line: "check -o ", offers: ["table", "json"]),
        Case(line: "apply ", offers: ["main"]),
        Case(line: "secret ", offers: ["set", "rekey"]),
        Case(line: "secret get ", offers: ["main-slot.key", "main-slot.secret"]),
        Case(line: "secret rekey --recipients-file ", offers: ["config.js"]),
        Case(line: "sandbox --fakes ", offers: ["hitbtc"]),
        Case(line: "explain under", offers: ["underfunded"]),
        Case(line: "help sec", offers: ["secret", "secrets"]),
        Case(line: "init ", offers: ["slots"]),
        Case(line: "schema ", offers: ["workspace"]),
        Case(line: "completions ", offers: ["fish"]),
    ]

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("slots.yaml", "bots:\n  main:\n    template: gunbot\n")
        let credentials = "credentials: {key: secret:main-slot.key, secret: secret:main-slot.secret}\n"
        try folder.write("slots/main-slot.yaml", "exchange: bitget\n" + credentials)
        try folder.write("slots/other.yaml", "exchange: hitbtc\n")
        try folder.write("config.js", "{}")
        for shell in Shell.allCases {
            let script = try Child([BuiltProgram.path, "completions", shell.rawValue], in: folder.url).end()
            try folder.write("\(shell.rawValue).completions", script.stdout)
        }
        try folder.write("bash.sh", Self.askBash)
        try folder.write("zsh.zsh", Self.askZsh)
        try folder.write("fish.fish", "source fish.completions; complete -C \"slots $argv[1]\"")
    }

    @Test("what stands in a place is offered there", arguments: Shell.allCases, cases)
    func places(_ shell: Shell, _ testCase: Case) throws {
        let (offered, trouble) = try offered(testCase.line, by: shell)
        #expect(trouble == "")
        for word in testCase.offers { #expect(offered.contains(word), "\(shell) offers \(offered)") }
    }

    @Test("every option of every command is offered", arguments: Shell.allCases)
    func options(_ shell: Shell) throws {
        let overview = try Child([BuiltProgram.path, "help"], in: folder.url).end().stdout
        let commands = overview.split(separator: "\n").drop { $0 != "commands:" }.dropFirst()
            .prefix { $0.hasPrefix("  ") }.filter { !$0.hasPrefix("   ") }
            .compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(commands.count >= 16)
        for command in commands {
            let page = try Child([BuiltProgram.path, "help", command], in: folder.url).end().stdout
            let options = page.matches(of: #/(?m)^ +(?:-[A-Za-z], )?(--[a-z-]+)/#).map { String($0.1) }
            #expect(options.contains("--help"), "\(command)")
            let (offered, trouble) = try offered("\(command) --", by: shell)
            #expect(trouble == "", "\(command)")
            for option in options { #expect(offered.contains(option), "\(shell), \(command): \(offered)") }
        }
    }

    /// The words that a shell offers at the end of a line, and what it complains about.
    private func offered(_ line: String, by shell: Shell) throws -> (words: [String], trouble: String) {
        let command =
            switch shell {
            case .bash: ["bash", "--norc", "bash.sh", line]
            case .zsh: ["zsh", "-f", "zsh.zsh", line]
            case .fish: ["fish", "--no-config", "fish.fish", line]
            }
        let ended = try Child(command, in: folder.url).end()
        let words = ended.stdout.split(whereSeparator: \.isNewline).compactMap { line in
            // fish puts a description behind a tab and "/" behind a folder, zsh "=" behind an option.
            line.split(separator: "\t").first?.split(separator: "=").first.map {
                String($0.last == "/" ? $0.dropLast() : $0)
            }
        }
        let trouble = words.filter { $0.contains("doubled argument") || $0.hasPrefix("_arguments:") }
        return (words, ended.stderr + trouble.joined())
    }

    /// Calls the function that `complete` names with the words of the line, as bash does at a tab.
    private static let askBash = #"""
        source ./bash.completions
        compopt() { :; }
        read -ra COMP_WORDS <<<"slots $1"
        [[ $1 == '' || $1 == *' ' ]] && COMP_WORDS+=('')
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE="slots $1" COMP_POINT=${#COMP_LINE} COMPREPLY=()
        name=$(complete -p slots | sed 's/.*-F \([^ ]*\).*/\1/')
        "$name" slots "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        ((${#COMPREPLY[@]})) && printf '%s\n' "${COMPREPLY[@]}"
        exit 0
        """#

    /// Types the line and a tab into an interactive zsh on a terminal of its own, with `compadd` telling what it gets.
    private static let askZsh = #"""
        zmodload zsh/zpty
        cat >inner.zsh <<'END'
        PROMPT=
        autoload -Uz compinit
        compinit -u -D
        source ./zsh.completions
        bindkey '^M' undefined
        bindkey '^J' undefined
        bindkey '^I' complete-word
        mark() { print -r -- "<offered>" }
        compprefuncs=(mark)
        comppostfuncs=(mark exit)
        zstyle ':completion:*' list-grouped false
        zstyle ':completion:*' insert-tab false
        compadd() {
            if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
                builtin compadd "$@"
                return $?
            fi
            typeset -a hits
            builtin compadd -A hits "$@"
            (( $#hits )) && print -rl -- $hits
            builtin compadd "$@"
        }
        print ready
        END
        zpty z zsh -f -i
        zpty -w z source ./inner.zsh
        repeat 20; do
            zpty -r z line
            [[ $line == ready* ]] && break
        done
        zpty -w -n z "slots $1"$'\t'
        marks=0
        while zpty -r z line; do
            line=${line%$'\r\n'}
            if [[ $line == *'<offered>'* ]]; then
                (( ++marks == 2 )) && exit 0
                continue
            fi
            (( marks )) && print -r -- $line
        done
        exit 0
        """#
}
