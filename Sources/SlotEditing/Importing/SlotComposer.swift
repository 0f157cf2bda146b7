package import BotConfigs
package import Cryptography
import Exchanges
import SlotFiles
package import SlotModel

/// One slot that an import would write.
package struct ComposedSlot: Sendable {
    package struct Stored: Sendable {
        /// `bitget.key`, also the file's name below `secrets/`.
        package var name: String
        package var value: Secret
    }

    package var name: String
    /// The entry that it comes from.
    package var id: String
    /// The slot's file; holds no secret.
    package var text: String
    /// The same, read back.
    package var slot: Slot
    package var credentials: [CredentialField: Secret]
    /// What the file refers to.
    package var stored: [Stored]
}

/// Where the secrets of an import are kept.
package enum SecretKeeping: String, CaseIterable, Sendable {
    /// In `secrets.age`.
    case age
    /// In files of their own below `secrets/`.
    case file

    package func reference(to name: String) -> String {
        switch self {
        case .age: "secret:\(name)"
        case .file: "file:secrets/\(name)"
        }
    }
}

/// Turns entries of a bot's file into slots, and says what became of each.
package struct SlotComposer: Sendable {
    package var template: BotTemplate
    /// What the template says of the file.
    package var declared: BotTemplate.Entries
    /// The slot that the file is for by its name.
    package var slot: String?
    package var bot: String
    /// Whether the slot has to say which bots use it.
    package var namesBot: Bool
    package var keeping: SecretKeeping
    /// By the entry's id, as the user said.
    package var selectors: [String: Selector]
    /// The entries' ids to the slots of other names that have them already.
    package var holders: [String: String]
    /// What the slots that are there trade with, by their names, as far as it is known.
    package var present: [String: [CredentialField: Secret]] = [:]
    /// Those of slots that stay as they are, and of those that were composed.
    package var keys: [TradingKey] = [] {
        didSet { known = TradingKey.Known(keys) }
    }
    private var known = TradingKey.Known()
    /// Whether a slot has to say that it shares its key.
    package var deniesSharedKeys: Bool
    /// Ids without number to the names of the bot's slots that may get them, because they name none themselves.
    package var contenders: [String: Set<String>]

    package private(set) var slots: [ComposedSlot] = []
    /// Names of slots that have their entry's key already, and stay as they are.
    package private(set) var settled: [String] = []
    package internal(set) var findings: [Finding] = []
    private var names: Set<String> = []

    package init(
        template: BotTemplate,
        declared: BotTemplate.Entries,
        bot: String,
        namesBot: Bool,
        keeping: SecretKeeping,
        selectors: [String: Selector] = [:],
        holders: [String: String] = [:],
        deniesSharedKeys: Bool = true,
        contenders: [String: Set<String>] = [:]
    ) {
        self.template = template
        self.declared = declared
        self.bot = bot
        self.namesBot = namesBot
        self.keeping = keeping
        self.selectors = selectors
        self.holders = holders
        self.deniesSharedKeys = deniesSharedKeys
        self.contenders = contenders
    }

    package mutating func add(_ entry: ImportedEntry) {
        let shown = entry.id
        guard let selector = selector(of: entry) else {
            // Of an entry that says itself which exchange it is for, nobody can say it then.
            if areNamedBySlot, let fault = entry.fault { return leave(entry, because: fault) }
            return tell(
                .note,
                "import.unknown-exchange",
                "'\(shown)' is no connection that slots knows; it stays as it is",
                entry
            )
        }
        if let fault = entry.fault { return leave(entry, because: fault) }
        guard !entry.isEncrypted else {
            return tell(
                .warning,
                "import.encrypted",
                "the keys of '\(shown)' are encrypted by the bot, so it was left alone",
                entry,
                help:
                    "only the bot can read them: make a slot with the keys from the exchange (slots add), "
                    + "and give it this id: 'as: {\(bot): \"\(shown)\"}'"
            )
        }
        guard let name = name(of: entry, selector) else {
            return tell(
                .warning,
                "import.bad-id",
                "'\(shown)' makes no name for a slot, or one that another entry has; it was left alone",
                entry,
                help: "write a slot for it by hand, with this id under 'as:'"
            )
        }
        let forms = Connectors.connector(for: selector).profile.forms
        // A member that may be one of several fills all of them, so that a form of more fields is the surer one.
        let whole = forms.filter { form in form.fields.allSatisfy { entry.credentials[$0] != nil } }
            .max { $0.fields.count < $1.fields.count }
        let fields = (whole ?? forms.first { $0.fields.contains(.key) })?.fields ?? [.key, .secret]
        guard !lacksKey(entry, fields, selector), !isTaken(entry, by: name) else { return }
        if isSettled(entry, name) { return settled.append(name) }
        compose(entry, selector, name, fields)
    }

    /// Whether a part of its key is missing, which is told.
    private mutating func lacksKey(_ entry: ImportedEntry, _ fields: [CredentialField], _ selector: Selector)
        -> Bool
    {
        let shown = entry.id
        // A sample's words are no key.
        let missing = fields.filter { entry.credentials[$0].map { CredentialShape($0).isSample } ?? true }.map
        {
            entry.names[.credential($0)] ?? $0.rawValue
        }
        guard missing.isEmpty else {
            tell(
                .warning,
                "import.no-key",
                "'\(shown)' has no usable \(missing.joined(separator: " and no usable ")); it was left alone",
                entry,
                help: "make its slot with a key from the exchange: slots add \(selector.rawValue)"
                    + (entry.number == nil ? "" : ", and give it this id: 'as: {\(bot): \"\(shown)\"}'")
            )
            return true
        }
        return false
    }

    /// Whether the entry is another slot's, which is told.
    private mutating func isTaken(_ entry: ImportedEntry, by name: String) -> Bool {
        guard let holder = holders[entry.id], holder != name else { return false }
        let shown = entry.id
        tell(
            .warning,
            "import.id-taken",
            "'\(shown)' belongs to the slot '\(holder)' already; it was left alone",
            entry,
            help: "remove slots/\(holder).yaml first to import it anew"
        )
        return true
    }

    /// Whether the slot has the entry's key: then its file may have been completed by hand since.
    private func isSettled(_ entry: ImportedEntry, _ name: String) -> Bool {
        guard let known = present[name] else { return false }
        return [CredentialField.key, .apiWallet].contains { field in
            guard let value = entry.credentials[field], let there = known[field] else { return false }
            return value.isEqual(to: there)
        }
    }

    // MARK: - What it is called

    /// The name of the slot that an entry would become; `nil` when it cannot become one.
    package func slotName(for entry: ImportedEntry) -> String? {
        selector(of: entry).flatMap { name(of: entry, $0) }
    }

    func known(_ base: String) -> [Selector] {
        template.ids.filter { $0.value.value == base }.map(\.key).sorted()
    }

    private func selector(of entry: ImportedEntry) -> Selector? {
        if let wanted = selectors[entry.id] { return wanted }
        let known = known(entry.base)
        if let market = entry.said[.market], let told = known.first(where: { $0.market.rawValue == market }) {
            return told
        }
        return known.first { $0.market == .spot } ?? known.first
    }

    private mutating func leave(_ entry: ImportedEntry, because fault: Finding) {
        var fault = fault
        fault.severity = .warning
        fault.message += "; '\(entry.id)' was left alone"
        findings.append(fault)
    }

    /// Whether connections bear their slots' names.
    private var areNamedBySlot: Bool { declared.areNamedBySlot }

    private func name(of entry: ImportedEntry, _ selector: Selector) -> String? {
        if areNamedBySlot {
            let name = folded(entry.id)
            // A name with a blank in it is none that a slot could write under 'as:'.
            let isPossible = !entry.id.unicodeScalars.contains(where: \.properties.isWhitespace)
            return isPossible && slotNameAdvice(for: name) == nil && !names.contains(name) ? name : nil
        }
        var name = slot ?? selector.rawValue
        if let number = entry.number {
            guard (1...9).contains(number.utf8.count), number.utf8.allSatisfy({ (0x30...0x39).contains($0) })
            else { return nil }
            name += "-" + number
        }
        return names.contains(name) ? nil : name
    }

    // MARK: - What it says

    private mutating func compose(
        _ entry: ImportedEntry,
        _ selector: Selector,
        _ name: String,
        _ fields: [CredentialField]
    ) {
        let wallet = fields.contains(.apiWallet) ? nil : AsterWallet(entry, selector)
        let credentials =
            wallet?.credentials
            ?? Dictionary(
                uniqueKeysWithValues: fields.compactMap { field in
                    entry.credentials[field].map { (field, $0) }
                }
            )
        let key = TradingKey(slot: name, credentials)
        let twin = known.first(sameAs: key)
        // Addresses are public; one that is none stays hidden, whatever it is.
        let addresses = credentials.compactMapValues(Self.address).filter { $0.key.isPublic }
        let hidden = credentials.filter {
            addresses[$0.key] == nil && (wallet == nil || $0.key != .apiWallet)
        }
        let places = places(of: hidden, name, twin)
        var text = SlotText(
            lines(selector, wallet, wallet == nil ? addresses : [:], places, twin),
            name: name,
            bot: bot
        )
        let left = addOptional(to: &text, entry, selector, name)
        let bytes = Array(text.text.utf8)
        let (slot, complaints) = readSlot(bytes, named: name)
        findings += complaints
        guard let slot else { return }
        names.insert(name)
        known.add(key.kept(at: places))
        tellChoices(entry, selector, name, isWallet: wallet != nil)
        let odd = tellOddNumbers(entry, name)
        if let twin { tellShared(entry, name, twin) }
        let taken = Set(fields.compactMap { entry.names[.credential($0)] })
        let unknown = Set(entry.credentials.keys.compactMap { entry.names[.credential($0)] }).subtracting(
            taken
        )
        .sorted()
        tellLeft(entry, unknown + left.filter { !odd.contains($0) }, name)
        slots.append(
            ComposedSlot(
                name: name,
                id: entry.id,
                text: text.text,
                slot: slot,
                credentials: credentials,
                stored: places.filter { twin?.stored[$0.key]?.name != $0.value.name }
                    .sorted { $0.key < $1.key }.map(\.value)
            )
        )
    }

    /// Where each secret is kept: at the place of its own, or at that of a slot with the same key.
    private func places(
        of credentials: [CredentialField: Secret],
        _ name: String,
        _ twin: TradingKey?
    ) -> [CredentialField: ComposedSlot.Stored] {
        var places: [CredentialField: ComposedSlot.Stored] = [:]
        for (field, value) in credentials {
            let known = twin?.stored[field].flatMap { $0.value.isEqual(to: value) ? $0 : nil }
            places[field] = known ?? ComposedSlot.Stored(name: "\(name).\(field.rawValue)", value: value)
        }
        return places
    }

    /// The address of a wallet; `nil` for anything else.
    private static func address(_ value: Secret) -> String? {
        value.withBytes { bytes in
            let isHex = { (byte: UInt8) in
                (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
            }
            guard bytes.count == 42, bytes.starts(with: "0x".utf8), bytes.dropFirst(2).allSatisfy(isHex)
            else { return nil }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// What has to stand in the slot's file.
    private func lines(
        _ selector: Selector,
        _ wallet: AsterWallet?,
        _ addresses: [CredentialField: String],
        _ places: [CredentialField: ComposedSlot.Stored],
        _ twin: TradingKey?
    ) -> [String] {
        var lines = ["exchange: \(selector.rawValue)"]
        if wallet != nil {
            lines += ["# fill in main-wallet below, then remove this line", "enabled: false"]
        }
        lines.append("credentials:")
        if let wallet {
            lines.append("  # main-wallet: 0x…  (the address that you log in to Aster with)")
            lines.append("  api-wallet: \"\(wallet.address)\"")
        }
        for (field, address) in addresses.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(field.rawValue): \"\(address)\"")
        }
        for (field, place) in places.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(field.rawValue): \(keeping.reference(to: place.name))")
        }
        if let twin, deniesSharedKeys {
            lines += ["# the slot \(twin.slot) has the same key", "allow: [shared-key]"]
        }
        return lines
    }

    /// What the slot's file says for what the bot's file said, with where each line comes from.
    private static func lines(
        for said: [BotTemplate.Source: String]
    ) -> [(sources: [BotTemplate.Source], line: String)] {
        func number(_ source: BotTemplate.Source) -> String? {
            said[source].map { text in ExactDecimal(text).map { "\($0)" } ?? text }
        }
        var lines: [(sources: [BotTemplate.Source], line: String)] = []
        switch (number(.makerFee), number(.takerFee)) {
        case (let maker?, let taker?) where maker != taker:
            lines.append(([.makerFee, .takerFee], "fees: {maker: \(maker)%, taker: \(taker)%}"))
        case (_, let fee?): lines.append(([.takerFee], "fees: \(fee)%"))
        case (let fee?, nil): lines.append(([.makerFee], "fees: \(fee)%"))
        case (nil, nil): break
        }
        if let delay = number(.delay) { lines.append(([.delay], "delay: \(delay)s")) }
        if let limit = number(.rateLimit) { lines.append(([.rateLimit], "rate-limit: \(limit)s")) }
        if let label = said[.label] { lines.append(([.label], "label: \(ScalarText.quoted(label))")) }
        if let network = said[.network] {
            lines.append(([.network], "network: \(ScalarText.quoted(network))"))
        }
        let account: [BotTemplate.Source] = [.contract, .positionMode, .marginMode].filter { said[$0] != nil }
        let modes = account.map {
            "\($0.name.dropFirst("account.".count)): \(ScalarText.quoted(said[$0] ?? ""))"
        }
        if !account.isEmpty { lines.append((account, "account: {\(modes.joined(separator: ", "))}")) }
        return lines
    }

    /// - Returns: The names of members that the slot's file cannot hold as they are.
    private func addOptional(
        to text: inout SlotText,
        _ entry: ImportedEntry,
        _ selector: Selector,
        _ name: String
    ) -> [String] {
        var left: [String] = []
        for (sources, line) in Self.lines(for: entry.said) where !text.add(line) {
            left += sources.compactMap { entry.names[$0] }
        }
        if namesBot { _ = text.add("bots: [\(bot)]") }
        let isContended = contenders[entry.base]?.contains { $0 != name } == true
        if (areNamedBySlot ? declared.name(of: name) : template.ids[selector]?.value) != entry.id
            || isContended
        {
            _ = text.add("as: {\(bot): \(ScalarText.quoted(entry.id))}")
        }
        for member in entry.others where !text.add(extra: member) { left.append(member.name) }
        return left
    }
}
