/// What `slots.yaml` declares.
package struct Workspace: Sendable {
    package var network: Located<Network>
    /// In the order of the file.
    package var bots: [Bot] = []
    package var policy = Policy()
    /// `https` origins that slots may name besides the known ones.
    package var trustedEndpoints: [Located<String>] = []
    /// Name to the command and its arguments, for `cmd:` references.
    package var secretCommands: [String: Located<[String]>] = [:]
    /// What opens `secrets.age`: a path (relative to the file, or beginning with `~/`), `systemd:NAME` or `passphrase`;
    /// `nil`: wherever it is looked for.
    package var identity: Located<String>?

    package init(network: Located<Network>) { self.network = network }
}

/// One installation of a trading bot.
package struct Bot: Sendable {
    package var name: String
    package var place: Place
    /// The kind, a folder below `templates/`.
    package var template: Located<String>
    /// Where the bot lives; relative to `slots.yaml`.
    package var directory: Located<String>
    /// A command and its arguments, run in the bot's directory; `nil`: the template's.
    package var start: Located<[String]>?
    /// A command and its arguments, run after a successful apply.
    package var onApply: Located<[String]>?
    /// Addresses or CIDR ranges from which it signs in at the exchanges, where that is not this machine's.
    package var addresses: [Located<String>] = []
    /// How the bot is reached while it runs.
    package var access = BotAccess()

    package init(name: String, place: Place, template: Located<String>, directory: Located<String>) {
        self.name = name
        self.place = place
        self.template = template
        self.directory = directory
    }
}

/// What the workspace allows.
package struct Policy: Sendable, Hashable {
    /// What a policy does with a slot that breaks it.
    package enum Verdict: String, CaseIterable, Sendable {
        case deny, warn, allow
    }

    /// Policies that a slot may waive with `allow:`.
    package enum Waivable: String, CaseIterable, Sendable {
        case withdraw
        case transfer
        case sharedKey = "shared-key"
        case plaintextSecret = "plaintext-secret"
    }

    package var withdraw: Verdict = .deny
    package var transfer: Verdict = .deny
    package var sharedKey: Verdict = .deny
    package var plaintextSecret: Verdict = .warn
    package var feeTolerance: Percentage = Percentage(percent: .fiveThousandths)
    package var clockSkew: Duration = .seconds(1)
    package var expiryWarning: Duration = .seconds(30 * 86_400)
    /// How old a stored secret may get before it is warned about; `nil`: as old as it likes.
    package var secretAge: Duration?
    /// How many applied plans are kept, so that they can be taken back.
    package var keepRevisions = standardRevisions

    package static let standardRevisions = 50

    package init() {}

    /// The verdict for one slot, its waivers taken into account.
    package func verdict(on policy: Waivable, for slot: Slot) -> Verdict {
        if slot.waives(policy) { return .allow }
        return switch policy {
        case .withdraw: withdraw
        case .transfer: transfer
        case .sharedKey: sharedKey
        case .plaintextSecret: plaintextSecret
        }
    }
}

extension ExactDecimal {
    /// 0.005, the default fee tolerance in percent.
    fileprivate static var fiveThousandths: ExactDecimal {
        ExactDecimal(coefficient: 5, scale: 3) ?? .zero
    }
}
