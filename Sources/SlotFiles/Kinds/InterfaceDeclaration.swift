import PlainJSON
import SlotModel

/// A bot's interface on its way from `template.yaml` to the model.
struct InterfaceDraft: Sendable {
    struct Token: Sendable {
        var header: String?
        var before: String?
    }

    struct Alive: Sendable {
        var path: String?
        var knownBy: [String] = []
        var twoFactor: String?
    }

    struct Connections: Sendable {
        var path: String?
        var at: [String] = []
    }

    struct Sending: Sendable {
        var path: String?
        var body: [NamedEntry<[String]>] = []
        var proof: String?
    }

    struct Balances: Sendable {
        var path: String?
        var connection: String?
        var asset: String?
        var free: String?
        var locked: String?
    }

    var file: Located<String>?
    var port: [String]?
    var https: [String]?
    var certificate: [String]?
    var base: String?
    var token = Token()
    var alive = Alive()
    var connections: Connections?
    var send: Sending?
    var balances: Balances?
}

extension Shape where Value == String {
    /// What a question's URL holds behind the origin.
    fileprivate static func urlPath(_ example: String) -> Shape {
        scalar(
            "a path that begins with /",
            example: example,
            schema: [.init("type", "string"), .init("pattern", "^/[!-~]*$"), .init("maxLength", 200)]
        ) { text, node, reading in
            let isPath =
                text.utf8.first == UInt8(ascii: "/") && text.utf8.count <= 200
                && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }
            guard isPath else {
                reading.complain(
                    "wrong-value",
                    "\(reading.key) takes a path that begins with /, not \(reading.quoted(node))",
                    at: node,
                    help: "write it like this: \(example)"
                )
                return nil
            }
            return text
        }
    }

    fileprivate static func member(_ example: String) -> Shape {
        .line("the name of a member", example: example, maximumLength: 100)
    }
}

extension TemplateDeclaration {
    /// What may stand below `register`.
    static let interface = Record<InterfaceDraft>(
        "a map that describes the interface of a bot that runs",
        example: "{file: config.js, port: GUI.port, alive: {path: /status}}",
        fields: [
            Field(
                "file",
                "The bot's file in which 'port' and the rest are looked up",
                Shape.innerPath.located,
                isRequired: true
            ) { $0.file = $1 },
            Field("port", "Where the file holds the port", Shape.memberPath(example: "GUI.port")) {
                $0.port = $1
            },
            Field(
                "https",
                "Where the file says whether it is https",
                Shape.memberPath(example: "GUI.https")
            ) { $0.https = $1 },
            Field(
                "certificate",
                "Where the file names the certificate that https has then",
                Shape.memberPath(example: "GUI.cert")
            ) { $0.certificate = $1 },
            Field("base", "What the paths of all questions begin with", Shape.urlPath("/api/v1")) {
                $0.base = $1
            },
            Field("token", "How the token is sent", token.shape(startingWith: InterfaceDraft.Token())) {
                $0.token = $1
            },
            Field(
                "alive",
                "The question by which the bot is known; it is asked without the token first",
                alive.shape(startingWith: InterfaceDraft.Alive()),
                isRequired: true
            ) { $0.alive = $1 },
            Field(
                "connections",
                "The question that the bot answers with its connections",
                connections.shape(startingWith: InterfaceDraft.Connections())
            ) { $0.connections = $1 },
            Field(
                "send",
                "Where new keys are sent to",
                sending.shape(startingWith: InterfaceDraft.Sending())
            ) { $0.send = $1 },
            Field(
                "balances",
                "The question that the bot answers with what it sees in the accounts",
                balances.shape(startingWith: InterfaceDraft.Balances())
            ) { $0.balances = $1 },
        ]
    )

    private static let token = Record<InterfaceDraft.Token>(
        "a map that says how the token is sent",
        example: "{header: Authorization, before: \"Bearer \"}",
        fields: [
            Field(
                "header",
                "The header that carries it",
                Shape.member("Authorization"),
                standard: "Authorization"
            ) {
                $0.header = $1
            },
            Field(
                "before",
                "What stands before it there",
                .line("a word", example: "\"Bearer \"", maximumLength: 50)
            ) {
                $0.before = $1
            },
        ]
    )

    private static let alive = Record<InterfaceDraft.Alive>(
        "a map that describes a question",
        example: "{path: /auth/status, known-by: [isRegistered]}",
        fields: [
            Field("path", "Behind 'base'", Shape.urlPath("/auth/status"), isRequired: true) { $0.path = $1 },
            Field(
                "known-by",
                "Members of the answer, all of which the bot's answer has",
                .list(of: Shape.member("isRegistered"), words: "a list of members", example: "[isRegistered]")
            ) { $0.knownBy = $1 },
            Field(
                "two-factor",
                "The member that is true where the login asks for a second factor",
                Shape.member("isTwoFA")
            ) {
                $0.twoFactor = $1
            },
        ]
    )

    private static let connections = Record<InterfaceDraft.Connections>(
        "a map that describes a question",
        example: "{path: /config/full, at: config.exchanges}",
        fields: [
            Field("path", "Behind 'base'", Shape.urlPath("/config/full"), isRequired: true) { $0.path = $1 },
            Field(
                "at",
                "Where the answer holds the object with one member for each connection",
                Shape.memberPath(example: "exchanges"),
                isRequired: true
            ) { $0.at = $1 },
        ]
    )

    private static let sending = Record<InterfaceDraft.Sending>(
        "a map that describes what is sent",
        example: "{path: /license/keys/edit, body: {newLicenses: exchanges}}",
        fields: [
            Field("path", "Behind 'base'", Shape.urlPath("/license/keys/edit"), isRequired: true) {
                $0.path = $1
            },
            Field(
                "body",
                "Members of what is sent, each with the place in the bot's file from which it is taken",
                .dictionary(
                    of: bodyNames,
                    to: Shape.memberPath(example: "exchanges"),
                    words: "a map from members to places in the file",
                    example: "{newLicenses: exchanges}"
                ),
                isRequired: true
            ) { $0.body = $1 },
            Field(
                "proof",
                "The member that names a connection which works already",
                Shape.member("verifyExchange")
            ) {
                $0.proof = $1
            },
        ]
    )

    private static let bodyNames = NameRule(
        words: "name of a member",
        pattern: "^[!-~]{1,100}$",
        maximumLength: 100,
        isFirst: { (0x21...0x7E).contains($0) },
        isRest: { (0x21...0x7E).contains($0) },
        advice: "write the member's name as the bot wants it"
    )

    private static let balances = Record<InterfaceDraft.Balances>(
        "a map that describes a question",
        example: "{path: /balances, connection: Exchange, asset: Asset, free: Available}",
        fields: [
            Field("path", "Behind 'base'", Shape.urlPath("/balances"), isRequired: true) { $0.path = $1 },
            Field(
                "connection",
                "The member that names the connection",
                Shape.member("Exchange"),
                isRequired: true
            ) {
                $0.connection = $1
            },
            Field("asset", "The member that names the asset", Shape.member("Asset"), isRequired: true) {
                $0.asset = $1
            },
            Field("free", "The member with what is free of it", Shape.member("Available"), isRequired: true) {
                $0.free = $1
            },
            Field("locked", "The member with what orders hold of it", Shape.member("On Order")) {
                $0.locked = $1
            },
        ]
    )
}

/// - Returns: `nil` where something of it could not be read, which was told.
func completeInterface(
    _ draft: Located<InterfaceDraft>,
    _ template: BotTemplate,
    _ reading: inout TemplateReading
) -> BotTemplate.Interface? {
    guard let file = draft.value.file, let alive = draft.value.alive.path else { return nil }
    guard template.files.contains(where: { $0.path.value == file.value && $0.format == .json }) else {
        reading.findings.append(
            wrongTemplateValue(
                "\(SlotFiles.shown(file.value)) is none of this bot's json files",
                at: file.place,
                help: "name one that stands under files:"
            )
        )
        return nil
    }
    var interface = BotTemplate.Interface(place: draft.place, file: file.value)
    (interface.port, interface.https) = (draft.value.port, draft.value.https)
    interface.certificate = draft.value.certificate
    interface.base = draft.value.base.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 } ?? ""
    interface.header = draft.value.token.header ?? interface.header
    interface.headerPrefix = draft.value.token.before ?? ""
    interface.alive = alive
    interface.knownBy = draft.value.alive.knownBy
    interface.twoFactor = draft.value.alive.twoFactor
    interface.connections = draft.value.connections?.path
    interface.connectionsAt = draft.value.connections?.at ?? []
    if let send = draft.value.send, let path = send.path {
        var sending = BotTemplate.Interface.Sending(path: path)
        sending.body = send.body.map { ($0.name.value, $0.value) }
        sending.proof = send.proof
        interface.send = sending
    }
    if let balances = draft.value.balances, let path = balances.path, let connection = balances.connection,
        let asset = balances.asset, let free = balances.free
    {
        interface.balances = .init(
            path: path,
            connection: connection,
            asset: asset,
            free: free,
            locked: balances.locked
        )
    }
    return interface
}
