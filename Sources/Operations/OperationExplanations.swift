package import SlotModel

/// Findings of operations on a workspace.
package let operationExplanations = [
    FindingExplanation(
        code: "workspace.no-folder",
        title: "the folder behind -C does not exist",
        text: "Name the folder that holds slots.yaml."
    ),
    FindingExplanation(
        code: "workspace.missing",
        title: "there is no slots.yaml",
        text: "Go to the folder that holds it, name it with -C, or lay out a new workspace with 'slots init'."
    ),
    FindingExplanation(
        code: "workspace.no-bots",
        title: "slots.yaml names no bot",
        text: """
            Slots are checked, but nothing is written and nothing compared, so the gate proves only that the keys work. Name \
            each bot under 'bots:' with its template and the folder in which its file lies.
            """
    ),
    FindingExplanation(
        code: "sandbox.not-started",
        title: "the built-in exchange does not start",
        text: "It serves on the loopback address. Something on this machine forbids that, or no port is free."
    ),
    FindingExplanation(
        code: "verify.nothing",
        title: "there is no slot to verify",
        text: """
            A gate that has nothing to look at must not open: 'slots verify' wants at least one enabled slot. Enable one, \
            or name the slots that the bot needs.
            """
    ),
    FindingExplanation(
        code: "run.no-program",
        title: "what starts the bot cannot be started",
        text: """
            The program that 'start:' names, in slots.yaml or in the bot's template, is not there, or is no program. With a \
            slash it is looked for from the bot's directory, without one on PATH, which is short in a service. Correct the \
            line, or name the command: slots run BOT -- PROGRAM ARGUMENT.
            """,
        example:
            "bots:\n  main:\n    template: gunbot\n    directory: /srv/gunbot\n    start: [./gunthy-linux]"
    ),
    FindingExplanation(
        code: "systemd.variable",
        title: "a service does not have a variable that a slot names",
        text: """
            systemd starts a service with an environment of its own: what is set in your shell is not set there. A credential \
            is safer in a file that only root reads: write 'systemd:NAME' in the slot and put the value into \
            /etc/credstore/NAME, mode 0600. A variable can be set by a file that EnvironmentFile= names.
            """,
        example: "credentials:\n  passphrase: systemd:bitget.passphrase"
    ),
    FindingExplanation(
        code: "systemd.command",
        title: "a secret command runs in a service without your session",
        text: """
            A password manager that you have unlocked is locked for a service, and nobody can type there. Name a credential \
            of systemd's, or keep the secret in secrets.age.
            """
    ),
    FindingExplanation(
        code: "systemd.passphrase",
        title: "a service cannot open secrets.age with a passphrase",
        text: """
            Nobody sits at a service's terminal. Make a key file (age-keygen), add its recipient with 'slots secret rekey', and \
            name the file under secrets: identity: in slots.yaml; 'systemd:NAME' there has it read from /etc/credstore/NAME.
            """,
        example: "secrets:\n  identity: systemd:slots-identity"
    ),
    FindingExplanation(
        code: "systemd.root",
        title: "the bot would run as root",
        text: """
            A unit runs as the owner of the workspace. A bot needs nothing of what root may do: give the workspace and the \
            bot's directory to a user of their own.
            """,
        example: "useradd --system --create-home trader\nchown -R trader: /srv/trading /srv/gunbot"
    ),
    FindingExplanation(
        code: "systemd.control-character",
        title: "a path cannot stand in a unit",
        text:
            "A unit is made of lines. A path with a line end in it, or another control character, cannot be written there."
    ),
    FindingExplanation(
        code: "verify.disabled",
        title: "a slot that was named is disabled",
        text:
            "Nothing is known about a disabled slot, so the gate stays closed. Set enabled: true, or do not name it."
    ),
    FindingExplanation(
        code: "apply.hook-failed",
        title: "the bot's on-apply command failed",
        text: """
            The files are written; what should follow did not work. Run the command of on-apply: by hand to see why. The \
            bot may not use the new files yet. The next slots apply runs it again, until it succeeds.
            """
    ),
    FindingExplanation(
        code: "apply.hook-due",
        title: "the bot's on-apply command is still to be run",
        text: """
            The bot's files changed, and the command of on-apply: has not succeeded since: the bot may still use what it read \
            before. Run it by hand to see why; the next slots apply runs it again, until it succeeds.
            """
    ),
    FindingExplanation(
        code: "apply.command-failed",
        title: "a bot's own program did not take a connection",
        text: """
            Some bots encrypt what they keep, and take connections through a program of their own: 'command' in their template. \
            The files of all bots are written; this program failed, took too long, or could not be started, and it is not \
            known what the bot keeps now. The next slots apply gives it the same once more, until it takes it, without \
            asking again. What it printed is shown without credentials.
            """
    ),
    FindingExplanation(
        code: "apply.command-due",
        title: "a bot's own program has still to take a connection",
        text: """
            An apply was cut off before the bot's program ran, or the program failed. The next slots apply gives it the same \
            once more; 'slots plan' shows what.
            """
    ),
    FindingExplanation(
        code: "rollback.not-taken-back",
        title: "what a bot's own program was given stays given",
        text: """
            A rollback brings back files. A bot that encrypts what it keeps took its connections through a program of its own, \
            and what it had before is known to nobody. Bring the slot's former key back, and apply.
            """,
        example: "slots replace-key bitget --undo"
    ),
    FindingExplanation(
        code: "apply.not-agreed",
        title: "nobody agreed to what asks first",
        text: """
            Nothing was written. What would take something of yours away, and a fee or a delay that nobody can mean, wants \
            a yes at the terminal; where nobody can be asked, --yes says it. 'slots plan' shows what it is.
            """
    ),
    FindingExplanation(
        code: "apply.hook-running",
        title: "the bot's on-apply command has not ended yet",
        text: """
            Another apply started it and waits for it, for five minutes at most; a second one beside it could disturb both. \
            Where files were written meanwhile, it does not know of them: run 'slots apply' again when it has ended.
            """
    ),
    FindingExplanation(
        code: "plan.not-saved",
        title: "the plan could not be saved",
        text:
            "The file of --out cannot be written, or something else than a saved plan is there, which stays as it is."
    ),
    FindingExplanation(
        code: "plan.not-readable",
        title: "the file is no plan of this workspace",
        text: """
            'slots apply FILE' takes a plan that 'slots plan --out FILE' saved in the same workspace on the same machine, \
            and that nobody changed since. To apply a bot, name it as slots.yaml does.
            """
    ),
    FindingExplanation(
        code: "plan.moved",
        title: "something changed since the plan was saved",
        text: """
            A saved plan is carried out only when the bots' files, the slots with their secrets, and what slots wrote \
            before are as they were, so that exactly what was looked at is written. Look at the plan of now.
            """,
        example: "slots plan --out new.plan"
    ),
    FindingExplanation(
        code: "plan.carried-out",
        title: "the saved plan was carried out already",
        text: "A saved plan is carried out once. Save the plan of now, and look at it."
    ),
    FindingExplanation(
        code: "apply.skipped",
        title: "a slot that does not check out was left out",
        text: """
            With --skip-failed the other slots are written. What the bots have of this one stays as it is, and the exit \
            code is 1. Mend what its checks tell, then apply it alone.
            """,
        example: "slots apply --only bitget"
    ),
    FindingExplanation(
        code: "process.too-small",
        title: "the process may not use what the command takes",
        text: """
            Threads, open files or memory are limited too narrowly, by 'ulimit', a container or systemd. Nothing was asked or \
            written. Raise the limit that the message names.
            """
    ),
    FindingExplanation(
        code: "usage.refused",
        title: "the command line cannot be carried out",
        text:
            "A name that this workspace does not have, or options that do not go together. Nothing was asked or written.",
        example: "slots help check"
    ),
    FindingExplanation(
        code: "init.cannot-write",
        title: "the workspace could not be laid out",
        text:
            "A folder or a file of it cannot be made. What was written already stays; 'slots init' goes on from there."
    ),
]
