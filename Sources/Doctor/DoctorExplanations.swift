package import SlotModel

/// What each check of the machine looks at and why; told by `slots explain doctor.CHECK`.
package let doctorExplanations: [FindingExplanation] = MachineCheck.allCases.map(\.explanation)

extension MachineCheck {
    /// What the check looks at, and why it matters.
    var explanation: FindingExplanation {
        let (title, text, example) = told
        return FindingExplanation(code: "doctor.\(rawValue)", title: title, text: text, example: example)
    }

    private var told: (title: String, text: String, example: String?) {
        switch self {
        case .version, .libraries, .workspace, .age: aboutPrograms
        case .clock, .exchangeClock: aboutClocks
        case .authorities, .names, .reach, .address: aboutNetwork
        case .modes, .swap, .coreDumps, .lockedMemory: aboutSecrecy
        case .openFiles, .disk: aboutRoom
        }
    }

    private var aboutPrograms: (String, String, String?) {
        switch self {
        case .libraries:
            (
                "the libraries that slots works with",
                "Their versions as they tell them, for bug reports. libcurl has to know TLS; without HTTP/2 it works, but "
                    + "needs more connections.",
                nil
            )
        case .workspace:
            (
                "whether the workspace's files can be read",
                "The other checks look at what these files name: hosts, bots, files with secrets. 'slots validate' shows "
                    + "each error with its place.",
                "slots validate"
            )
        case .age:
            (
                "the program that encrypts and decrypts secrets.age",
                "It has to be on PATH in an absolute folder, and to answer to --version as age does. Without secrets.age "
                    + "it is not needed.",
                "sudo apt install age"
            )
        default: ("the version of slots", "As 'slots --version' tells it, for bug reports.", nil)
        }
    }

    private var aboutClocks: (String, String, String?) {
        self == .clock
            ? (
                "whether a time service keeps this machine's clock in step",
                "Exchanges refuse signed requests whose time is a few seconds off. slots compensates for a difference; a "
                    + "bot usually does not.",
                "sudo timedatectl set-ntp true"
            )
            : (
                "this machine's clock against the exchanges' clocks",
                "Taken from the Date of a public answer, so to about half a second. It fails when the difference is surely "
                    + "above clock-skew of the policy. 'slots check' measures closer where the exchange has a call for it.",
                "policy:\n  clock-skew: 1s"
            )
    }

    private var aboutNetwork: (String, String, String?) {
        switch self {
        case .authorities:
            (
                "the certificate authorities by which servers are judged",
                "libcurl was built with one place for them; the environment cannot name another. Without them no exchange "
                    + "can be trusted, so none is asked. libcurl refuses the whole file when one certificate in it is damaged.",
                "sudo apt install ca-certificates"
            )
        case .names:
            (
                "whether the exchanges' names can be looked up",
                "Each name is asked of the system's resolver and has three seconds. Through a proxy that looks names up "
                    + "itself, the proxy's own name is looked up in their place.",
                nil
            )
        case .reach:
            (
                "whether the exchanges answer",
                "One public question to each host, without a key: name, TCP, TLS and HTTP. An answer of 403 or 451 often "
                    + "means that the exchange refuses the country or the data centre.",
                nil
            )
        default:
            (
                "the address from which exchanges see us",
                "Keys are restricted to it. No public call tells it; some exchanges tell it to a key, and then it is known "
                    + "from the last 'slots check'. Until then this machine's own end of the way to them is shown. Where a "
                    + "router translates that, the router or the provider knows the address. Each proxy has its own.",
                nil
            )
        }
    }

    private var aboutSecrecy: (String, String, String?) {
        switch self {
        case .modes:
            (
                "whether files that matter are closed to other users",
                "Files with a secret in them are for you alone (0600), the state folder too (0700). A bot's config should "
                    + "not be readable by everybody. Nobody else may change slots.yaml, slots/, the templates, secrets.recipients "
                    + "or the programs that slots.yaml names: they decide where keys go.",
                "chmod 600 slots/aster.yaml\nchmod o-rwx bots/gunbot/config.js"
            )
        case .swap:
            (
                "whether memory may come to a disk in plain",
                "slots locks its secrets in memory; a bot that holds keys does not. Encrypted swap has a key that is "
                    + "forgotten when the machine is off; zram stays in memory.",
                nil
            )
        case .coreDumps:
            (
                "whether a crash leaves memory in a file",
                "slots forbids it for itself before it reads a secret. What it starts, and the bot, have the system's own "
                    + "setting.",
                "[Service]\nLimitCORE=0"
            )
        default:
            (
                "how much memory may be locked",
                "Secrets are kept out of the swap by locking them. Above the limit they work, but may be swapped out.",
                "[Service]\nLimitMEMLOCK=8M"
            )
        }
    }

    private var aboutRoom: (String, String, String?) {
        self == .disk
            ? (
                "the room on the disks of the workspace and of the bots",
                "Less than 500 MB is a warning, less than 50 MB a failure: slots would leave the old file, but a bot that "
                    + "saves its own config on a full disk may lose it. A folder in which you may not make files is a warning: "
                    + "nothing can be applied there.",
                nil
            )
            : (
                "how many files and connections may be open at once",
                "slots takes as many as it may. With fewer, checks of many slots wait in line.",
                "[Service]\nLimitNOFILE=65536"
            )
    }
}
