package import Operations
package import Cryptography
package import Exchanges
import Secrets
package import SlotModel

/// The credentials that are wanted, from the terminal or from the environment.
package struct CredentialRequest: Sendable {
    /// For messages.
    package let slot: String
    package let connector: any Connector
    /// Where they will be used.
    package let network: Network
    /// What is wanted, in this order.
    package let fields: [CredentialField]
    /// Wallet addresses that the command line gave.
    package let given: [CredentialField: String]
    /// What stays as it is, for the look at all of them together.
    package var known: [CredentialField: Secret] = [:]

    package init(
        slot: String,
        connector: any Connector,
        network: Network,
        fields: [CredentialField],
        given: [CredentialField: String],
        known: [CredentialField: Secret] = [:]
    ) {
        self.slot = slot
        self.connector = connector
        self.network = network
        self.fields = fields
        self.given = given
        self.known = known
    }

    /// Why there are none.
    package struct Refusal: Error {
        package var exit: ExitCode
        package var findings: [Finding]
    }

    /// The variables that ``ofEnvironment()`` reads.
    package var variables: [String] { fields.map { NewSlot.variable(of: connector.profile.selector, $0) } }

    /// The credentials from variables that are named after the selector.
    ///
    /// - Returns: Findings that do not stand against them come along.
    package func ofEnvironment() throws(Refusal) -> (Credentials, findings: [Finding]) {
        var credentials = Credentials(known)
        var findings: [Finding] = []
        for field in fields {
            let variable = NewSlot.variable(of: connector.profile.selector, field)
            let value =
                given[field].map { Secret(copying: Array($0.utf8)) }
                ?? ProcessEnvironment.secret(named: variable)
            if let value = value?.trimmed, !value.isEmpty {
                credentials.fields[field] = value
                guard given[field] == nil, value.count > SecretResolver.maximumSize else { continue }
                findings.append(
                    Finding(
                        .error,
                        "secret.too-large",
                        "the variable \(variable) holds more than \(SecretResolver.maximumSize) bytes",
                        slot: slot,
                        help: "put the value there and nothing else"
                    )
                )
            } else {
                findings.append(
                    Finding(
                        .error,
                        "credentials.no-variable",
                        "the variable \(variable) is \(value == nil ? "not set" : "empty")",
                        slot: slot,
                        help:
                            "type its value unseen in this shell: read -rs \(variable) && export \(variable)"
                    )
                )
            }
        }
        guard findings.isEmpty else { throw Refusal(exit: .noSecret, findings: findings) }
        findings = connector.inspect(credentials, on: network).map { finding in
            Finding(finding.severity, finding.code, finding.message, slot: slot, help: finding.help)
        }
        guard !findings.containErrors else { throw Refusal(exit: .stopped, findings: findings) }
        return (credentials, findings)
    }
}

extension Secret {
    /// The value as text, where it is only letters and digits; an address of any network is.
    package var plainWord: String? {
        withBytes { bytes in
            let isWord =
                (1...128).contains(bytes.count)
                && bytes.allSatisfy {
                    (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                }
            return isWord ? String(decoding: bytes, as: UTF8.self) : nil
        }
    }
}
