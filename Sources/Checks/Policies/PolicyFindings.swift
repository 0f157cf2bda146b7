package import Exchanges
import Locking
package import SlotModel

/// What the policies that need no network look at.
package struct PolicyInquiry: Sendable {
    package var slots: [Slot]
    package var workspace: Workspace
    /// What is known of a selector's exchange.
    package var profile: @Sendable (Selector) -> ConnectorProfile
    /// Slot name to field to a keyed fingerprint of the value, where secrets were resolved.
    ///
    /// Without them, references and plain values are compared, which finds most shared keys.
    package var fingerprints: [String: [CredentialField: String]] = [:]
    /// Whether a plain value is one of the documented credentials of the built-in exchange.
    package var isDocumented: @Sendable (CredentialField, Concealed) -> Bool = { _, _ in false }
    /// Who else sees a file, by its path as a slot names it; asked only where a secret stands in it.
    package var exposure: @Sendable (_ file: String) -> FileExposure? = { _ in nil }
    /// The bots' own files, which hold their keys, at the places that name the folders.
    package var botFiles: [Located<String>] = []

    package init(
        slots: [Slot],
        workspace: Workspace,
        profile: @escaping @Sendable (Selector) -> ConnectorProfile
    ) {
        self.slots = slots
        self.workspace = workspace
        self.profile = profile
    }
}

/// How a file can be seen by somebody besides its owner.
package enum FileExposure: Hashable, Sendable {
    /// The file and every folder above it are open; with the file's mode.
    case readableByOthers(mode: String)
    /// What git keeps goes to every clone, and stays in its history.
    case trackedByGit
}

/// Everything that can be said against the slots without a network and, if need be, without their secrets.
///
/// - Returns: Findings at the lines of the slot files, by place.
package func policyFindings(_ inquiry: PolicyInquiry) -> [Finding] {
    let perSlot = sideBySide(inquiry.slots.count) { range in
        range.flatMap { findings(about: inquiry.slots[$0], inquiry) }
    }
    return (Array(perSlot.joined()) + sharedKeys(inquiry) + trackedBotFiles(inquiry)).sortedByPlace()
}

private func findings(about slot: Slot, _ inquiry: PolicyInquiry) -> [Finding] {
    var findings = plainSecrets(slot, inquiry) + trackedSecrets(slot, inquiry)
    guard slot.enabled else { return findings }
    let profile = inquiry.profile(slot.exchange.value)
    findings += incompleteCredentials(slot, profile)
    findings += refusedOrigins(slot, profile, inquiry.workspace)
    findings += signInMethod(slot, profile)
    findings += plainEndpoint(slot, inquiry.workspace)
    findings += publicCredentials(slot, inquiry)
    findings += pointlessWishes(slot)
    findings += oddDelay(slot)
    return findings
}

private func plainSecrets(_ slot: Slot, _ inquiry: PolicyInquiry) -> [Finding] {
    let verdict = inquiry.workspace.policy.verdict(on: .plaintextSecret, for: slot)
    guard verdict != .allow else { return [] }
    let plain = slot.credentials.sorted { $0.key < $1.key }.filter { field, reference in
        guard !field.isPublic, case .plain(let value) = reference.value else { return false }
        return !inquiry.isDocumented(field, value)
    }
    guard let first = plain.first else { return [] }
    let exposure = inquiry.exposure(first.value.place.file)
    return plain.map { field, reference in
        let name = "\(slot.name).\(field.rawValue)"
        return Finding(
            verdict == .deny || exposure != nil ? .error : .warning,
            "slot.plaintext-secret",
            "the \(field.rawValue) stands in the file in plain\(exposure?.words ?? "")",
            at: reference.place,
            slot: slot.name,
            help: "store it encrypted with 'slots secret set \(name)', and write 'secret:\(name)' here"
                + (exposure?.advice(on: first.value.place.file)
                    ?? "; make a new key if this file was ever committed or sent")
        )
    }
}

/// Files that hold nothing but a secret, and that git keeps; who else may read them is looked at when they are read.
private func trackedSecrets(_ slot: Slot, _ inquiry: PolicyInquiry) -> [Finding] {
    guard inquiry.workspace.policy.verdict(on: .plaintextSecret, for: slot) != .allow else { return [] }
    return slot.credentials.sorted { $0.key < $1.key }.compactMap { field, reference in
        guard !field.isPublic, case .file(let path) = reference.value,
            inquiry.exposure(path) == .trackedByGit
        else { return nil }
        return Finding(
            .error,
            "secret.tracked",
            "the \(field.rawValue) stands in the file '\(path)' in plain, and git keeps the file",
            at: reference.place,
            slot: slot.name,
            help: adviceOnTracked
        )
    }
}

/// A bot may have encrypted its keys, so this is no error.
private func trackedBotFiles(_ inquiry: PolicyInquiry) -> [Finding] {
    guard inquiry.workspace.policy.plaintextSecret != .allow else { return [] }
    return inquiry.botFiles.filter { inquiry.exposure($0.value) == .trackedByGit }.map { file in
        Finding(
            .warning,
            "secret.tracked",
            "git keeps the bot's file '\(file.value)', in which its keys stand",
            at: file.place,
            help: adviceOnTracked
        )
    }
}

private let adviceOnTracked =
    "'git rm --cached' takes it out, and a line in .gitignore keeps it out; then make a new key at the exchange, because "
    + "git's history keeps this one"

extension FileExposure {
    fileprivate var words: String {
        switch self {
        case .readableByOthers(let mode): ", and every user of this machine can read it (mode \(mode))"
        case .trackedByGit: ", and git keeps the file"
        }
    }

    fileprivate func advice(on file: String) -> String {
        switch self {
        case .readableByOthers:
            "; until then: chmod 600 \(quotedForShell(file)); make a new key if others could read it for long"
        case .trackedByGit: "; make a new key at the exchange, because git's history keeps this one"
        }
    }
}

private func incompleteCredentials(_ slot: Slot, _ profile: ConnectorProfile) -> [Finding] {
    let given = Set(slot.credentials.keys)
    guard profile.form(of: given) == nil else { return [] }
    // The form that was most likely meant: with the most of the given fields, the preferred one first.
    let likely = profile.forms.enumerated().max { left, right in
        let first = given.intersection(left.element.fields).count
        let second = given.intersection(right.element.fields).count
        return (first, -left.offset) < (second, -right.offset)
    }
    guard let form = likely?.element else { return [] }
    let missing = form.fields.filter { !given.contains($0) }.map(\.rawValue)
    let excess = given.subtracting(form.fields).sorted().map(\.rawValue)
    var parts: [String] = []
    if !missing.isEmpty { parts.append("\(listed(missing)) missing") }
    if !excess.isEmpty { parts.append("\(listed(excess)) not wanted") }
    let secret = missing.filter { CredentialField(rawValue: $0)?.isPublic != true }
    let lines = missing.map {
        secret.contains($0) ? "\($0): secret:\(slot.name).\($0)" : "\($0): with the wallet's address"
    }
    let store = secret.map { "slots secret set \(slot.name).\($0)" }
    let cure =
        missing.isEmpty || !excess.isEmpty
        ? ""
        : "write under 'credentials:' \(listed(lines))"
            + (store.isEmpty
                ? "; " : ", and store what is not there yet with: \(store.joined(separator: "; ")); ")
    let forms = profile.forms.map { "\(listed($0.fields.map(\.rawValue))) (\($0.name))" }
    let others = Selector.allCases.filter { $0.descriptor.forms.contains { Set($0.fields) == given } }
    let hint =
        others.isEmpty
        ? ""
        : "; \(listed(given.sorted().map(\.rawValue))) alone is what \(listed(others.map(\.rawValue), last: "or")) takes"
    return [
        Finding(
            .error,
            "slot.credentials-incomplete",
            "these are not the credentials of \(profile.selector.displayName): \(parts.joined(separator: ", "))",
            at: slot.credentialsPlace,
            slot: slot.name,
            help: "\(cure)it takes \(forms.joined(separator: ", or "))\(hint)"
        )
    ]
}

/// The network and the hosts that the slot names, by the rule that decides where a key may go.
private func refusedOrigins(_ slot: Slot, _ profile: ConnectorProfile, _ workspace: Workspace) -> [Finding] {
    let network = slot.network ?? workspace.network
    // Here it does not matter where the built-in exchange listens, only that it could.
    let anywhere = ConnectorProfile.Origins(
        Dictionary(uniqueKeysWithValues: profile.live.names.map { ($0, "http://127.0.0.1:1") })
    )
    let chosen = profile.origins(
        on: network.value,
        endpoint: slot.endpoint,
        trusted: workspace.trustedEndpoints.map(\.value),
        sandbox: anywhere
    )
    return chosen.findings.map { finding in
        var finding = finding
        finding.slot = slot.name
        if finding.place == nil { finding.place = network.place }
        return finding
    }
}

/// A way to sign in that the exchange does not have is an error; one that lets the secret travel is worth a reminder.
private func signInMethod(_ slot: Slot, _ profile: ConnectorProfile) -> [Finding] {
    guard let wanted = slot.signIn, wanted.value != .signature else { return [] }
    let isOffered = profile.signInMethods.contains(wanted.value)
    return [
        Finding(
            isOffered ? .warning : .error,
            "slot.sign-in",
            isOffered
                ? "with 'sign-in: \(wanted.value.rawValue)' the secret itself travels to \(profile.selector.displayName)"
                : "\(profile.selector.displayName) has no sign-in by '\(wanted.value.rawValue)'",
            at: wanted.place,
            slot: slot.name,
            help: isOffered
                ? "use it only while the exchange refuses signatures; else remove the line"
                : "remove the line"
        )
    ]
}

/// A program on this machine that stands in a real exchange's place: no certificate says who it is.
private func plainEndpoint(_ slot: Slot, _ workspace: Workspace) -> [Finding] {
    guard (slot.network ?? workspace.network).value == .live else { return [] }
    let named = [slot.endpoint?.spot, slot.endpoint?.futures].compactMap(\.self)
    guard let first = named.first(where: { $0.value.hasPrefix("http://") }),
        let origin = try? Origin(first.value), origin.isLoopback
    else { return [] }
    return [
        Finding(
            .note,
            "slot.plain-endpoint",
            "\(origin) is a program on this machine that answers in \(slot.exchange.value.displayName)'s name, without "
                + "a certificate",
            at: first.place,
            slot: slot.name,
            help: "leave the endpoint out to speak to the exchange itself"
        )
    ]
}

/// Everybody knows the built-in exchange's credentials; the real one knows none of them.
private func publicCredentials(_ slot: Slot, _ inquiry: PolicyInquiry) -> [Finding] {
    let network = (slot.network ?? inquiry.workspace.network).value
    guard network != .sandbox, slot.endpoint == nil else { return [] }
    let fake = slot.credentials.sorted { $0.key < $1.key }.first { field, reference in
        guard !field.isPublic, case .plain(let value) = reference.value else { return false }
        return inquiry.isDocumented(field, value)
    }
    guard let fake else { return [] }
    return [
        Finding(
            .error,
            "slot.public-credentials",
            "the \(fake.key.rawValue) is a public one of the built-in exchange, and the slot is for the "
                + "\(network.rawValue) network",
            at: fake.value.place,
            slot: slot.name,
            help: "put your own in with 'slots replace-key \(slot.name)', or write 'network: sandbox' in "
                + slot.place.file
        )
    ]
}

private func pointlessWishes(_ slot: Slot) -> [Finding] {
    guard slot.exchange.value.market == .spot else { return [] }
    let wishes = [
        slot.account.contract.map { ("contract", $0.place) },
        slot.account.positionMode.map { ("position-mode", $0.place) },
        slot.account.marginMode.map { ("margin-mode", $0.place) },
    ]
    return wishes.compactMap(\.self).map { name, place in
        Finding(
            .warning,
            "slot.wish-without-meaning",
            "'\(name)' means nothing on a spot account",
            at: place,
            slot: slot.name,
            help: "remove it, or use the futures selector"
        )
    }
}

/// Bots count the delay in seconds; who copied a number of milliseconds, or a fraction, meant something else.
private func oddDelay(_ slot: Slot) -> [Finding] {
    guard let delay = slot.delay else { return [] }
    let isLong = delay.value > .seconds(120)
    guard isLong || (delay.value < .seconds(1) && delay.value > .zero) else { return [] }
    return [
        Finding(
            .warning,
            "slot.odd-delay",
            isLong
                ? "a delay of \(exactSeconds(delay.value)) between two pairs is unusually long"
                : "a delay of \(exactSeconds(delay.value)) between two pairs is unusually short",
            at: delay.place,
            slot: slot.name,
            help: isLong ? "'10s' is usual; did you mean milliseconds, 'ms'?" : "'10s' is usual and safe"
        )
    ]
}
