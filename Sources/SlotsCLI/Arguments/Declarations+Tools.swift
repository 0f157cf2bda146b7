import Operations
import SlotModel

/// Commands that need no workspace, or make one.
extension CommandDeclaration {
    static var initialize: CommandDeclaration {
        CommandDeclaration(
            .initialize,
            "lay out a workspace that runs at once on the built-in exchange",
            description: [
                "Writes slots.yaml, example slots with documented fake keys, and the templates into DIR. The network "
                    + "is the sandbox until slots.yaml says live. Files that are there already are not touched, and a "
                    + "folder that has a slots.yaml gets no example slots."
            ],
            arguments: [
                ArgumentDeclaration(
                    "DIR",
                    "the folder, made if missing; without it: this folder",
                    optional: true,
                    completion: .directories
                )
            ],
            options: [FlagKey.empty.declaration, OptionKey<Network>.networkOfWorkspace.declaration],
            common: [
                CommonOptions.outputOption, CommonOptions.quietOption, CommonOptions.colorOption,
                CommonOptions.helpOption,
            ],
            examples: [
                Example("a first look", "slots init try && slots -C try apply"),
                Example("for your own keys", "slots init --network live && slots add bitget"),
            ],
            exitCodes: [.done, .usage, .wrongFiles, .cannotWrite]
        )
    }

    static var sandbox: CommandDeclaration {
        CommandDeclaration(
            .sandbox,
            "serve the built-in exchanges for other programs",
            description: [
                "Serves every exchange that slots knows on a port of the loopback address, with accounts that show "
                    + "each status, until it is interrupted. It is what 'network: sandbox' uses inside the process."
            ],
            options: [
                OptionKey<Selector>.fakes.declaration, OptionKey<Int>.port.declaration,
                OptionKey<Duration>.clockOffset.declaration,
                OptionKey<Duration>.latency.declaration, OptionKey<Int>.numberedAccounts.declaration,
                FlagKey.unlimited.declaration, FlagKey.anySignature.declaration,
            ],
            common: [
                CommonOptions.outputOption, CommonOptions.quietOption, CommonOptions.colorOption,
                CommonOptions.helpOption,
            ],
            examples: [
                Example("fake keys to try 'slots add' with", "slots sandbox --fakes bitget"),
                Example("on a fixed port", "slots sandbox --port 8765"),
                Example("an exchange whose clock is ten minutes behind", "slots sandbox --clock-offset=-10m"),
            ],
            exitCodes: [.done, .usage, .ourError, .interrupted, .terminated]
        )
    }

    static var explain: CommandDeclaration {
        CommandDeclaration(
            .explain,
            "say what a finding, a status or a check means and what to do",
            description: [
                "Takes the code in brackets behind a finding (slot.unknown-key), a status (underfunded), a check "
                    + "(sign-in) or an exit code (69). Without it, all of them are listed."
            ],
            arguments: [
                ArgumentDeclaration(
                    "CODE",
                    "a finding's code, a status, a check or an exit code",
                    optional: true,
                    completion: .findingCodes
                )
            ],
            common: CommonOptions.printing,
            examples: [
                Example("a status", "slots explain ip-not-allowed"),
                Example("a finding", "slots explain slot.unknown-key"),
            ],
            exitCodes: [.done, .usage]
        )
    }

    static var doctor: CommandDeclaration {
        CommandDeclaration(
            .doctor,
            "look at this machine: clock, network, permissions, dependencies",
            description: [
                "Looks at what slots and the bots need of the machine: the clock, the certificate authorities, the way to "
                    + "the exchanges of this workspace's slots, the age program, the modes of files with secrets in "
                    + "them, swap and core dumps, limits, room on the disks, and the libraries. Each line is pass, warn, "
                    + "fail or skip; warn and fail say what to do.",
                "Exchanges are asked one public question each, without a key. Where no workspace is found, those that "
                    + "slots knows are asked. Exit 1 when something fails; a warning does not count. 'slots explain "
                    + "doctor.CHECK' tells more about a check.",
            ],
            options: [FlagKey.withoutNetwork.declaration],
            common: [
                CommonOptions.directoryOption, CommonOptions.outputOption, CommonOptions.quietOption,
                CommonOptions.colorOption, CommonOptions.timeoutOption, CommonOptions.helpOption,
            ],
            examples: [
                Example("this machine", "slots doctor"),
                Example("only what is wrong, without the network", "slots doctor --quiet --offline"),
                Example("for a bug report", "slots doctor -o json"),
            ],
            exitCodes: [.done, .stopped, .usage, .interrupted, .terminated]
        )
    }

    static var schema: CommandDeclaration {
        CommandDeclaration(
            .schema,
            "print a JSON Schema for editors and programs",
            description: [
                "The schema of slot files, of slots.yaml, of template.yaml, of the report that -o json writes, or of "
                    + "doctor's. It comes from the same declaration that the program itself reads with."
            ],
            arguments: [
                ArgumentDeclaration(
                    "KIND",
                    "what the schema describes",
                    completion: .fixed(["slot", "workspace", "template", "report", "doctor"])
                )
            ],
            common: CommonOptions.printing,
            examples: [
                Example("for an editor with the YAML language server", "slots schema slot > slot.schema.json")
            ],
            exitCodes: [.done, .usage]
        )
    }

    static var completions: CommandDeclaration {
        CommandDeclaration(
            .completions,
            "print completions for a shell",
            description: [
                "bash: eval \"$(slots completions bash)\" in ~/.bashrc.",
                "zsh: write them to a file named _slots in a folder of $fpath.",
                "fish: write them to ~/.config/fish/completions/slots.fish.",
            ],
            arguments: [
                ArgumentDeclaration("SHELL", "the shell", completion: .fixed(["bash", "zsh", "fish"]))
            ],
            common: CommonOptions.printing,
            examples: [
                Example("fish", "slots completions fish > ~/.config/fish/completions/slots.fish")
            ],
            exitCodes: [.done, .usage]
        )
    }

    static var help: CommandDeclaration {
        CommandDeclaration(
            .help,
            "show help on a command or a topic",
            description: [
                "Without a name: all commands. Topics are what does not belong to one command, such as exit-codes."
            ],
            arguments: [
                ArgumentDeclaration(
                    "COMMAND|TOPIC",
                    "a command or a topic",
                    optional: true,
                    completion: .helpTopics
                )
            ],
            options: [FlagKey.man.declaration, FlagKey.markdown.declaration],
            common: CommonOptions.printing,
            examples: [
                Example("a command", "slots help apply"),
                Example("a topic", "slots help exit-codes"),
            ],
            exitCodes: [.done, .usage]
        )
    }
}
