import BotConfigs
import Cryptography
import Exchanges
import Files
import Glibc
import HTTPTransport
import Ledger
import PlainJSON
import Revisions
import SlotModel

/// One registration under way.
struct RegisterRun {
    /// Why it goes no further.
    struct End: Error {
        var finding: Finding
        var exit: ExitCode
    }

    static let pause = Duration.seconds(2)

    let session: Session
    let bot: Bot
    let interface: BotTemplate.Interface
    let slots: [Slot]
    let options: RegisterOptions
    private(set) var talk: BotTalk?
    private var hasTwoFactors = false
    var seen: [String: [String: ExactDecimal]] = [:]
    /// By id; `nil`: the bot does not tell.
    private var known: [String: String?]?
    /// Of the slots, by id.
    private var keys: [String: String] = [:]
    var result: Registered
    /// Ids of the connections that are sent.
    private(set) var toSend: Set<String> = []
    /// Of the bot's file: whose programs may stand for the bot.
    private var owner: UInt32 = 0
    /// Of what somebody is asked about.
    private(set) var agreed: KeyedDigest?

    init(
        _ session: Session,
        _ bot: Bot,
        _ interface: BotTemplate.Interface,
        _ slots: [Slot],
        _ options: RegisterOptions,
        _ result: Registered
    ) {
        (self.session, self.bot, self.interface) = (session, bot, interface)
        (self.slots, self.options, self.result) = (slots, options, result)
    }

    // MARK: - What is there

    /// Finds the bot, and looks at what it has and shows.
    mutating func look(forcing: Bool) async throws(End) {
        let (file, name, folder, owner) = try read()
        let ids = try ids(file)
        let talk = try talk(file, name, folder)
        (self.talk, self.owner) = (talk, owner)
        result.origin = talk.origin.description
        try refuseStrangers(talk)
        try await greet(talk)
        guard talk.token != nil else { throw End(finding: RegisterFinding.noToken(bot), exit: .noSecret) }
        try await askAgain(talk)
        var registrations: [Registration] = []
        for slot in slots {
            guard let id = ids[slot.name] else { continue }
            let key = publicKey(of: slot)
            keys[id] = key.whole
            registrations.append(Registration(slot: slot.name, id: id, key: key.shown, state: state(of: id)))
        }
        for index in registrations.indices where forcing || registrations[index].state != .seen {
            registrations[index].isSent = true
            toSend.insert(registrations[index].id)
        }
        result.registrations = registrations
        if toSend.isEmpty { return }
        guard interface.send != nil else {
            throw End(finding: RegisterFinding.unsupported(bot), exit: .wrongFiles)
        }
        agreed = try digest(of: content(of: file))
    }

    /// What the bot has and shows by now.
    mutating func askAgain(_ talk: BotTalk) async throws(End) {
        known = try await connections(talk)
        seen = try await balances(talk)
    }

    private func state(of id: String) -> Registration.State {
        let shown: Registration.State? = seen[id] == nil ? nil : .seen
        guard let known else { return shown ?? .unseen }
        guard let key = known[id] else { return shown ?? .missing }
        return hasOtherKey(id, key) ? .otherKey : shown ?? .unseen
    }

    /// Whether the bot tells another key than the slot's: what it shows is of that one then.
    func hasOtherKey(_ id: String) -> Bool { (known?[id]).map { hasOtherKey(id, $0) } ?? false }

    private func hasOtherKey(_ id: String, _ key: String?) -> Bool { key != nil && key != keys[id] }

    /// The bot's file as it is now, which is not kept.
    func read() throws(End) -> (file: InterfaceFile, name: String, folder: String, owner: UInt32) {
        guard let template = session.workspace.templates[bot.template.value],
            let declared = template.file(at: interface.file)
        else { throw End(finding: RegisterFinding.unsupported(bot), exit: .wrongFiles) }
        let planner = Planner(
            workspace: session.workspace.folder,
            owned: Ownership(),
            fingerprinter: Fingerprinter { _ in Fingerprint(text: "") }
        )
        let (target, found): (TargetFile, ExistingFile?)
        do throws(FileError) { (target, found) = try planner.locate(declared, of: bot) } catch {
            throw End(finding: error.finding(at: bot.directory.place), exit: error.exitCode)
        }
        guard let found, let owner = target.existing?.status.owner else {
            throw End(
                finding: FileError.cannotRead(path: target.name, code: ENOENT).finding(
                    at: bot.directory.place
                ),
                exit: .wrongFiles
            )
        }
        do throws(Finding) {
            let file = try InterfaceFile(found)
            return (file, target.name, RealPath.split(target.path).folder, owner)
        } catch {
            throw End(finding: error, exit: .wrongFiles)
        }
    }

    /// The connection of each slot, as an apply wrote it.
    private func ids(_ file: InterfaceFile) throws(End) -> [String: String] {
        let owned: Ownership
        do throws(RevisionError) { owned = try session.ownership() } catch {
            throw End(finding: error.finding(), exit: error.exitCode)
        }
        let members = owned.members(of: bot, file: interface.file, in: session.workspace.folder)
        return Dictionary(
            members.entries.filter { !$0.value.isReservation && file.ids.contains($0.key) }
                .sorted { $0.key < $1.key }
                .map { ($0.value.slot, $0.key) }
        ) { first, _ in first }
    }

    private func publicKey(of slot: Slot) -> (whole: String?, shown: String) {
        let fields = session.credentials.credentials(of: slot).fields
        if let wallet = fields[.apiWallet] {
            let text = wallet.withBytes { String(decoding: $0, as: UTF8.self) }
            return (text, text)
        }
        guard let key = fields[.key] else { return (nil, "") }
        let text = key.withBytes { String(decoding: $0, as: UTF8.self) }
        return (text, text.prefix(4) + "…")
    }

    // MARK: - The bot

    private func talk(_ file: InterfaceFile, _ name: String, _ folder: String) throws(End) -> BotTalk {
        let isSecure = file.flag(at: interface.https) ?? false
        let text =
            bot.access.url?.value
            ?? file.number(at: interface.port).map {
                isSecure ? "https://localhost:\($0)" : "http://127.0.0.1:\($0)"
            }
        guard let text, let origin = try? Origin(text), origin.isLoopback else {
            throw End(finding: RegisterFinding.noAddress(bot, name), exit: .wrongFiles)
        }
        var token: Secret?
        if let reference = bot.access.token {
            do throws(Finding) { token = try session.credentials.resolve(reference) } catch {
                throw End(finding: error, exit: .noSecret)
            }
        }
        let traces = CredentialTraces()
        for secret in file.secrets { traces.add(secret) }
        for slot in slots {
            for (_, secret) in session.credentials.credentials(of: slot).fields { traces.add(secret) }
        }
        if let token { traces.add(token) }
        var limits = HTTPLimits()
        // Its own certificate, which no authority has signed, counts for this one talk.
        if origin.scheme == .https, let certificate = file.text(at: interface.certificate) {
            limits.authorities = certificate.hasPrefix("/") ? certificate : folder + "/" + certificate
        }
        return BotTalk(
            kind: bot.template.value,
            origin: origin,
            interface: interface,
            token: token,
            client: session.surroundings.loopback(limits),
            traces: traces,
            timeout: options.asking.timeout
        )
    }

    /// Any user of this machine may listen at a port that is free: while the bot does not run, somebody may wait there for its
    /// token and its keys.
    func refuseStrangers(_ talk: BotTalk) throws(End) {
        let port = talk.origin.port ?? (talk.origin.scheme == .https ? 443 : 80)
        let strangers = Listeners.owners(ofPort: port).subtracting([0, geteuid(), owner])
        guard let stranger = strangers.min() else { return }
        throw End(
            finding: RegisterFinding.stranger(bot, talk.origin.description, stranger),
            exit: .stopped
        )
    }

    /// Whether it is the bot, before it gets the token.
    private mutating func greet(_ talk: BotTalk) async throws(End) {
        let answer: JSONValue
        do throws(BotTalk.Failure) {
            answer = try await talk.ask(interface.alive, isSignedIn: false)
        } catch {
            switch error {
            case .noAnswer: throw failed(talk, error)
            case .refused, .notJSON:
                throw End(
                    finding: RegisterFinding.otherProgram(bot, talk.kind, talk.origin.description),
                    exit: .stopped
                )
            }
        }
        guard answer.object != nil, interface.knownBy.allSatisfy({ answer[$0] != nil }) else {
            throw End(
                finding: RegisterFinding.otherProgram(bot, talk.kind, talk.origin.description),
                exit: .stopped
            )
        }
        hasTwoFactors = interface.twoFactor.flatMap { answer[$0]?.boolean } ?? false
    }

    func failed(_ talk: BotTalk, _ failure: BotTalk.Failure) -> End {
        let (finding, exit) = RegisterFinding.failed(bot, talk, failure, hasTwoFactors: hasTwoFactors)
        return End(finding: finding, exit: exit)
    }

    /// By id; `nil`: the bot does not tell.
    private func connections(_ talk: BotTalk) async throws(End) -> [String: String?]? {
        guard let path = interface.connections else { return nil }
        try refuseStrangers(talk)
        let answer: JSONValue
        do throws(BotTalk.Failure) { answer = try await talk.ask(path) } catch { throw failed(talk, error) }
        let entries = session.workspace.templates[bot.template.value]?.file(at: interface.file)?.entries
        let names = (entries?.members ?? []).filter { member in
            !member.isOnce
                && member.sources.contains { $0 == .credential(.key) || $0 == .credential(.apiWallet) }
        }
        guard
            let known = talk.connections(
                in: answer,
                keys: names.map(\.name),
                encrypted: entries?.encryptedPrefix
            )
        else { throw failed(talk, .notJSON) }
        return known
    }

    func balances(_ talk: BotTalk) async throws(End) -> [String: [String: ExactDecimal]] {
        guard let path = interface.balances?.path else { return [:] }
        try refuseStrangers(talk)
        let answer: JSONValue
        do throws(BotTalk.Failure) {
            answer = try await talk.ask(path, Secret(copying: Array("{}".utf8)))
        } catch {
            throw failed(talk, error)
        }
        guard let balances = talk.balances(in: answer) else { throw failed(talk, .notJSON) }
        return balances
    }
}
