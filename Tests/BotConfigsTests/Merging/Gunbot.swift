import BotConfigs
import Cryptography
import Foundation
import SlotModel
import TestSupport
import Testing

/// The shipped Gunbot template, a bot, slots and the reference's sample file.
enum Gunbot {
    /// A bot's file with that text.
    static func existing(_ text: String) -> ExistingFile? {
        template().files.first.map {
            ExistingFile(Secret(copying: Array(text.utf8)), $0, name: "bots/gunbot/config.js")
        }
    }

    static let place = Place(file: "slots/test.yaml", line: 2, column: 3)

    static let sample: String = {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/config.js")
        return (try? String(contentsOf: path, encoding: .utf8)) ?? ""
    }()

    static let bot = Bot(
        name: "main",
        place: place,
        template: Located("gunbot", at: place),
        directory: Located("bots/gunbot", at: place)
    )

    /// What `templates/gunbot` declares.
    static let members: [BotTemplate.Member] = {
        var members: [BotTemplate.Member] = [
            .init("masterkey", .from([.credential(.key), .credential(.apiWallet)])),
            .init("mastersecret", .from([.credential(.secret), .credential(.privateKey)])),
            .init("key", .from([.credential(.key), .credential(.apiWallet)])),
            .init("secret", .from([.credential(.secret), .credential(.privateKey)])),
            .init("passphrase", .from([.credential(.passphrase)])),
            .init("delay", .from([.delay]), unit: .seconds),
            .init("TRADING_FEES", .from([.takerFee]), unit: .percent),
            .init("market", .from([.market])),
            .init("clientId", .unknown),
        ]
        for index in members.indices {
            switch members[index].name {
            case "masterkey", "mastersecret": members[index].isOnce = true
            case "delay", "TRADING_FEES": members[index].isKept = true
            case "market", "clientId": members[index].isReadOnly = true
            default: break
            }
            if members[index].name == "delay" { members[index].standard = .number("10") }
        }
        return members
    }()

    static func template(members: [BotTemplate.Member] = members) -> BotTemplate {
        var template = BotTemplate(kind: "gunbot", place: Place(file: "templates/gunbot/template.yaml"))
        let ids: [Selector: String] = [
            .aster: "asterdex", .asterFutures: "asterFutures", .bitget: "bitget", .bitgetFutures: "bitget",
            .hitbtc: "hitbtc",
        ]
        template.ids = ids.mapValues { Located($0, at: place) }
        var entries = BotTemplate.Entries()
        entries.path = ["exchanges"]
        entries.members = members
        entries.encryptedFlag = "isEncrypted"
        entries.encryptedPrefix = "ENC:"
        entries.emptyBeforeRemoval = ["pairs", "{id}"]
        entries.pairs = ["pairs", "{id}"]
        template.start = Located(["./gunthy-linux"], at: Place(file: "templates/gunbot/template.yaml"))
        template.files = [
            BotTemplate.File(
                path: Located("config.js", at: place),
                format: .json,
                entries: entries
            )
        ]
        return template
    }

    /// A fingerprint that tests can compute themselves; not a digest.
    static let fingerprinter = Fingerprinter { bytes in
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Fingerprint(text: String(hash, radix: 16))
    }

    static func fingerprint(_ text: String) -> Fingerprint {
        Array(text.utf8).withUnsafeBytes { fingerprinter.fingerprint($0) }
    }
}

/// A slot as a test wants it.
struct TestSlot {
    var name: String
    var exchange: Selector
    var id: String
    var credentials: [CredentialField: String]
    var fee: String?
    var delay: Duration?
    var extra: [ExtraValue.Member] = []
    var network: Network?

    init(
        _ name: String,
        _ exchange: Selector,
        id: String,
        key: String? = nil,
        secret: String? = nil,
        passphrase: String? = nil,
        fee: String? = nil,
        delay: Duration? = nil
    ) {
        self.name = name
        self.exchange = exchange
        self.id = id
        credentials = [.key: key ?? "key-of-\(name)", .secret: secret ?? "secret-of-\(name)"]
        credentials[.passphrase] = passphrase
        self.fee = fee
        self.delay = delay
    }

    var slot: Slot {
        var slot = Slot(
            name: name,
            place: Place(file: "slots/\(name).yaml"),
            exchange: Located(exchange, at: Gunbot.place),
            credentials: [:],
            credentialsPlace: Gunbot.place
        )
        if let fee, let percent = ExactDecimal(fee) {
            slot.fees = Located(FeeRates(both: Percentage(percent: percent)), at: Gunbot.place)
        }
        slot.delay = delay.map { Located($0, at: Gunbot.place) }
        if !extra.isEmpty { slot.extra = ["main": Located(.map(extra), at: Gunbot.place)] }
        return slot
    }

    var botSlot: BotSlot {
        BotSlot(
            slot: slot,
            id: id,
            credentials: credentials.mapValues { Secret(copying: Array($0.utf8)) },
            network: network
        )
    }
}

/// What a merge gave, as text.
struct Merged {
    var text: String
    var changes: [MemberChange]
    var findings: [Finding]
    var owned: OwnedMembers

    /// `path kind [consent]`, in order.
    var summary: [String] {
        changes.map { change in
            let consent = change.consent.map { " \($0.rawValue)" } ?? ""
            return "\(change.path.joined(separator: ".")) \(change.kind.rawValue)\(consent)"
        }
    }

    func change(_ path: String) -> MemberChange? {
        changes.first { $0.path.joined(separator: ".") == path }
    }

    /// The members of an entry, as an independent reader sees them.
    func entry(_ id: String) throws -> [String: Any] {
        let root = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let exchanges = try #require(root["exchanges"] as? [String: Any])
        return try #require(exchanges[id] as? [String: Any])
    }
}

/// Merges slots into a file by the Gunbot template.
func mergeGunbot(
    _ slots: [TestSlot],
    into existing: String?,
    owned: OwnedMembers = OwnedMembers(),
    template: BotTemplate = Gunbot.template(),
    configure: (inout MergeInput) -> Void = { _ in }
) -> (merged: Merged?, findings: [Finding]) {
    guard let file = template.files.first else { return (nil, []) }
    var input = MergeInput(
        template: template,
        file: file,
        bot: Gunbot.bot,
        slots: slots.map(\.botSlot),
        existing: existing.flatMap(Gunbot.existing),
        fileName: "bots/gunbot/config.js",
        owned: owned,
        fingerprinter: Gunbot.fingerprinter
    )
    configure(&input)
    let (outcome, findings) = merge(input)
    let merged = outcome.map { outcome in
        Merged(
            text: outcome.content.withBytes { String(decoding: $0, as: UTF8.self) },
            changes: outcome.changes,
            findings: outcome.findings,
            owned: outcome.owned
        )
    }
    return (merged, findings)
}

/// The lines in which two texts differ, for asking that nothing else changed.
func differingLines(_ before: String, _ after: String) -> (removed: [String], added: [String]) {
    let old = before.components(separatedBy: "\n")
    let new = after.components(separatedBy: "\n")
    let difference = new.difference(from: old)
    var removed: [String] = []
    var added: [String] = []
    for change in difference {
        switch change {
        case .remove(_, let line, _): removed.append(line.trimmingCharacters(in: .whitespaces))
        case .insert(_, let line, _): added.append(line.trimmingCharacters(in: .whitespaces))
        }
    }
    return (removed, added)
}
