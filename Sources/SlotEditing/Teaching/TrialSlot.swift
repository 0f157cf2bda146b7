import BotConfigs
import Cryptography
import Sandbox
import SlotFiles
package import SlotModel

/// An example slot that a template is tried with, and what came of it.
package struct TrialSlot: Sendable {
    package enum Outcome: Sendable, Hashable {
        case written
        /// By what the template says.
        case refused(because: String)
        /// By a finding.
        case failed
    }

    package var slot: Slot
    /// The way to sign in that its credentials are for; `nil` where the exchange has one only.
    package var form: String?
    package internal(set) var outcome = Outcome.failed
    /// Documented fakes.
    var credentials: [CredentialField: Secret]

    /// One for each exchange that the template knows and each way to sign in there, by name.
    static func all(for template: BotTemplate) -> [TrialSlot] {
        Selector.allCases.filter { template.ids[$0] != nil }.flatMap { selector -> [TrialSlot] in
            let forms = selector.descriptor.forms
            return forms.compactMap { TrialSlot(selector, $0, isOnly: forms.count == 1) }
        }
        .sorted { $0.slot.name < $1.slot.name }
    }

    private init?(_ selector: Selector, _ form: CredentialForm, isOnly: Bool) {
        let account = SandboxAccounts.all.first { account in
            account.selector == selector && account.expected == .connected
                && Set(account.credentials.keys) == Set(form.fields)
        }
        guard let account else { return nil }
        let ending = String(form.name.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) })
        let lines =
            ["exchange: \(selector.rawValue)", "label: Example", "credentials:"]
            + account.credentials.sorted { $0.key < $1.key }.map {
                "  \($0.key.rawValue): \(ScalarText.quoted($0.value))"
            } + ["fees: \(selector.descriptor.usualFee)", "delay: 10s", "rate-limit: 250ms"]
        let name = isOnly ? selector.rawValue : "\(selector.rawValue)-\(ending)"
        let text = lines.map { $0 + "\n" }.joined()
        guard let slot = readSlot(Array(text.utf8), named: name).slot else { return nil }
        self.slot = slot
        self.form = isOnly ? nil : form.name
        credentials = account.credentials.mapValues { Secret(copying: Array($0.utf8)) }
    }

    /// As it goes into a bot's file.
    ///
    /// - Parameter isShown: With marks in the place of what is secret.
    func botSlot(_ id: String, isShown: Bool = false) -> BotSlot {
        let mark = Secret(copying: Array("•••".utf8))
        let shown = Dictionary(
            uniqueKeysWithValues: credentials.map { ($0.key, $0.key.isPublic ? $0.value : mark) }
        )
        return BotSlot(slot: slot, id: id, credentials: isShown ? shown : credentials, network: .live)
    }
}
