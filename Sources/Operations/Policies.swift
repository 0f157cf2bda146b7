import Checks
import Cryptography
import Exchanges
import Locking
import Sandbox
import Secrets
package import SlotModel

extension Session {
    /// What the policies say without asking an exchange; with the secrets' fingerprints where they can be had.
    package func policies() -> [Finding] {
        guard var inquiry = workspace.offlineInquiry else { return [] }
        let key = Secret.random(count: 32)
        let slots = workspace.slots.filter(\.enabled)
        let fingerprints = sideBySide(slots.count) { range in
            range.map { number in
                credentials.credentials(of: slots[number]).fields.mapValues { secret in
                    Hex.text(KeyedDigest(of: secret, key: key).bytes)
                }
            }
        }
        inquiry.fingerprints = Dictionary(
            zip(slots.map(\.name), fingerprints.joined()),
            uniquingKeysWith: { first, _ in first }
        )
        var findings = policyFindings(inquiry)
        if let contents = store.knownContents {
            let stored = storedSecretFindings(workspace.inquiry(about: contents, at: surroundings.now()))
            // Equal values of slots that share a key are told of the slots.
            let isShared = findings.contains { $0.code == "slot.shared-key" }
            findings += stored.filter { !isShared || $0.code != "secret.duplicate" } + store.oddities
        }
        return findings
    }

    /// What a plan would call wrong with the bots' files, as far as it shows without secrets.
    package var botComplaints: [Finding] { workspace.noBots + BotReading(self).complaints() }
}

extension LoadedWorkspace {
    /// What the policies say that need neither a secret nor the network.
    package var offlinePolicies: [Finding] { offlineInquiry.map { policyFindings($0) } ?? [] }

    /// What is wrong with credentials that stand in slot files in plain, by their form.
    package var plainComplaints: [Finding] {
        let enabled = slots.filter(\.enabled)
        let found = sideBySide(enabled.count) { range in range.flatMap { plainComplaints(about: enabled[$0]) }
        }
        return Array(found.joined())
    }

    private func plainComplaints(about slot: Slot) -> [Finding] {
        var fields: [CredentialField: Secret] = [:]
        for (field, reference) in slot.credentials {
            guard case .plain(let value) = reference.value else { continue }
            fields[field] = value.withBytes { Secret(copying: Array($0)) }
        }
        guard !fields.isEmpty else { return [] }
        let found = Connectors.connector(for: slot.exchange.value)
            .inspect(Credentials(fields), on: network(of: slot))
        return found.compactMap { finding in
            // What the file refers to is not missing.
            guard let field = finding.field, fields[field] != nil, finding.severity == .error else {
                return nil
            }
            return Finding(
                .error,
                finding.code,
                finding.message,
                at: slot.credentials[field]?.place ?? slot.credentialsPlace,
                slot: slot.name,
                help: finding.help
            )
        }
    }

    /// Without a bot nothing is written and nothing compared, which must not look like success.
    var noBots: [Finding] {
        guard let workspace, workspace.bots.isEmpty, !slots.isEmpty else { return [] }
        return [
            Finding(
                .warning,
                "workspace.no-bots",
                "slots.yaml names no bot, so nothing is written for the slots",
                at: Place(file: "slots.yaml"),
                help:
                    "name one under 'bots:', such as bots: {main: {template: gunbot, directory: /path/to/gunbot}}"
            )
        ]
    }

    /// The question to the policies, without secrets; `nil` without a `slots.yaml` that can be read.
    fileprivate var offlineInquiry: PolicyInquiry? {
        guard let workspace else { return nil }
        var inquiry = PolicyInquiry(slots: slots, workspace: workspace) {
            Connectors.connector(for: $0).profile
        }
        inquiry.isDocumented = { _, value in
            value.withBytes { SandboxAccounts.isDocumentedFake($0) }
        }
        inquiry.botFiles = workspace.bots.flatMap { bot in
            // A text file has no keys in it.
            (templates[bot.template.value]?.files(of: slots(of: bot).map(\.name)) ?? []).filter {
                $0.text == nil
            }.map {
                Located(bot.directory.value + "/" + $0.path.value, at: bot.directory.place)
            }
        }
        let folder = folder
        let finder = ExposureFinder()
        inquiry.exposure = { finder.exposure(of: $0.hasPrefix("/") ? $0 : folder + "/" + $0) }
        return inquiry
    }
}
