import HTTPTransport

/// Words that came from outside, cleaned of the run's credentials.
///
/// A text in which a piece of one was found is not shown at all: what else stands in it may be the rest.
package struct ForeignText: Hashable, Sendable {
    /// Stands for a text that is not shown.
    package static let withheld = "(not shown: repeats a credential)"

    /// The words, or ``withheld``; control characters are escaped by whoever prints.
    package let text: String

    package init(_ text: String, cleanedBy traces: CredentialTraces) {
        self.text = traces.isIn(text) ? Self.withheld : text
    }

    /// A text of an answer, which was cleaned as a whole.
    init(ofAnswer text: String) { self.text = text }

    /// Whether a piece of a credential was in it.
    package var isWithheld: Bool { text == Self.withheld }

    /// In quotes, cut after so many characters; without quotes where it is not shown.
    func quoted(upTo limit: Int) -> String {
        isWithheld ? text : "'\(text.prefix(limit))\(text.count > limit ? "…" : "")'"
    }
}

extension HTTPError {
    /// With the library's own words cleaned: a server or a proxy may have written some of them.
    func cleaned(by traces: CredentialTraces) -> HTTPError {
        func clean(_ text: String) -> String { ForeignText(text, cleanedBy: traces).text }
        return switch self {
        case .cannotConnect(let text): .cannotConnect(message: clean(text))
        case .proxy(let text): .proxy(message: clean(text))
        case .tls(let text): .tls(message: clean(text))
        case .certificate(let text): .certificate(message: clean(text))
        case .interrupted(let text): .interrupted(message: clean(text))
        case .notSendable(let text): .notSendable(message: clean(text))
        case .transport(let code, let text): .transport(code: code, message: clean(text))
        case .timedOut, .nameNotFound, .bodyTooLarge, .headersTooLarge, .cancelled: self
        }
    }
}
