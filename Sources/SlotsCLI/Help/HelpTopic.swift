import Operations
import Terminal
import SlotModel

/// What help tells beyond the commands.
enum HelpTopic: String, CaseIterable {
    case exitCodes = "exit-codes"
    case statuses, checks, secrets, output, workspace, upkeep

    /// What people look for by another name.
    static let other: [String: HelpTopic] = [
        "restore": .upkeep, "backup": .upkeep, "upgrade": .upkeep, "update": .upkeep, "uninstall": .upkeep,
    ]

    var summary: String {
        switch self {
        case .exitCodes: "how the program ends, for scripts and systemd"
        case .statuses: "the words that sum up a slot"
        case .checks: "what is asked about a slot"
        case .secrets: "where credentials may lie"
        case .output: "tables, JSON, colours and pipes"
        case .workspace: "the folder with slots.yaml"
        case .upkeep: "removing a slot, restoring a file, upgrading, uninstalling"
        }
    }

    func text(width: Int, style: TextStyle) -> String {
        var text = indented("\(rawValue): \(summary)", by: 0, width: width)
        for paragraph in paragraphs { text += "\n" + indented(paragraph, by: 2, width: width) }
        if !entries.isEmpty { text += "\n" + HelpPages.list(entries, width: width, style: style) }
        for paragraph in afterwards { text += "\n" + indented(paragraph, by: 2, width: width) }
        return text
    }

    var paragraphs: [String] {
        switch self {
        case .exitCodes: []
        case .statuses: ["When several apply, the first of this list is given, and the checks tell the rest."]
        case .checks:
            [
                "In this order. A check that cannot be asked any more is skipped, with the reason. The last one, bot, "
                    + "looks into the bots' files, and 'slots verify' alone makes it."
            ]
        case .secrets:
            [
                "A slot file names the place of a credential, not the credential, so that slot files can be kept in "
                    + "git. No option of slots ever takes a secret, because other programs can read a command line."
            ]
        case .output:
            [
                "Results go to stdout, everything else (findings, progress, what to do) to stderr. On a terminal a "
                    + "table fits the width; in a pipe every cell is complete and there are no colours.",
                "-o json writes one document, -o ndjson one object in each line, the last of them of the type "
                    + "summary. 'slots schema report' prints the JSON Schema of both. Members may be added, and "
                    + "\"version\" changes if one has to go: ignore what you do not know. 'slots balances' knows -o csv too.",
                "Colours: --color first, then NO_COLOR (off), CLICOLOR_FORCE (on), TERM=dumb (off), and then whether "
                    + "the stream is a terminal. Symbols beyond ASCII are used where the locale is UTF-8.",
                "When the reader goes away, as with '| head', the rest of the output is dropped, the command does its "
                    + "work, and its exit code stays what it would have been. When stdout cannot be written, as on a "
                    + "full disk, success becomes 73.",
                "Where the exchange tells whose account a key belongs to (Bitget's user id, Aster's main wallet), "
                    + "reports name it as \"account\", which is null where nobody tells; two keys with the same name "
                    + "there trade the same money.",
                "Keys, secrets, passphrases and private keys never show. In plans they stand as short fingerprints, which "
                    + "tell same and changed apart and mean nothing on another machine.",
            ]
        case .upkeep: []
        case .workspace:
            [
                "The folder with slots.yaml, slots/ (one file for each slot) and templates/ (one folder for each kind "
                    + "of bot). It is looked for in the folder of -C, else in this folder and those above it.",
                "'slots init' lays one out. 'network: sandbox' in slots.yaml runs everything against the built-in "
                    + "exchange; 'network: live' makes it real.",
            ]
        }
    }

    var entries: [(name: String, text: String)] {
        switch self {
        case .exitCodes: ExitCode.allCases.map { (String($0.rawValue), $0.meaning) }
        case .statuses: Status.allCases.map { ($0.rawValue, $0.explanation?.title ?? "") }
        case .checks: Check.allCases.map { ($0.rawValue, $0.explanation.title) }
        case .secrets:
            [
                ("secret:NAME", "in secrets.age, encrypted; 'slots secret set NAME' stores it"),
                ("env:NAME", "a variable of the environment"),
                ("file:PATH", "a file that only you can read (mode 0600); relative to the workspace"),
                ("systemd:NAME", "a credential that systemd gives to the service with LoadCredential="),
                ("cmd:NAME", "what a command prints that slots.yaml names under secret-commands"),
                (
                    "anything else",
                    "the value itself; a warning, and an error where git or other users see the file"
                ),
            ]
        case .upkeep:
            [
                (
                    "pausing a slot",
                    "write 'enabled: false' in its file: it is not asked any more. 'slots plan' says what that changes in "
                        + "the bot's file"
                ),
                (
                    "removing a slot",
                    "'slots remove NAME' takes its file, its secrets and its entries out in one step, after a question; then "
                        + "delete the key at the exchange. 'slots rename NAME NEW' gives it another name"
                ),
                (
                    "undoing a change",
                    "slots.yaml, slots/, templates/, secrets.age and secrets.recipients belong in git: 'git checkout' brings an older state back, and 'slots "
                        + "apply' writes it into the bots' files"
                ),
                ("undoing a new key", "'slots replace-key SLOT --undo' brings the former credentials back"),
                (
                    "restoring secrets.age",
                    "the version before the last change is secrets.age.previous; copy it over secrets.age. Keep a copy of "
                        + "the identity file elsewhere: without it nobody can open either"
                ),
                (
                    "restoring a bot's file",
                    "'slots rollback' takes the last change back, 'slots rollback N' all from revision N on, without touching what "
                        + "others wrote since; 'slots history' lists them. The file as a whole: in an empty folder outside of git, 'age -d "
                        + "-i ~/.config/slots/identity.txt WORKSPACE/.slots/revisions/N.age | tar x' unpacks files/BOT/, as it was "
                        + "before revision N (N.tar where there are no recipients); it holds keys, so delete it after"
                ),
                (
                    "another machine",
                    "on this one: 'slots secret rekey' with the other's recipient besides your own, as 'slots explain secret.locks-you-out' "
                        + "shows; then copy the folder"
                ),
                (
                    "upgrading",
                    "fetch the new version and run scripts/install again; workspaces stay as they are"
                ),
                (
                    "uninstalling",
                    "delete PREFIX/bin/slots, PREFIX/share/slots, PREFIX/share/doc/slots, PREFIX/share/man/man1/slots.1 and below PREFIX/share "
                        + "bash-completion/completions/slots, zsh/site-functions/_slots, fish/vendor_completions.d/slots.fish. Bots go on with the files that they have"
                ),
            ]
        case .output, .workspace: []
        }
    }

    var afterwards: [String] {
        switch self {
        case .exitCodes:
            [
                "When several apply, the worst wins in the order 65, 78, 1, 69.",
                "In a unit of systemd, 'ExecCondition=slots verify' keeps the bot from being started on every code but 0, "
                    + "and does not count that as a failure.",
            ]
        case .statuses, .checks: ["'slots explain NAME' says what one of them means and how to mend it."]
        default: []
        }
    }
}
