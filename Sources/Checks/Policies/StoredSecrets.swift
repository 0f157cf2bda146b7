package import SlotModel

/// What the rules about stored secrets look at; no value is among it.
package struct StoredSecretInquiry: Sendable {
    package struct Stored: Sendable {
        package var name: String
        /// `nil` when the store does not say.
        package var set: Timestamp?
        /// Equal for equal values, and of no use beyond this run.
        package var fingerprint: String

        package init(name: String, set: Timestamp?, fingerprint: String) {
            self.name = name
            self.set = set
            self.fingerprint = fingerprint
        }
    }

    package var secrets: [Stored]
    /// The names that slots use; `nil` when not every slot could be read.
    package var used: Set<String>?
    /// `policy: secret-age:`; `nil`: as old as they like.
    package var maximumAge: Duration?
    package var now: Timestamp

    package init(secrets: [Stored], used: Set<String>?, maximumAge: Duration?, now: Timestamp) {
        self.secrets = secrets
        self.used = used
        self.maximumAge = maximumAge
        self.now = now
    }
}

/// Secrets that stand under two names, that nobody uses, or that are older than the policy wants.
package func storedSecretFindings(_ inquiry: StoredSecretInquiry) -> [Finding] {
    var findings: [Finding] = []
    var first: [String: String] = [:]
    let names = inquiry.secrets.map(\.name)
    // A slot that names one wrongly is told so, and means it.
    let misspelt = Set(
        (inquiry.used ?? []).subtracting(names).compactMap { nearestName(to: $0, among: names) }
    )
    for secret in inquiry.secrets.sorted(by: { $0.name < $1.name }) {
        if let other = first[secret.fingerprint] {
            findings.append(
                Finding(
                    .warning,
                    "secret.duplicate",
                    "the stored secrets '\(other)' and '\(secret.name)' have the same value",
                    help: "let both places name one of them, or give each its own value at the exchange"
                )
            )
        } else {
            first[secret.fingerprint] = secret.name
        }
        if let used = inquiry.used, !used.contains(secret.name), !misspelt.contains(secret.name) {
            findings.append(
                Finding(
                    .note,
                    "secret.unused",
                    "no slot uses the stored secret '\(secret.name)'",
                    help: "if nothing else needs it: slots secret remove \(secret.name)"
                )
            )
        }
        if let limit = inquiry.maximumAge, let set = secret.set, inquiry.now - set > limit {
            findings.append(
                Finding(
                    .warning,
                    "secret.old",
                    "the stored secret '\(secret.name)' is \(days(inquiry.now - set)) old, and secret-age: allows "
                        + days(limit),
                    help: "make a new key at the exchange, then: slots secret set \(secret.name)"
                )
            )
        }
    }
    return findings
}

private func days(_ duration: Duration) -> String {
    let days = duration.components.seconds / 86_400
    return days == 1 ? "1 day" : "\(days) days"
}
