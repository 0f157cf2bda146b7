package import HTTPTransport
package import SlotModel

/// What a connector uses to reach its exchange: the origins, the network, the clock, and what slots share.
package struct ExchangeLine: Sendable {
    /// Where requests go.
    package var origins: ConnectorProfile.Origins
    /// What they go with.
    package var http: HTTPClient
    /// The slot's; `nil`: none.
    package var proxy: String?
    /// Our clock.
    package var now: @Sendable () -> Timestamp
    /// Numbers for signatures, unique per signer across requests and processes.
    package var nonces: NonceSource
    /// Public answers, asked once per endpoint and shared by all slots of a run.
    package var shared: SharedAnswers
    /// When this slot's time is over; retries end before it.
    package var deadline: Timestamp
    /// Waits; a test makes it return at once.
    package var sleep: @Sendable (Duration) async -> Void

    package init(
        origins: ConnectorProfile.Origins,
        http: HTTPClient,
        proxy: String?,
        now: @escaping @Sendable () -> Timestamp,
        nonces: NonceSource,
        shared: SharedAnswers,
        deadline: Timestamp,
        sleep: @escaping @Sendable (Duration) async -> Void
    ) {
        (self.origins, self.http, self.proxy, self.now) = (origins, http, proxy, now)
        (self.nonces, self.shared, self.deadline, self.sleep) = (nonces, shared, deadline, sleep)
    }
}

/// Gives nonces: microseconds since the Unix epoch in the exchange's time.
///
/// No two calls for one signer give the same number, in this process or another, and none is ahead of the exchange's
/// clock, because the bot may use the same signer at the same time.
package struct NonceSource: Sendable {
    /// The signer's public name (its address), and the exchange's clock minus ours.
    package var next: @Sendable (_ signer: String, _ skew: Duration) async -> Int64

    package init(next: @escaping @Sendable (_ signer: String, _ skew: Duration) async -> Int64) {
        self.next = next
    }
}
