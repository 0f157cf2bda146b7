import Cryptography
import Exchanges
import HTTPTransport
import PlainJSON
import SlotModel

/// The talk with a bot that runs: questions that its template declares, answers cleaned of everything that is secret.
struct BotTalk: Sendable {
    /// Why there is no answer that counts.
    enum Failure: Error {
        /// Nothing listens, or it says nothing in time, or half of it.
        case noAnswer(String, isThere: Bool)
        /// An HTTP status that is none of success, with what the bot says.
        case refused(status: Int, said: String?)
        case notJSON
    }

    let kind: String
    let origin: Origin
    let interface: BotTemplate.Interface
    let token: Secret?
    let client: LoopbackClient
    /// Of every secret that the bot may repeat.
    let traces: CredentialTraces
    var timeout = Duration.seconds(10)

    /// One question.
    ///
    /// - Parameters:
    ///   - path: Behind the interface's base.
    ///   - content: Makes it a `POST`.
    ///   - isSignedIn: Whether the token goes along, if there is one.
    /// - Returns: The answer; `null` for one of success that is empty.
    func ask(
        _ path: String,
        _ content: Secret? = nil,
        isSignedIn: Bool = true
    ) async throws(Failure) -> JSONValue {
        let prefix = Secret(copying: Array(interface.headerPrefix.utf8))
        let header = (isSignedIn ? token : nil).map { token in
            HTTPRequest.Header(interface.header, .secret(Secret(joining: [.secret(prefix), .secret(token)])))
        }
        let request = LoopbackRequest(
            origin,
            interface.base + path,
            token: header,
            content: content,
            timeout: timeout
        )
        let response: HTTPResponse
        do throws(HTTPError) { response = try await client.send(request) } catch { throw failure(error) }
        guard (200...299).contains(response.status) else {
            throw .refused(status: response.status, said: words(of: response.body))
        }
        if response.body.allSatisfy({ [0x20, 0x09, 0x0A, 0x0D].contains($0) }) { return .null }
        do { return try JSONValue.read(response.body) } catch { throw .notJSON }
    }

    private func failure(_ error: HTTPError) -> Failure {
        switch error {
        case .cannotConnect, .nameNotFound: .noAnswer("nothing listens there", isThere: false)
        case .timedOut(let phase):
            .noAnswer("it gave no whole answer in time (\(phase.rawValue))", isThere: true)
        case .interrupted: .noAnswer("it broke off in the middle", isThere: true)
        case .bodyTooLarge(let limit), .headersTooLarge(let limit):
            .noAnswer("it answered with more than \(limit >> 10) KiB", isThere: true)
        case .tls(let message), .certificate(let message), .proxy(let message), .notSendable(let message),
            .transport(_, let message):
            .noAnswer(clean(message), isThere: true)
        case .cancelled: .noAnswer("it was broken off", isThere: true)
        }
    }

    /// What a refusal says: the usual members of a JSON object, or a short text.
    private func words(of body: [UInt8]) -> String? {
        if let json = try? JSONValue.read(body) {
            let names = ["message", "error", "msg", "reason", "status"]
            let said = names.lazy.compactMap { json[$0]?.string ?? json[$0]?["message"]?.string }.first
            return (said ?? json.string).map(clean)
        }
        let text = String(decoding: body.prefix(2_000), as: UTF8.self)
        guard !text.isEmpty, !text.contains("<") else { return nil }
        return clean(text)
    }

    /// Words of the bot without anything secret in them, and cut; whoever prints escapes them.
    func clean(_ text: String) -> String {
        let text = ForeignText(text, cleanedBy: traces).text
        return text.count > 300 ? text.prefix(300) + "…" : text
    }

    // MARK: - What the answers hold

    /// The public key of each of the bot's connections by id; `nil` where it is hidden or encrypted.
    ///
    /// - Parameter names: Members that hold it, the first that is there counts.
    func connections(in answer: JSONValue, keys names: [String], encrypted prefix: String?) -> [String:
        String?]?
    {
        let object = interface.connectionsAt.reduce(answer as JSONValue?) { $0?[$1] }
        guard let members = object?.object else { return nil }
        return Dictionary(
            members.map { member in
                let key = names.lazy.compactMap { member.value[$0]?.string }.first
                let isOpen = key.map { key in !key.isEmpty && !(prefix.map { key.hasPrefix($0) } ?? false) }
                return (member.name, isOpen == true ? key : nil)
            }
        ) { _, last in last }
    }

    /// What the bot sees, by connection and asset, free and locked together; `nil` for an answer that holds no such list.
    func balances(in answer: JSONValue) -> [String: [String: ExactDecimal]]? {
        guard let declared = interface.balances, let list = Self.list(in: answer, declared, levels: 4) else {
            return nil
        }
        var balances: [String: [String: ExactDecimal]] = [:]
        for element in list {
            guard let connection = element[declared.connection]?.string,
                let asset = element[declared.asset]?.string,
                let free = Self.amount(element[declared.free])
            else { continue }
            let locked = declared.locked.flatMap { Self.amount(element[$0]) } ?? .zero
            let total = free.adding(locked) ?? free
            let before = balances[connection]?[asset] ?? .zero
            balances[connection, default: [:]][asset] = before.adding(total) ?? total
        }
        return balances
    }

    private static func amount(_ value: JSONValue?) -> ExactDecimal? {
        (value?.string ?? value?.numericText).flatMap { ExactDecimal($0) }
    }

    /// The list of balances, wherever in the answer it stands; an empty list is one, too.
    private static func list(
        in answer: JSONValue,
        _ declared: BotTemplate.Interface.Balances,
        levels: Int
    ) -> [JSONValue]? {
        if let elements = answer.array {
            let fits = elements.contains { $0[declared.connection] != nil && $0[declared.asset] != nil }
            return elements.isEmpty || fits ? elements : nil
        }
        guard levels > 0 else { return nil }
        return answer.object?.lazy.compactMap { list(in: $0.value, declared, levels: levels - 1) }.first
    }
}
