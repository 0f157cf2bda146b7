import SlotModel

/// A slot on its way from the file to the model.
struct SlotDraft: Sendable {
    var slot: Slot
    /// Where the slot names bots: under `bots`, `as` and `extra`.
    var botMentions: [Located<String>] = []

    /// The selector stands in until the file's own is read; without that the draft is dropped.
    init(name: String, file: String) {
        let place = Place(file: file)
        slot = Slot(
            name: name,
            place: place,
            exchange: Located(.aster, at: place),
            credentials: [:],
            credentialsPlace: place
        )
    }
}

/// What may stand in `slots/*.yaml`.
enum SlotDeclaration {
    /// What a file is complained about as a whole, before its keys: credentials that stand beside `credentials:`.
    static func besideCredentials(_ root: YAMLTree.Node, _ reading: inout Reading) -> Bool {
        let members = reading.tree.members(of: root).filter { $0.key.kind == .scalar }
        let names = CredentialField.allCases.map(\.rawValue)
        guard
            let head = members.first(where: { reading.string(of: $0.key) == "credentials" }),
            reading.tree.isEmpty(head.value),
            let first = members.first(where: { names.contains(reading.string(of: $0.key)) })
        else { return false }
        reading.complain(
            "wrong-type",
            "the credentials stand beside 'credentials:' instead of below it",
            at: first.key,
            help: "begin their lines with two blanks"
        )
        return true
    }

    static let record = Record<SlotDraft>(
        "a slot",
        example: "exchange: aster",
        fields: [
            Field(
                "exchange",
                "The exchange; spot and futures are separate",
                Shape.choice("an exchange", example: Selector.aster)
                    .located,
                isRequired: true,
                otherNames: ["selector", "exchange-id"]
            ) { draft, value in
                draft.slot.exchange = value
            },
            Field(
                "label",
                "A name for people",
                .line("a line of text", example: "Aster main account"),
                otherNames: ["name", "title", "description"]
            ) { draft, value in
                draft.slot.label = value
            },
            Field(
                "enabled",
                "Whether the slot is used at all",
                .boolean,
                standard: "true",
                otherNames: ["active", "enable"]
            ) { draft, value in
                draft.slot.enabled = value
            },
            Field(
                "network",
                "The exchange's system; the workspace's where absent",
                Shape.choice("a network", example: Network.live).located
            ) { draft, value in
                draft.slot.network = value
            },
            Field(
                "endpoint",
                "Another address of the exchange: one origin for all, or one each for spot and futures",
                .endpoint,
                otherNames: ["url", "base-url", "host"]
            ) { draft, value in
                draft.slot.endpoint = value
            },
            Field(
                "credentials",
                "The keys, as references to where they are kept",
                credentials.shape(startingWith: [:]),
                isRequired: true,
                isSecret: true,
                example:
                    "{key: env:API_KEY, secret: env:API_SECRET}, with passphrase: for Bitget; an API wallet of "
                    + "Aster has api-wallet, private-key and main-wallet instead",
                storeWithKey: { draft, value, place in
                    draft.slot.credentials = value
                    draft.slot.credentialsPlace = place
                }
            ),
            Field(
                "fees",
                "What a trade costs: one rate, or maker and taker",
                .fees,
                otherNames: ["fee", "trading-fee", "trading-fees"]
            ) { draft, value in
                draft.slot.fees = value
            },
            Field("delay", "The bot's pause between two pairs", .pause(example: "10s")) { draft, value in
                draft.slot.delay = value
            },
            Field(
                "rate-limit",
                "The pause between two requests, where the bot knows such a setting",
                .pause(example: "250ms")
            ) { draft, value in
                draft.slot.rateLimit = value
            },
            Field(
                "sign-in",
                "How requests prove who sends them; basic only where the exchange refuses signatures",
                Shape.choice("a way to sign in", example: SignInMethod.basic).located,
                standard: "signature"
            ) { draft, value in
                draft.slot.signIn = value
            },
            Field(
                "account",
                "The account that is wanted; what is absent may be as it is",
                account.shape(startingWith: AccountWish())
            ) { draft, value in
                draft.slot.account = value
            },
            Field(
                "require",
                "What must be there before a bot may start",
                requirement.shape(startingWith: Requirement()),
                otherNames: ["requires", "required"]
            ) { draft, value in
                draft.slot.require = value
            },
            Field(
                "allow",
                "Policies of the workspace that this slot waives",
                .list(
                    of: Shape.choice("a policy", example: Policy.Waivable.withdraw).located,
                    words: "a list of policies",
                    example: "[withdraw]",
                    isSet: true
                )
            ) { draft, value in
                draft.slot.allow = value
            },
            Field(
                "seen-by-hand",
                "Rights that the exchange does not tell, looked up on its page: they are as they should be. Waives nothing",
                .list(
                    of: Shape.choice("a right", example: Permission.withdraw).located,
                    words: "a list of rights",
                    example: "[withdraw]",
                    isSet: true
                ),
                otherNames: ["seen", "checked-by-hand"]
            ) { draft, value in
                draft.slot.seenByHand = value
            },
            Field(
                "expires",
                "The key's last day, where the exchange does not tell",
                Shape.date.located,
                otherNames: ["expiry", "expires-at"]
            ) { draft, value in
                draft.slot.expires = value
            },
            Field(
                "ip-allowlist",
                "The addresses that the key was restricted to",
                .list(
                    of: Shape.addressRange.located,
                    words: "a list of IP addresses",
                    example: "[203.0.113.7]",
                    isSet: true
                ),
                otherNames: ["ip-whitelist", "ips", "allowlist"]
            ) { draft, value in
                draft.slot.ipAllowlist = value
            },
            Field("proxy", "A proxy for everything that this slot sends", Shape.proxy.located) {
                draft,
                value in
                draft.slot.proxy = value
            },
            Field(
                "bots",
                "The bots that use the slot; every bot where absent",
                .list(
                    of: Shape.name(.bot, "the name of a bot", example: "main").located,
                    words: "a list of bots",
                    example: "[main]",
                    isSet: true
                ),
                otherNames: ["bot"]
            ) { draft, value in
                draft.slot.bots = value
                draft.botMentions += value
            },
            Field(
                "as",
                "The slot's id inside a bot, where the template's is taken",
                .dictionary(
                    of: .bot,
                    to: Shape.line(
                        "the slot's id inside the bot",
                        example: "\"bitget#2\"",
                        maximumLength: 64
                    ).located,
                    words: "a map from bots to ids",
                    example: "{main: \"bitget#2\"}",
                    mended: { "{BOT: \(ScalarText.quoted($0))}, with the bot's name in slots.yaml for BOT" }
                )
            ) {
                draft,
                value in
                for entry in value { draft.slot.ids[entry.name.value] = entry.value }
                draft.botMentions += value.map(\.name)
            },
            Field(
                "extra",
                "Members that are copied into a bot's entry as they are",
                .dictionary(
                    of: .bot,
                    to: Shape.extraMap.located,
                    words: "a map from bots to members",
                    example: "{main: {type: bitget}}"
                )
            ) { draft, value in
                for entry in value { draft.slot.extra[entry.name.value] = entry.value }
                draft.botMentions += value.map(\.name)
            },
        ]
    )

    static let credentials = Record<[CredentialField: Located<SecretReference>]>(
        "a map of credentials",
        example: "{key: env:API_KEY, secret: env:API_SECRET}",
        needsOne: true,
        fields: CredentialField.allCases.map { field in
            Field(
                field.rawValue,
                summary(of: field),
                Shape.reference.located,
                isSecret: true,
                example: "env:" + variable(for: field),
                otherNames: otherNames(of: field)
            ) { fields, value in
                fields[field] = value
            }
        }
    )

    static let account = Record<AccountWish>(
        "a map of account settings",
        example: "{position-mode: one-way}",
        fields: [
            Field(
                "contract",
                "The sort of contracts",
                Shape.choice("a sort of contracts", example: Contract.usdt).located
            ) { $0.contract = $1 },
            Field(
                "position-mode",
                "One position for each market, or one each way",
                Shape.choice("a position mode", example: PositionMode.oneWay).located
            ) { $0.positionMode = $1 },
            Field(
                "margin-mode",
                "How positions share the margin",
                Shape.choice("a margin mode", example: MarginMode.cross).located
            ) { $0.marginMode = $1 },
        ]
    )

    static let requirement = Record<Requirement>(
        "a map of requirements",
        example: "{balance: {USDT: 150}}",
        fields: [
            Field(
                "balance",
                "Free amounts that must be there; where neither this nor total stands: anything above zero",
                .balance
            ) {
                requirement,
                value in
                for entry in value { requirement.balance[entry.name.value] = entry.value }
            },
            Field("total", "Amounts that must be there, free and in orders together", .balance) {
                requirement,
                value in
                for entry in value { requirement.total[entry.name.value] = entry.value }
            },
            Field(
                "market",
                "A market whose data must be fresh",
                Shape.market.located,
                otherNames: ["pair", "symbol"]
            ) {
                requirement,
                value in
                requirement.market = value
            },
        ]
    )

    private static func summary(of field: CredentialField) -> String {
        switch field {
        case .key: "The API key (on Aster: of the older generation, V1)"
        case .secret: "The API key's secret"
        case .passphrase: "The passphrase that was chosen with the key (Bitget)"
        case .apiWallet: "The address of the API wallet (Aster V3)"
        case .privateKey: "The API wallet's private key (Aster V3), never the main wallet's"
        case .mainWallet: "The address of the main wallet (Aster V3)"
        }
    }

    private static func variable(for field: CredentialField) -> String {
        switch field {
        case .key: "API_KEY"
        case .secret: "API_SECRET"
        case .passphrase: "BITGET_PASSPHRASE"
        case .apiWallet: "ASTER_API_WALLET"
        case .privateKey: "ASTER_PRIVATE_KEY"
        case .mainWallet: "ASTER_MAIN_WALLET"
        }
    }

    private static func otherNames(of field: CredentialField) -> [String] {
        switch field {
        case .key: ["api-key", "apikey", "access-key", "masterkey"]
        case .secret: ["api-secret", "apisecret", "secret-key", "secretkey", "mastersecret"]
        case .passphrase: ["password", "pass", "passwd"]
        case .apiWallet: ["signer", "apiwallet", "agent", "api-wallet-address"]
        case .privateKey: ["privatekey", "signer-key", "api-wallet-private-key"]
        case .mainWallet: ["user", "wallet", "mainwallet", "main-wallet-address"]
        }
    }
}
