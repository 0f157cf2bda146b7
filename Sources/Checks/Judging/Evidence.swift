package import Exchanges
package import SlotModel

/// Everything that is known about one slot when it is judged.
package struct Evidence: Sendable {
    package var slot: Slot
    /// The slot's network, or the workspace's where the slot names none.
    package var network: Network
    package var profile: ConnectorProfile
    package var policy: Policy
    /// What the connector said about the credentials without asking anybody.
    package var credentials: [CredentialFinding]
    package var facts: Facts
    package var load: AddressLoad
    /// What the slot's bots ask of its key and account.
    package var botRules: [BotRule] = []
    /// Our clock when the questions were over.
    package var checkedAt: Timestamp
    package var duration: Duration

    package init(
        slot: Slot,
        network: Network,
        profile: ConnectorProfile,
        policy: Policy,
        credentials: [CredentialFinding] = [],
        facts: Facts,
        load: AddressLoad = AddressLoad(),
        checkedAt: Timestamp,
        duration: Duration
    ) {
        self.slot = slot
        self.network = network
        self.profile = profile
        self.policy = policy
        self.credentials = credentials
        self.facts = facts
        self.load = load
        self.checkedAt = checkedAt
        self.duration = duration
    }
}

/// What else asks the same exchange from our address.
package struct AddressLoad: Sendable, Hashable {
    /// Slots that share the exchange's host and our outgoing address, this one included; at least 1.
    package var slots: Int
    /// Pairs that the bot trades on this slot; `nil` when no bot's file told.
    package var pairs: Int?

    package init(slots: Int = 1, pairs: Int? = nil) {
        self.slots = max(1, slots)
        self.pairs = pairs
    }
}

/// What came of the evidence.
package struct Judgement: Sendable, Hashable {
    package var report: SlotReport
    /// What is not as it should be, at the lines of the slot's file, in the order of the checks.
    package var findings: [Finding]

    package init(report: SlotReport, findings: [Finding]) {
        self.report = report
        self.findings = findings
    }
}
