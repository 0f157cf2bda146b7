import PlainJSON
import SlotModel

/// What may stand in `slots.yaml`.
enum WorkspaceDeclaration {
    static let record = Record<Workspace>(
        "a workspace",
        example: "network: sandbox",
        fields: [
            Field(
                "network",
                "What slots speak to that name no network themselves; the built-in exchange where absent",
                Shape.choice("a network", example: Network.sandbox).located,
                standard: "sandbox"
            ) { $0.network = $1 },
            Field("bots", "The installations of trading bots, by a name of yours", bots, otherNames: ["bot"])
            {
                workspace,
                value in
                workspace.bots = value
            },
            Field(
                "policy",
                "What is denied, warned about or allowed",
                policy.shape(startingWith: Policy()),
                otherNames: ["policies"]
            ) { $0.policy = $1 },
            Field(
                "trusted-endpoints",
                "Addresses that slots may name besides the known ones",
                .list(
                    of: Shape.origin("an address such as https://api.bitget.com").located,
                    words: "a list of addresses",
                    example: "[https://api.example.com]",
                    isSet: true
                )
            ) { $0.trustedEndpoints = $1 },
            Field(
                "secret-commands",
                "Commands that print a secret, for cmd: references",
                .dictionary(
                    of: .secret,
                    to: command.located,
                    words: "a map from names to commands",
                    example: "{vault: [pass, show, aster]}"
                )
            ) { workspace, value in
                for entry in value { workspace.secretCommands[entry.name.value] = entry.value }
            },
            Field(
                "secrets",
                "How the encrypted secrets are opened",
                secrets.shape(startingWith: SecretsDraft())
            ) { $0.identity = $1.identity },
        ]
    )

    private struct SecretsDraft: Sendable {
        var identity: Located<String>?
    }

    private static let secrets = Record<SecretsDraft>(
        "a map that says how secrets.age is opened",
        example: "{identity: ~/.config/slots/identity.txt}",
        fields: [
            Field(
                "identity",
                "What opens secrets.age: a key file, systemd:NAME, or passphrase",
                Shape.line(
                    "the path of a key file, systemd:NAME or passphrase",
                    example: "~/.config/slots/identity.txt",
                    maximumLength: 1024
                )
                .located,
                otherNames: ["key", "key-file", "identity-file"]
            ) { $0.identity = $1 }
        ]
    )

    private static let command = Shape.command(example: "[systemctl, reload, gunbot]")

    private struct BotDraft: Sendable {
        var template: Located<String>?
        var directory: Located<String>?
        var start: Located<[String]>?
        var onApply: Located<[String]>?
        var addresses: [Located<String>] = []
        var access = BotAccess()
    }

    private static let access = Record<BotAccess>(
        "a map that says how the running bot is reached",
        example: "{token: secret:gunbot.token}",
        needsOne: true,
        fields: [
            Field(
                "url",
                "Scheme, host and port of this machine, where the bot's own file does not tell them",
                Shape.loopbackOrigin.located,
                otherNames: ["address", "endpoint"]
            ) { $0.url = $1 },
            Field(
                "token",
                "What signs in at the bot, as a reference to where it is kept",
                Shape.keptReference.located,
                isSecret: true,
                example: "secret:gunbot.token"
            ) { $0.token = $1 },
        ]
    )

    private static let bot = Record<BotDraft>(
        "a map that describes a bot",
        example: "{template: gunbot, directory: bots/gunbot}",
        fields: [
            Field(
                "template",
                "The kind of bot, a folder below templates/",
                Shape.name(.template, "a kind of bot", example: "gunbot").located,
                isRequired: true,
                otherNames: ["kind", "type"]
            ) {
                $0.template = $1
            },
            Field(
                "directory",
                "Where the bot lives; relative to this file, ~/ is home",
                Shape.botFolder.located,
                isRequired: true,
                otherNames: ["dir", "path", "folder"]
            ) { $0.directory = $1 },
            Field(
                "start",
                "The command that 'slots run' starts in the bot's directory, as a list of words; where absent, the template's",
                Shape.command(example: "[./gunthy-linux]").located,
                otherNames: ["command", "run", "exec"]
            ) { $0.start = $1 },
            Field(
                "on-apply",
                "A command that runs after the bot's files were changed, as a list of words",
                command.located
            ) { $0.onApply = $1 },
            Field(
                "addresses",
                "Where it signs in from if that is not this machine, as a hosted platform does: for its keys' lists",
                .list(
                    of: Shape.addressRange.located,
                    words: "a list of IP addresses",
                    example: "[203.0.113.7]",
                    isSet: true
                ),
                otherNames: ["ip-allowlist", "ip-whitelist", "ips"]
            ) { $0.addresses = $1 },
            Field(
                "api",
                "How the running bot is reached, for 'slots register'",
                access.shape(startingWith: BotAccess())
            ) { $0.access = $1 },
        ]
    )

    private static let bots: Shape<[Bot]> = Shape<[NamedEntry<BotDraft>]>.dictionary(
        of: .bot,
        to: bot.shape(startingWith: BotDraft()),
        words: "a map from names to bots",
        example: "{main: {template: gunbot, directory: bots/gunbot}}"
    )
    .map { entries in
        entries.compactMap { entry in
            guard let template = entry.value.template, let directory = entry.value.directory else {
                return nil
            }
            var bot = Bot(
                name: entry.name.value,
                place: entry.name.place,
                template: template,
                directory: directory
            )
            bot.start = entry.value.start
            bot.onApply = entry.value.onApply
            bot.addresses = entry.value.addresses
            bot.access = entry.value.access
            return bot
        }
    }

    private static let policy: Record<Policy> = {
        let verdict = Shape.choice("a verdict", example: Policy.Verdict.deny)
        return Record<Policy>(
            "a map of policies",
            example: "{withdraw: deny}",
            fields: [
                Field("withdraw", "A key that can withdraw", verdict, standard: "deny") { $0.withdraw = $1 },
                Field("transfer", "A key that can move money between accounts", verdict, standard: "deny") {
                    $0.transfer = $1
                },
                Field("shared-key", "One key in two slots", verdict, standard: "deny") { $0.sharedKey = $1 },
                Field(
                    "plaintext-secret",
                    "A secret that stands in a slot file itself",
                    verdict,
                    standard: "warn"
                ) {
                    $0.plaintextSecret = $1
                },
                Field(
                    "fee-tolerance",
                    "How far a slot's fee may lie from what the account pays",
                    Shape.percentage(from: 0, to: 10, example: "0.005%"),
                    standard: "0.005%"
                ) {
                    $0.feeTolerance = $1
                },
                Field(
                    "clock-skew",
                    "How far this machine's clock may be off",
                    Shape.duration(upTo: .seconds(3600), shownAs: "1h", example: "1s"),
                    standard: "1s"
                ) {
                    $0.clockSkew = $1
                },
                Field(
                    "expiry-warning",
                    "How long before a key's end slots warns",
                    Shape.duration(
                        upTo: .seconds(3650 * 86_400),
                        shownAs: "3650d",
                        example: "30d",
                        isZeroAllowed: true
                    ),
                    standard: "30d"
                ) { $0.expiryWarning = $1 },
                Field(
                    "secret-age",
                    "How old a stored secret may get before slots warns; absent: as old as it likes",
                    Shape.duration(
                        upTo: .seconds(3650 * 86_400),
                        shownAs: "3650d",
                        example: "180d"
                    )
                ) { $0.secretAge = $1 },
                Field(
                    "keep-revisions",
                    "How many applied plans are kept, so that they can be taken back",
                    Shape.whole(1...10_000, example: "50"),
                    standard: "50"
                ) { $0.keepRevisions = $1 },
            ]
        )
    }()
}

extension Shape where Value == SecretReference {
    /// Where a secret is to be had; the secret itself does not belong into `slots.yaml`.
    fileprivate static var keptReference: Shape {
        var kept = Shape.reference
        let read = kept.read
        kept.read = { node, reading in
            guard let reference = read(node, &reading) else { return nil }
            guard reference.isPlain else { return reference }
            reading.complain(
                "wrong-value",
                "\(reading.key) takes a reference, and not the value itself",
                at: node,
                help: "store it with 'slots secret set NAME', and write secret:NAME"
            )
            return nil
        }
        return kept
    }
}

extension Shape where Value == String {
    /// An origin of this machine.
    fileprivate static var loopbackOrigin: Shape {
        var own = Shape.origin("an address such as http://127.0.0.1:3000")
        own.example = "http://127.0.0.1:3000"
        let read = own.read
        own.read = { node, reading in
            guard let text = read(node, &reading) else { return nil }
            if let origin = try? Origin(text), origin.isLoopback { return text }
            reading.complain(
                "wrong-value",
                "\(reading.key) takes an address of this machine only",
                at: node,
                help:
                    "write http://127.0.0.1 with the bot's port; reach a bot elsewhere through a tunnel that ends here"
            )
            return nil
        }
        return own
    }

    /// The folder of a bot; who names the file in it is told.
    static var botFolder: Shape {
        let line = Shape.line("the path of a folder", example: "bots/gunbot", maximumLength: 1024)
        var folder = line
        folder.read = { node, reading in
            guard let path = line.read(node, &reading) else { return nil }
            if let help = shellPath(path) {
                reading.complain(
                    "wrong-value",
                    "\(reading.key) takes a path, and \(shown(path)) is one only after a shell or another system has read it",
                    at: node,
                    help: help
                )
                return nil
            }
            let name = path.split(separator: "/").last.map(String.init) ?? path
            guard [".js", ".json", ".yaml", ".env"].contains(where: { name.lowercased().hasSuffix($0) })
            else {
                return path
            }
            let above = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
                separator: "/"
            )
            reading.complain(
                "wrong-value",
                "\(reading.key) takes the folder of the bot, and \(shown(name)) looks like a file in it",
                at: node,
                help: "write \(above.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : above)"
            )
            return nil
        }
        return folder
    }

    /// What to write instead of a path that only a shell or another system understands; `nil` for others.
    private static func shellPath(_ path: String) -> String? {
        for home in ["$HOME/", "${HOME}/"] where path.hasPrefix(home) {
            return "write ~/\(path.dropFirst(home.count))"
        }
        if path.hasPrefix("$") || path.hasPrefix("~") && path != "~" && !path.hasPrefix("~/") {
            return "write the path out; only ~/ at its start means your home"
        }
        guard path.utf8.contains(UInt8(ascii: "\\")) || path.dropFirst().hasPrefix(":/") else { return nil }
        let parts = path.split { $0 == "\\" || $0 == "/" }.map(String.init)
        guard let drive = parts.first, drive.utf8.count == 2, drive.hasSuffix(":") else {
            return "write the path with '/', as this system does"
        }
        return
            "in WSL write /mnt/\(drive.dropLast().lowercased())/\(parts.dropFirst().joined(separator: "/"))"
    }

    /// A program and its arguments; no shell reads it.
    static func command(example: String) -> Shape<[String]> {
        .list(
            of: argument,
            words: "a command as a list of words",
            example: example,
            isEmptyAllowed: false
        )
    }

    /// One word of a command; it may be empty or hold blanks.
    static var argument: Shape {
        scalar(
            "a word",
            example: nil,
            schema: [.init("type", ["string", "number", "boolean"])]
        ) { text, _, _ in text }
    }
}
