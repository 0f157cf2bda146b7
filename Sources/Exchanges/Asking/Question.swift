package import HTTPTransport
package import PlainJSON
package import SlotModel

/// One endpoint of an exchange.
package struct Endpoint: Sendable {
    /// `https://fapi.asterdex.com`.
    package var origin: String
    /// `/fapi/v3/agent`.
    package var path: String
    /// What the call is asked with, besides what proves who asks.
    package var parameters: [QueryParameter]
    /// `nil`: a `GET`.
    package var posted: PostedRead?
    /// In the exchange's unit.
    package var weight: Int
    /// What the call counts against.
    package var budget: RateBudget
    /// A wider budget of the same origin that the call counts against as well; `nil`: none.
    package var total: RateBudget?
    /// The budget is one user's: a refusal for asking too often says nothing about the others at this address.
    package var isPerUser: Bool

    package init(
        origin: String,
        path: String,
        parameters: [QueryParameter] = [],
        weight: Int,
        budget: RateBudget,
        total: RateBudget? = nil,
        isPerUser: Bool = false
    ) {
        (self.origin, self.path, self.parameters, self.weight) = (origin, path, parameters, weight)
        (self.budget, self.total, self.isPerUser) = (budget, total, isPerUser)
    }

    /// A read that the exchange takes as a `POST`, with what is asked in the body.
    package init(_ read: PostedRead, at origin: String, weight: Int, budget: RateBudget) {
        self.init(origin: origin, path: read.path, weight: weight, budget: budget)
        posted = read
    }

    /// Without the scheme.
    package var host: String {
        guard let slash = origin.utf8.lastIndex(of: UInt8(ascii: "/")) else { return origin }
        return String(origin[origin.utf8.index(after: slash)...])
    }

    /// For messages: `GET fapi.asterdex.com/fapi/v3/agent`.
    package var label: String { "\(posted == nil ? "GET" : "POST") \(host)\(path)" }
}

/// A query as it goes on the wire, and the headers that go with it.
package struct PreparedQuery: Sendable {
    /// Encoded, without the question mark, empty: no query; of a ``PostedRead``, the body.
    package var query: String
    /// In the order in which they are sent.
    package var headers: [HTTPRequest.Header]

    package init(_ query: String, headers: [HTTPRequest.Header] = []) {
        self.query = query
        self.headers = headers
    }
}

/// What is asked, and how its answer is read.
package struct Question<Value: Sendable>: Sendable {
    /// Where to, and what it counts against.
    package var endpoint: Endpoint
    /// Makes the query, anew for every try: a signature holds a moment and a number that count once.
    package var prepare: @Sendable () async throws(ExchangeFailure) -> PreparedQuery
    /// Reads the answer; throws where it is not what the exchange documents.
    package var decode: @Sendable (AnswerNode) throws(Misunderstanding) -> Value

    package init(
        _ endpoint: Endpoint,
        prepare: @escaping @Sendable () async throws(ExchangeFailure) -> PreparedQuery,
        decode: @escaping @Sendable (AnswerNode) throws(Misunderstanding) -> Value
    ) {
        (self.endpoint, self.prepare, self.decode) = (endpoint, prepare, decode)
    }
}

/// An answer, and when it came.
package struct Reply<Value: Sendable>: Sendable {
    /// As it was read.
    package var value: Value
    /// Of the try that was answered.
    package var timings: HTTPTimings
    /// The exchange's clock as the answer's `Date` header tells it, in whole seconds; `nil`: it does not.
    package var date: Timestamp?
}

/// How one exchange says that something went wrong.
package struct Dialect: Sendable {
    /// An answer, before it is known to be good.
    ///
    /// Cleaned of the run's credentials as it comes in: whatever is made of it, a message, an asset's name or a row of
    /// the history, has none.
    package struct Heard: Sendable {
        /// Without its body.
        package let response: HTTPResponse
        /// `nil`: not JSON.
        package let body: JSONValue?
        /// Why the body is not JSON.
        package let flaw: String?
        /// What it is the answer to.
        package let endpoint: Endpoint
        /// Our clock, corrected by what is known of the exchange's.
        package let now: Timestamp

        init(
            _ response: HTTPResponse,
            _ endpoint: Endpoint,
            now: Timestamp,
            without traces: CredentialTraces
        ) {
            var bare = response
            bare.body = []
            bare.headers = response.headers.map { header in
                let isTarget = header.name.lowercased() == "location"
                let value = isTarget ? Self.origin(ofTarget: header.value) : header.value
                return HTTPResponse.Header(header.name, ForeignText(value, cleanedBy: traces).text)
            }
            (self.response, self.endpoint, self.now) = (bare, endpoint, now)
            do throws(JSONReadError) {
                body = traces.cleaned(try JSONValue.read(response.body))
                flaw = nil
            } catch {
                body = nil
                flaw = "\(error.message), at byte \(error.offset)"
            }
        }

        /// A redirect's target as far as its host: the rest may repeat the signed query, and nobody follows it.
        private static func origin(ofTarget target: String) -> String {
            if target.hasPrefix("/"), !target.hasPrefix("//") { return "/" }
            let parts = target.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
            return parts.prefix(3).joined(separator: "/")
        }
    }

    /// A failure, and whether the same question may be answered a moment later.
    package struct Refusal: Sendable {
        /// The refusal in the user's words.
        package var failure: ExchangeFailure
        /// Whether it is asked again.
        package var mayPass: Bool

        package init(_ failure: ExchangeFailure, mayPass: Bool = false) {
            self.failure = failure
            self.mayPass = mayPass
        }
    }

    /// The exchange's own error in the body, translated; `nil`: there is none in it.
    package var refusal: @Sendable (Heard) -> Refusal?
    /// What the headers tell of the used budget.
    package var used: @Sendable (HTTPResponse) -> Int?
    /// How long to wait after a refusal for too many requests that does not tell: status, and now.
    package var pause: @Sendable (Int, Timestamp) -> Duration
    /// The exchange's time, where every answer tells it, errors included.
    package var serverTime: @Sendable (Heard) -> Timestamp?

    package init(
        refusal: @escaping @Sendable (Heard) -> Refusal?,
        used: @escaping @Sendable (HTTPResponse) -> Int?,
        pause: @escaping @Sendable (Int, Timestamp) -> Duration,
        serverTime: @escaping @Sendable (Heard) -> Timestamp? = { _ in nil }
    ) {
        (self.refusal, self.used, self.pause, self.serverTime) = (refusal, used, pause, serverTime)
    }
}
