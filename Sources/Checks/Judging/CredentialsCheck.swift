import Exchanges
import SlotModel

func examineCredentials(_ evidence: Evidence) -> Examination {
    var examination = Examination(.credentials)
    let slot = evidence.slot
    if let form = evidence.profile.form(of: slot.credentials.keys) {
        examination.summary = "\(form.name): \(listed(form.fields.map(\.rawValue))) well-formed"
        examination.tell("form", .text(form.name))
    } else {
        examination.summary = "well-formed"
    }
    for finding in evidence.credentials {
        let place = finding.field.flatMap { slot.credentials[$0]?.place } ?? slot.credentialsPlace
        switch finding.severity {
        case .error:
            examination.fail(
                .invalidCredentials,
                finding.code,
                finding.message,
                help: help(for: finding, of: slot),
                at: place
            )
        case .warning: examination.warn(finding.code, finding.message, help: finding.help, at: place)
        case .note: examination.advice = finding.help ?? finding.message
        }
    }
    return examination
}

/// What to do, and where: the slot's line holds no value that could be mended.
private func help(for finding: CredentialFinding, of slot: Slot) -> String? {
    guard let field = finding.field, case .store(let name)? = slot.credentials[field]?.value else {
        return finding.help
    }
    let store = "the value is stored: slots secret set \(name)"
    return finding.help.map { "\($0); \(store)" } ?? store
}
