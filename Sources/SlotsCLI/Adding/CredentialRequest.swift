import Terminal
import Cryptography
import Exchanges
import Secrets
import SlotModel

/// The credentials that are wanted, from the terminal or from the environment.
struct CredentialRequest: Sendable {
    /// For messages.
    let slot: String
    let connector: any Connector
    /// Where they will be used.
    let network: Network
    /// What is wanted, in this order.
    let fields: [CredentialField]
    /// Wallet addresses that the command line gave.
    let given: [CredentialField: String]
    /// What stays as it is, for the look at all of them together.
    var known: [CredentialField: Secret] = [:]

    /// Why there are none.
    struct Refusal: Error {
        var exit: ExitCode
        var findings: [Finding]
    }

    /// - Throws: ``UsageError`` when there is no terminal at which they could be asked for.
    func checkSomebodyIsThere(for command: CommandDeclaration) throws(UsageError) {
        guard !SecretInput.isTyped else { return }
        throw UsageError(
            "there is no terminal at which the credentials could be asked for",
            help: "set \(variables.joined(separator: ", ")) and add --from-env",
            usage: command.usage
        )
    }

    /// The variables that ``ofEnvironment()`` reads.
    var variables: [String] { fields.map { NewSlot.variable(of: connector.profile.selector, $0) } }

    /// The credentials from variables that are named after the selector.
    ///
    /// - Returns: Findings that do not stand against them come along.
    func ofEnvironment() throws(Refusal) -> (Credentials, findings: [Finding]) {
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
                        help: "set it for this command, without writing its value into a command line"
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

extension ParsedArguments {
    /// The wallet addresses among them.
    var wallets: [CredentialField: String] {
        [CredentialField.apiWallet: self[.apiWallet], .mainWallet: self[.mainWallet]].compactMapValues(\.self)
    }
}

extension Secret {
    /// The value as text, where it is only letters and digits; an address of any network is.
    var plainWord: String? {
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
