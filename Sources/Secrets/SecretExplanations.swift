package import SlotModel

/// Findings of the room that resolves references and keeps the encrypted secrets.
package let secretExplanations: [FindingExplanation] =
    referenceTexts + commandTexts + storeTexts + keepingTexts
    + identityTexts

private let referenceTexts = [
    FindingExplanation(
        code: "secret.missing",
        title: "the place that a slot names for a credential is not there",
        text: """
            The slot file names a variable (env:), a file (file:), a systemd credential (systemd:) or an entry of \
            secrets.age (secret:) that does not exist where slots runs. A variable that is set in your shell is not set \
            in a systemd unit, under cron or under another user.
            """,
        example: "export ASTER_PRIVATE_KEY=…\ncredentials:\n  private-key: env:ASTER_PRIVATE_KEY"
    ),
    FindingExplanation(
        code: "secret.empty",
        title: "a credential is empty",
        text: """
            The place that the slot names is there, but holds nothing, or nothing but blanks and line ends. Put the \
            value there and nothing else.
            """
    ),
    FindingExplanation(
        code: "secret.unreadable",
        title: "a file with a credential cannot be read",
        text: """
            The user who runs slots may not read the file, or it is not an ordinary file. Make that user its owner, with \
            mode 0600.
            """,
        example: "chown trader secrets/aster.key\nchmod 600 secrets/aster.key"
    ),
    FindingExplanation(
        code: "secret.mode",
        title: "a file with a credential is open to other users",
        text: """
            Whoever can read the file can trade with the key, so slots does not use it: it has to be yours (or root's), \
            and nobody else may read or write it. If others could read it for long, make a new key. The same holds for \
            the key file that opens secrets.age.
            """,
        example: "chmod 600 secrets/aster.key"
    ),
    FindingExplanation(
        code: "secret.too-large",
        title: "there is far more than one credential",
        text: "The place holds more than any credential is long. Put one value there and nothing else."
    ),
]

private let commandTexts = [
    FindingExplanation(
        code: "secret.no-command",
        title: "a slot names a command that slots.yaml does not have",
        text: """
            cmd:NAME runs what slots.yaml names under secret-commands:, as a list of words that no shell reads. A slot \
            file cannot bring a command, so that a slot from somewhere else cannot run anything.
            """,
        example: "secret-commands:\n  aster: [pass, show, exchanges/aster]"
    ),
    FindingExplanation(
        code: "secret.command-failed",
        title: "a command that should print a credential failed",
        text: """
            It did not start, or ended with an exit code other than 0. It runs in the workspace, without a shell, with \
            nothing to read and with a small environment (PATH, HOME and what password managers need). What it says is \
            not shown, because it might quote a secret: run it by hand.
            """
    ),
    FindingExplanation(
        code: "secret.command-timeout",
        title: "a command that should print a credential took too long",
        text: """
            It has ten seconds; then it and everything that it started is ended. Most often it waits for somebody to type \
            a password: unlock the password manager first.
            """
    ),
]

private let storeTexts = [
    FindingExplanation(
        code: "secret.no-store",
        title: "there is no secrets.age",
        text: """
            A slot names secret:NAME, which stands in the encrypted file secrets.age of the workspace. It comes into \
            being with the first 'slots secret set'; where the workspace was copied, the file has to be copied too. If it was \
            there and is gone, bring it back from a backup or from git.
            """,
        example: "slots secret set aster.private-key"
    ),
    FindingExplanation(
        code: "secret.no-age",
        title: "the program age is not there",
        text: """
            secrets.age is an ordinary age file (age-encryption.org), and slots reads and writes it with the program age. \
            It is looked for on PATH, in absolute folders only, and has to answer to --version as age does.
            """,
        example: "apt-get install age"
    ),
    FindingExplanation(
        code: "secret.age-failed",
        title: "age ended with an error that slots does not know",
        text: "What age says is not shown, because it might quote a secret. Run it by hand to see why.",
        example: "age -d -i ~/.config/slots/identity.txt secrets.age"
    ),
    FindingExplanation(
        code: "secret.damaged",
        title: "secrets.age is damaged",
        text: """
            It was cut short or changed, or it is no age file. Nothing of it was used. Every change keeps the version \
            before as secrets.age.previous; git or a backup may have older ones.
            """,
        example: "cp secrets.age.previous secrets.age"
    ),
    FindingExplanation(
        code: "secret.bad-contents",
        title: "the text inside secrets.age is not as slots wants it",
        text: """
            Inside is a JSON object from names to values; secrets.md in slots' documentation describes it. Somebody wrote the file with age \
            and made a slip. The message has the line of the decrypted text.
            """,
        example: "{\n  \"aster.private-key\": {\"value\": \"0x…\", \"set\": \"2026-11-20T10:00:00Z\"}\n}"
    ),
    FindingExplanation(
        code: "secret.locked",
        title: "somebody else changed secrets.age meanwhile",
        text:
            "Three times it was another file when the change was to be written. Nothing was written; try again."
    ),
    FindingExplanation(
        code: "secret.cannot-write",
        title: "secrets.age cannot be written",
        text: """
            The disk is full, the file system is read-only, or the user who runs slots may not write there. The file is \
            as it was: slots writes beside it and swaps only when everything is on the disk.
            """
    ),
    FindingExplanation(
        code: "secret.not-verified",
        title: "a newly written secrets.age did not open again",
        text:
            "slots opens what it wrote before it takes the old file's place, and found something else. The old file stays."
    ),
]

private let keepingTexts = [
    FindingExplanation(
        code: "secret.not-given",
        title: "there is no value to store",
        text: """
            'slots secret set' takes what is typed at the terminal, one line that is not shown, or standard input to its \
            end. A value is never an argument, because other users of the machine can see arguments.
            """,
        example: "slots secret set aster.private-key < key.txt"
    ),
    FindingExplanation(
        code: "secret.in-use",
        title: "a secret is not removed while a slot uses it",
        text:
            "Without it the slot could not sign in any more. Change or remove the slot's line first, then the secret."
    ),
    FindingExplanation(
        code: "secret.tracked",
        title: "git keeps a file that holds a secret in plain",
        text: """
            What git keeps goes to every clone and stays in its history. Take the file out of the index, name it in \
            .gitignore, and make a new key at the exchange if anything was committed. Encrypted in secrets.age, a secret \
            may stand in git. Of a bot's own file this is a warning, because some bots encrypt their keys there, and an \
            error of a file that a slot names. policy.plaintext-secret: allow waives both, and 'allow: \
            [plaintext-secret]' in a slot waives the file that it names.
            """,
        example: "git rm --cached secrets/bitget-secret\necho secrets/ >> .gitignore"
    ),
    FindingExplanation(
        code: "secret.lost-store",
        title: "secrets.age is gone",
        text: """
            Every change keeps the version before as secrets.age.previous. Bring secrets.age back from a backup or from git, or \
            go back to before the last change. A new store would take the place of that version, so none is begun while it \
            lies there.
            """,
        example: "cp secrets.age.previous secrets.age"
    ),
    FindingExplanation(
        code: "secret.duplicate",
        title: "one value is stored under two names",
        text: """
            Perhaps one of them was pasted into the wrong place. If both slots really share a key, one name is enough; \
            better is a key of its own for each, which can be revoked alone.
            """
    ),
    FindingExplanation(
        code: "secret.unused",
        title: "no slot uses a stored secret",
        text:
            "A secret that nobody needs can only leak. Remove it, unless another program reads secrets.age, too.",
        example: "slots secret remove old.key"
    ),
    FindingExplanation(
        code: "secret.old",
        title: "a stored secret is older than the policy allows",
        text: """
            policy: secret-age: in slots.yaml says how old a secret may get. Its age counts from the moment when it was \
            stored. Make a new key at the exchange, store it, and revoke the old one.
            """,
        example: "policy:\n  secret-age: 180d"
    ),
    FindingExplanation(
        code: "secret.foreign-age",
        title: "another program is called age",
        text: """
            A program of that name stands before the real one on PATH. slots passed over it and used the next that answers \
            as age does; other programs of yours may not.
            """
    ),
]

private let identityTexts = [
    FindingExplanation(
        code: "secret.no-identity",
        title: "what opens secrets.age is not there",
        text: """
            An identity is a key file that age-keygen made, a private SSH key, a systemd credential, or a passphrase. It \
            is taken from SLOTS_IDENTITY, else from secrets: identity: in slots.yaml, else from the systemd credential \
            slots-identity, else from slots/identity.txt in your config folder (~/.config). A service has the config \
            folder of its User=, and older systemd (Debian 12 and 13) gives no credential to ExecCondition=: there \
            ExecStartPre= can run 'slots verify'.
            """,
        example: "secrets:\n  identity: ~/.ssh/id_ed25519"
    ),
    FindingExplanation(
        code: "secret.wrong-identity",
        title: "the identity does not open secrets.age",
        text: """
            The file is encrypted to others, who stand in secrets.recipients. Ask one of them to add your recipient (the \
            line that 'age-keygen -y IDENTITY' prints, or your .pub file) with 'slots secret rekey'.
            """
    ),
    FindingExplanation(
        code: "secret.identity-in-git",
        title: "git keeps the key file that opens secrets.age",
        text: """
            secrets.age is safe to commit because its key file is elsewhere. With both in one repository, whoever gets a \
            clone has the secrets, and git's history keeps them there. Take the keys for lost: make new ones.
            """,
        example: "git rm --cached identity.txt\nmv identity.txt ~/.config/slots/"
    ),
    FindingExplanation(
        code: "secret.no-terminal",
        title: "a passphrase is needed and nobody can be asked",
        text: """
            age asks for passphrases at the terminal, of secrets.age itself or of an SSH key. A service has none: give it \
            a key file or a systemd credential.
            """,
        example: "LoadCredentialEncrypted=slots-identity:/etc/slots/identity.cred"
    ),
    FindingExplanation(
        code: "secret.bad-recipient",
        title: "a recipient of secrets.age cannot be one",
        text: """
            secrets.recipients has one recipient on each line: age1… of an age identity, or an SSH key as it stands in a \
            .pub file. Lines that begin with # are comments.
            """
    ),
    FindingExplanation(
        code: "secret.unknown-recipients",
        title: "nobody wrote down to whom secrets.age is encrypted",
        text: """
            An age file does not tell who its recipients are. To write it again, slots has to know all of them, or \
            somebody would be locked out. 'slots secret rekey' takes them and writes secrets.recipients.
            """,
        example: "slots secret rekey --recipient age1… --recipient 'ssh-ed25519 AAAA…'"
    ),
    FindingExplanation(
        code: "secret.locks-you-out",
        title: "you could not open secrets.age any more",
        text: """
            Your own identity is not among the recipients, so the next change, or the next check, would fail. Nothing was \
            changed.
            """,
        example:
            "own=$(age-keygen -y ~/.config/slots/identity.txt)\nslots secret rekey --recipient \"$own\" --recipient age1…"
    ),
]
