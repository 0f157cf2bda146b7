import BotConfigs
import Cryptography
import Files
import Foundation
import Ledger
import Revisions
import SlotFiles
import SlotModel
import TestSupport
import Testing

/// A workspace with one bot, whose applies are kept as revisions.
struct KeptWorkspace {
    let folder: TemporaryFolder
    /// What files are written with.
    var system = FileSystem.live
    private let key = Secret.random(count: 32)

    /// - Parameter config: What the bot's file holds; `nil`: there is none.
    init(_ config: String?) throws {
        folder = try TemporaryFolder()
        try FileManager.default.createDirectory(
            at: folder.url.appendingPathComponent("bot"),
            withIntermediateDirectories: true
        )
        try StateFolder(workspace: folder.path).create()
        if let config { try folder.write("bot/config.js", config, mode: 0o600) }
    }

    var state: StateFolder { StateFolder(workspace: folder.path) }
    /// Whether whole files get fingerprints as values have them, as earlier versions made them.
    var isFormer = false

    var fingerprinter: Fingerprinter {
        let now = FingerprintKey.fingerprinter(key: key)
        return isFormer ? Fingerprinter(fingerprint: now.fingerprint) : now
    }
    private var place: Place { Place(file: "slots.yaml") }

    private var bot: Bot {
        Bot(
            name: "main",
            place: place,
            template: Located("gunbot", at: place),
            directory: Located("bot", at: place)
        )
    }

    private func template() throws -> BotTemplate {
        let reading = readTemplate(Located("gunbot", at: place), inWorkspace: Shared.repository.path)
        return try #require(reading.template)
    }

    func config() throws -> String { try folder.text("bot/config.js") }

    /// What the bot does to its file.
    func edit(_ old: String, _ new: String) throws {
        let text = try config()
        try #require(text.contains(old), "\(old) in \(text)")
        try folder.write("bot/config.js", text.replacingOccurrences(of: old, with: new))
    }

    func owned() throws -> Ownership { try Ledger.sqlite(in: state).ownership() }

    /// Changes the record of what is owned.
    func own(_ change: (inout Ownership) -> Void) throws {
        var owned = try owned()
        change(&owned)
        let folder = try state.create()
        let record = try #require(try Ledger.sqlite(in: state).stage(owned, folder))
        #expect(try Transaction([record], state: folder).commit() == .done)
    }

    func kept() throws -> KeptRevisions { KeptRevisions(in: state, latest: try owned().revision) }

    private func planner() throws -> Planner {
        Planner(workspace: folder.path, owned: try owned(), fingerprinter: fingerprinter)
    }

    /// Applies slots with a key each.
    @discardableResult
    func apply(_ keys: [Selector: String], delay: Int? = nil, keeping: RevisionKeeping = .plain()) throws
        -> Applied
    {
        let entries = keys.sorted { $0.key.rawValue < $1.key.rawValue }.map { selector, key in
            var slot = Slot(
                name: selector.rawValue,
                place: place,
                exchange: Located(selector, at: place),
                credentials: [:],
                credentialsPlace: place
            )
            slot.delay = delay.map { Located(.seconds($0), at: place) }
            let secret = Secret(copying: Array(key.utf8))
            return BotInput.Entry(
                slot: slot,
                credentials: [.key: secret, .secret: secret],
                network: .sandbox
            )
        }
        let plan = try planner().plan([BotInput(bot: bot, template: try template(), slots: entries)])
        return try write(plan, keeping)
    }

    /// The plan of taking a revision and all later ones back.
    func plan(takingBack number: Int) throws -> Plan {
        let kept = try kept()
        let rollback = Rollback(try kept.between(number - 1, kept.latest), try owned().renames)
        var archives: [Int: RevisionArchive] = [:]
        for revision in rollback.opened {
            archives[revision.number] = try RevisionArchive(of: revision, in: state, fingerprinter) {
                sealed,
                _ in .success(sealed)
            }
        }
        let files = try rollback.files(archives, [(bot: bot, template: try template())])
        return try planner().plan(takingBack: files)
    }

    @discardableResult
    func takeBack(_ number: Int) throws -> Plan {
        let plan = try plan(takingBack: number)
        try write(plan, .plain())
        return plan
    }

    @discardableResult
    private func write(_ plan: Plan, _ keeping: RevisionKeeping) throws -> Applied {
        try #require(!plan.findings.containErrors, "\(plan.findings)")
        let application = Application(
            folder: state,
            ledger: .sqlite(in: state),
            keeping: keeping,
            system: system
        ) { _ in true }
        return try application.apply(plan, owned: try owned())
    }
}
