package import Cryptography
import HTTPTransport
import Locking
import PlainJSON
import SlotModel

/// By what a run's credentials are recognised wherever an exchange repeats them: raw, as hexadecimal digits, base64,
/// base32 or percent-encoded, forwards and backwards, as a whole or a piece.
///
/// A piece is eight letters and digits in a row, six of a credential shorter than sixteen. Numbers count only where a
/// credential is itself one: among the amounts of a listing chance would find pieces of every hexadecimal secret.
/// Wallet addresses are public and are not looked for. Used by several tasks at once.
package final class CredentialTraces: Sendable {
    private struct Tables {
        var texts = PieceTable()
        var numbers = PieceTable()
    }

    private let tables = Lock(Tables())
    /// What is looked for as well.
    private let base: CredentialTraces?

    package init() { base = nil }

    /// Looks for what the run's slots sign in with, and for what one slot's requests carry besides: a signature counts
    /// once, and only answers to its own slot are likely to repeat it.
    init(besides base: CredentialTraces) { self.base = base }

    // MARK: - What is looked for

    /// The credentials of a slot; the same ones may come again.
    package func add(_ credentials: Credentials) {
        for (field, secret) in credentials.fields where field != .apiWallet && field != .mainWallet {
            add(secret)
        }
    }

    /// One credential.
    package func add(_ secret: Secret) { add(secret.withBytes { Array($0) }, everyPiece: true) }

    /// What a request carries besides: signatures, and headers that are made of the credentials.
    ///
    /// Of these every fourth piece is kept, because each request brings new ones.
    func add(_ request: PreparedQuery) {
        for header in request.headers {
            switch header.value {
            case .open(let text): addSent(Array(text.utf8))
            case .secret(let secret):
                addSent(secret.withBytes { Array($0) })
                addInside(secret)
            }
        }
        for pair in request.query.split(separator: "&") {
            addSent(Array(pair.utf8.drop { $0 != UInt8(ascii: "=") }.dropFirst()))
        }
    }

    /// Shorter ones are names and numbers of the request; addresses are public.
    private func addSent(_ value: [UInt8]) {
        let isAddress = value.count == 42 && value.starts(with: [UInt8(ascii: "0"), UInt8(ascii: "x")])
        guard value.count >= 20, !isAddress, !value.allSatisfy(\.isDigit) else { return }
        add(value, everyPiece: false)
    }

    /// `Basic` and `HS256` are followed by the base64 of parts with colons between them.
    private func addInside(_ header: Secret) {
        let text = header.withBytes { bytes in
            Secret(copying: Array(bytes.drop { $0 != UInt8(ascii: " ") }.dropFirst()))
        }
        guard !text.isEmpty, let inside = Base64.decoded(text) else { return }
        let parts = inside.withBytes { $0.split(separator: UInt8(ascii: ":")).map(Array.init) }
        for part in parts { addSent(part) }
    }

    private func add(_ value: [UInt8], everyPiece: Bool) {
        let spelt = String(decoding: value, as: UTF8.self)
        let text = BareText.of(spelt)
        var forms = [(Array(Hex.text(value).utf8), 4)]
        var values = [value]
        // A private key is also the bytes that its digits stand for, and so is what follows the prefix of a Bitget key.
        let digits =
            ["0x", "bg_"].first(where: spelt.hasPrefix).map { spelt.dropFirst($0.count) } ?? spelt[...]
        if let bytes = Hex.bytes(digits), bytes.count >= 16 {
            values.append(bytes)
            if everyPiece { forms.append((Array(Hex.text(bytes.reversed()).utf8), 4)) }
        }
        for (value, offset) in values.flatMap({ value in (0..<3).map { (value, $0) } }) {
            forms.append((Self.base64(value, at: offset), everyPiece ? 3 : 6))
        }
        if everyPiece {
            for (value, offset) in values.flatMap({ value in (0..<5).map { (value, $0) } }) {
                forms.append((Self.base32(value, at: offset), 4))
            }
        }
        // Encoded twice, as a page may hold what a header held.
        if everyPiece { forms.append((Self.base64(Array(Base64.text(value).utf8), at: 0), 4)) }
        let isNumber = text.allSatisfy(\.isDigit)
        tables.withLock { tables in
            Self.enter(text, everyPiece ? 1 : 4, isText: true, into: &tables.texts)
            for (form, step) in forms { Self.enter(form, step, into: &tables.texts) }
            guard isNumber else { return }
            Self.enter(text, everyPiece ? 1 : 4, into: &tables.numbers)
            for (form, step) in forms { Self.enter(form, step, into: &tables.numbers) }
        }
    }

    /// The base64 of a value that begins at that byte of a group of three, without the characters that its neighbours
    /// have a share in.
    private static func base64(_ value: [UInt8], at offset: Int) -> [UInt8] {
        let whole = (offset + value.count) / 3 * 4
        let text = Base64.text(Array(repeating: 0, count: offset) + value).utf8
        return text.prefix(whole).dropFirst([0, 2, 3][offset]).compactMap(BareText.bare)
    }

    /// The base32 (RFC 4648) of a value that begins at that byte of a group of five, likewise.
    private static func base32(_ value: [UInt8], at offset: Int) -> [UInt8] {
        let bytes = Array(repeating: 0, count: offset) + value + [0]
        let whole = (offset + value.count) * 8 / 5
        return ((offset * 8 + 4) / 5..<max(whole, (offset * 8 + 4) / 5)).map { number in
            let (byte, shift) = (number * 5 / 8, number * 5 % 8)
            let digit = (UInt16(bytes[byte]) << 8 | UInt16(bytes[byte + 1])) >> UInt16(11 - shift) & 31
            return UInt8(digit) + (digit < 26 ? UInt8(ascii: "a") : UInt8(ascii: "2") - 26)
        }
    }

    /// Enters the pieces of a form, forwards and backwards.
    ///
    /// - Parameters:
    ///   - step: Bytes from the start of one piece to that of the next.
    ///   - isText: The form may hold words, of which an exchange's own are left out.
    private static func enter(
        _ form: [UInt8],
        _ step: Int,
        isText: Bool = false,
        into table: inout PieceTable
    ) {
        let length = form.count >= 16 ? 8 : min(form.count, 6)
        guard length >= 4 else { return }
        let last = form.count - 1
        for start in stride(from: 0, through: form.count - length, by: step) {
            var (forwards, backwards): (UInt64, UInt64) = (0, 0)
            for index in start..<start + length {
                forwards = forwards << 8 | UInt64(form[index])
                backwards = backwards << 8 | UInt64(form[last - index])
            }
            if !isText || !words.contains(forwards, length: length) { table.insert(forwards, length: length) }
            if !isText || !words.contains(backwards, length: length) {
                table.insert(backwards, length: length)
            }
        }
    }

    /// The pieces of words by which exchanges name modes, states and markets: a passphrase `unified-7` must not make
    /// every account's mode unreadable.
    private static let words: PieceTable = {
        var table = PieceTable()
        for word in [
            "aster", "bitget", "hitbtc", "unified", "classic", "hybrid", "advanced", "isolated", "crossed",
            "crossmargin", "hedgemode", "onewaymode", "singleasset", "multiassets", "trading", "online",
            "offline", "normal", "futures", "usdtfutures", "usdcfutures", "coinfutures", "perpetual",
            "withdraw", "transfer", "passphrase", "permission", "success", "btcusdt", "ethusdt", "btcusdc",
            "btcusd",
        ] {
            let bytes = Array(word.utf8)
            for length in [4, 5, 6, 8] where length <= bytes.count {
                for start in 0...(bytes.count - length) {
                    let piece = bytes[start..<start + length].reduce(0) { $0 << 8 | UInt64($1) }
                    table.insert(piece, length: length)
                }
            }
        }
        return table
    }()

    // MARK: - Looking

    /// Whether a piece of a credential is in the text.
    package func isIn(_ text: String) -> Bool {
        tables.withLock { Self.isIn(text, $0) } || base?.isIn(text) == true
    }

    /// An answer in which every text that has a piece of a credential in it is replaced by ``ForeignText/withheld``,
    /// names of members as well.
    func cleaned(_ answer: JSONValue) -> JSONValue {
        let answer = base?.cleaned(answer) ?? answer
        return tables.withLock { tables in
            guard !tables.texts.isEmpty, Self.isIn(answer, tables) else { return answer }
            return Self.cleaned(answer, tables)
        }
    }

    private static func isIn(_ value: JSONValue, _ tables: Tables) -> Bool {
        switch value {
        case .null, .boolean: false
        case .number(let text), .string(let text): isIn(text, tables)
        case .array(let elements): elements.contains { isIn($0, tables) }
        case .object(let members): members.contains { isIn($0.name, tables) || isIn($0.value, tables) }
        }
    }

    private static func cleaned(_ value: JSONValue, _ tables: Tables) -> JSONValue {
        switch value {
        case .null, .boolean: value
        case .number(let text), .string(let text): isIn(text, tables) ? .string(ForeignText.withheld) : value
        case .array(let elements): .array(elements.map { cleaned($0, tables) })
        case .object(let members):
            .object(
                members.map { member in
                    JSONValue.Member(
                        isIn(member.name, tables) ? ForeignText.withheld : member.name,
                        cleaned(member.value, tables)
                    )
                }
            )
        }
    }

    private static func isIn(_ text: String, _ tables: Tables) -> Bool {
        guard text.utf8.count >= 4 else { return false }
        // Hexadecimal digits of a text are mostly figures too, but there are more of them than an amount has.
        let isNumber =
            text.utf8.count <= 24 && text.utf8.allSatisfy(\.isOfNumber)
        let table = isNumber ? tables.numbers : tables.texts
        guard !table.isEmpty else { return false }
        return BareText.readings(of: text).contains { isIn($0, table) }
    }

    private static func isIn(_ reading: [UInt8], _ table: PieceTable) -> Bool {
        for length in 4...8 where table.lengths & 1 << length != 0 {
            let mask = length == 8 ? UInt64.max : 1 << (8 * UInt64(length)) - 1
            var window: UInt64 = 0
            for (index, byte) in reading.enumerated() {
                window = (window << 8 | UInt64(byte)) & mask
                if index >= length - 1, table.contains(window, length: length) { return true }
            }
        }
        return false
    }
}

extension UInt8 {
    /// Whether it may stand in a number as JSON writes it.
    fileprivate var isOfNumber: Bool {
        switch self {
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: isDigit
        }
    }
}
