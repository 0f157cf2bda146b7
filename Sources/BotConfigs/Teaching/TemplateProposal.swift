package import SlotModel

/// What a template may say about a file that a bot has, as far as an example of it tells.
///
/// Holds names of the example, and words out of closed lists; no other value of it.
package struct TemplateProposal: Sendable {
    package struct Member: Sendable {
        package var member: BotTemplate.Member
        /// What is not sure about it; no capital, no full stop.
        package var remark: String?
    }

    package struct ID: Sendable {
        package var selector: Selector
        package var word: String
        /// Whether the bot is likely to have it, rather than only able to.
        package var isOn: Bool
    }

    package var format: BotTemplate.Format
    /// The object with the connections; empty: the root, or one connection.
    package var path: [String] = []
    package var naming: BotTemplate.Entries.Naming?
    package var ids: [ID] = []
    /// Slots whose kind of key has no place among the members.
    package var refusals: [BotTemplate.Refusal] = []
    package var numberSeparator: String?
    package var others: [String] = []
    package var members: [Member] = []
    /// Members of connections that are left to the bot.
    package var left: [String] = []
    /// What to look at; no capital, no full stop.
    package var remarks: [String] = []
    /// Whether a connection tells which exchange it is for, by its name or by a member.
    package var tellsExchange = true

    /// Reads an example file, JSON or variables.
    ///
    /// - Parameters:
    ///   - bytes: The whole file, with its secrets.
    ///   - name: As the user names it, for places.
    /// - Throws: A ``Finding`` for a file that is neither, or has no connection that could be pointed at.
    package init(_ bytes: [UInt8], name: String) throws(Finding) {
        let example = try Self.read(bytes, name)
        format = example.format
        let found = example.connections
        switch found.layout {
        case .single: break
        case .object(let path): self.path = path
        case .variables: naming = .variable
        case .list(let path): throw Self.list(path, name)
        }
        let names = found.connections.map(\.name)
        guessMembers(found)
        if case .object = found.layout { guessNaming(names) }
        guessIDs(found, names)
        refuseForms()
        // With more of them, the object is about something else as well, and nobody wants such a list.
        if naming == .name, found.others.count <= 20 { others = found.others.filter(SoundsLike.isShowable) }
        tellsExchange =
            naming == .id || members.contains { $0.member.sources == [.exchange] }
    }

    // MARK: - Reading

    private static func read(_ bytes: [UInt8], _ name: String) throws(Finding) -> (
        format: BotTemplate.Format, connections: ExampleConnections
    ) {
        let isJSON = bytes.first { !isJSONBlank($0) }.map { "{[".utf8.contains($0) } ?? false
        let connections: ExampleConnections?
        do throws(JSONFault) {
            connections =
                isJSON
                ? ExampleConnections(try JSONDocument(bytes))
                : ExampleConnections(try EnvDocument(bytes, endings: nil))
        } catch {
            throw unreadable(bytes, error, isJSON: isJSON, name)
        }
        guard let connections else { throw nothing(name) }
        return (isJSON ? .json : .env, connections)
    }

    private static func unreadable(_ bytes: [UInt8], _ fault: JSONFault, isJSON: Bool, _ name: String)
        -> Finding
    {
        let what =
            OtherKind(bytes)?.words ?? (isJSON ? "no JSON: \(fault.message)" : "neither JSON nor variables")
        return Finding(
            .error,
            "template.unknown-format",
            "the example is \(what)",
            at: JSONDocument.place(of: fault.offset..<(fault.offset + 1), in: bytes, file: name),
            help: isJSON
                ? "mend it, or name another file of the bot"
                : "slots writes JSON and files of variables (NAME=VALUE); name such a file of the bot, if it has one"
        )
    }

    private static func nothing(_ name: String) -> Finding {
        Finding(
            .error,
            "template.no-connection",
            "nothing in the example looks like a key and its secret",
            at: Place(file: name),
            help: "name a file in which the bot has a connection already, with any values such as \"x\"; "
                + "or begin with a copy of a kind that is alike: slots template list"
        )
    }

    private static func list(_ path: [String], _ name: String) -> Finding {
        Finding(
            .error,
            "template.list",
            "the connections stand in a list\(path.isEmpty ? "" : ", '\(path.joined(separator: "."))'"), which slots does not merge into",
            at: Place(file: name),
            help: "where the bot takes an object or variables as well, name an example of that"
        )
    }

    // MARK: - Guessing

    private mutating func guessMembers(_ found: ExampleConnections) {
        var order: [[String]] = []
        var byPath: [[String]: [ExampleMember]] = [:]
        for member in found.connections.flatMap(\.members) {
            if byPath[member.path] == nil { order.append(member.path) }
            byPath[member.path, default: []].append(member)
        }
        var taken: [BotTemplate.Member.Value: String] = [:]
        for path in order {
            guard let values = byPath[path], let guess = MemberGuess(values),
                guess.member.sources != [.exchange] || taken[guess.member.value] == nil,
                !clashes(guess.member.name)
            else {
                left.append(path.joined(separator: "."))
                continue
            }
            if case .from = guess.member.value, taken[guess.member.value] != nil {
                left.append(guess.member.name)
                continue
            }
            taken[guess.member.value] = guess.member.name
            members.append(Member(member: guess.member, remark: guess.remark))
        }
    }

    /// Whether a file of variables could not tell it from one that is there: `KEY` beside `API_KEY`.
    private func clashes(_ name: String) -> Bool {
        guard naming == .variable else { return false }
        return members.contains { member in
            let other = member.member.name
            return name.hasSuffix("_" + other) || other.hasSuffix("_" + name)
        }
    }

    private mutating func guessNaming(_ names: [String]) {
        let words = names.compactMap(ExchangeWord.init)
        let tells = members.contains { $0.member.sources == [.exchange] }
        let isOther = names.contains { Self.otherExchanges.contains(SoundsLike.letters($0)) }
        naming = words.count == names.count || (!tells && (!words.isEmpty || isOther)) ? .id : .name
        guard naming == .id else { return }
        numberSeparator = words.lazy.compactMap(\.separator).first
        // The connection's name says it already.
        members.removeAll { $0.member.sources == [.name] }
    }

    private mutating func guessIDs(_ found: ExampleConnections, _ names: [String]) {
        let exchange = members.first { $0.member.sources == [.exchange] }?.member.path
        let said = found.connections.flatMap { connection in
            connection.members.filter { $0.path == exchange }.compactMap(\.text)
        }
        let told = ((naming == .id ? names : []) + said).compactMap(ExchangeWord.init)
        // BITGET_API_KEY: the word is nowhere but in a slot's name.
        let words = told.isEmpty && naming == .variable ? names.compactMap(ExchangeWord.init) : told
        let tellsMarket = members.contains { $0.member.sources == [.market] }
        for selector in Selector.allCases {
            let own = words.filter { $0.exchange == selector.descriptor.exchange }
            let exact = own.first { $0.market == selector.market }
            let plain = own.first { $0.market == nil }
            // One word for both, where nothing else tells, is spot's until somebody says more.
            let isLikely = exact != nil || (plain != nil && (selector.market == .spot || tellsMarket))
            let usual = SoundsLike.letters(selector.descriptor.exchange)
            ids.append(
                ID(
                    selector: selector,
                    word: told.isEmpty ? usual : (exact ?? plain)?.word ?? usual,
                    isOn: isLikely || words.isEmpty
                )
            )
        }
        guard told.isEmpty else { return }
        remarks.append(
            exchange == nil && naming != .id
                ? "nothing in the example tells which exchange a connection is for: an import asks for --selector"
                : "the example does not tell what the bot calls the exchanges: the words are guessed"
        )
    }

    /// Leaves out what the bot could not sign in with, by the members that it has.
    private mutating func refuseForms() {
        let taken = Set(members.flatMap(\.member.sources).compactMap(\.credential))
        func isUsable(_ form: CredentialForm) -> Bool {
            let signing = form.fields.filter { [.secret, .privateKey].contains($0) }
            return !signing.isEmpty && taken.isSuperset(of: signing)
        }
        let able = ids.indices.filter { ids[$0].selector.descriptor.forms.contains(where: isUsable) }
        let areOn = able.filter { ids[$0].isOn }
        for index in ids.indices { ids[index].isOn = (areOn.isEmpty ? able : areOn).contains(index) }
        for id in ids where id.isOn {
            let forms = id.selector.descriptor.forms
            let known = Set(forms.filter(isUsable).flatMap(\.fields))
            for form in forms where !isUsable(form) {
                guard let field = form.fields.first(where: { !known.contains($0) }) else { continue }
                let condition = BotTemplate.Condition(.credential(field))
                guard !refusals.contains(where: { $0.condition == condition }) else { continue }
                let words = known.sorted().map(\.rawValue).joined(separator: " and ")
                refusals.append(.init(condition, because: "it signs in with \(words) only"))
            }
        }
    }

    /// Names by which an object's members are known to be exchanges, though slots knows none of them.
    private static let otherExchanges: Set<String> = [
        "binance", "binancefutures", "binanceus", "bybit", "okx", "okex", "kucoin", "kraken", "gateio",
        "gate", "mexc",
        "coinbase", "bitfinex", "bitmex", "bittrex", "huobi", "htx", "deribit", "poloniex", "cryptocom",
        "bitstamp",
        "bingx", "phemex", "hyperliquid", "dydx", "gemini",
    ]
}
