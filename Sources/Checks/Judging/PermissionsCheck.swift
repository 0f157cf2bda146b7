import Exchanges
import SlotModel

/// Read, spot, futures, withdraw, transfer, as far as the exchange tells.
func examinePermissions(_ evidence: Evidence) -> Examination {
    var examination = Examination(.permissions)
    switch evidence.facts.permissions {
    case .known(let grants): compare(grants, evidence, &examination)
    // Rights of a key that does not work are nothing to look for.
    case .notDisclosed(let reason) where evidence.facts.signIn.value == nil: examination.skip(reason)
    case .notDisclosed(let reason) where evidence.haveAllBeenSeen:
        examination.summary = "\(limited(reason)); seen by hand"
    case .notDisclosed(let reason):
        examination.warn(
            "permissions.unknown",
            limited(reason),
            help:
                "look at the key's rights at \(evidence.profile.keyPage): \(wanted(evidence)), nothing more; then write "
                + evidence.line(seeing: evidence.rightsThatMatter),
            at: evidence.slot.credentialsPlace
        )
    case .notAsked(let reason): examination.leaveUnanswered(reason)
    case .failed(let failure): examination.fail(failure, of: evidence.slot)
    }
    return examination
}

extension Evidence {
    /// The user looked at every right that matters and that an exchange may not tell.
    fileprivate var haveAllBeenSeen: Bool {
        Set(rightsThatMatter).isSubset(of: slot.seenByHand.map(\.value))
    }

    fileprivate var rightsThatMatter: [Permission] {
        let matters = Set(profile.needed + [.withdraw] + rightsOfRules)
        return Permission.allCases.filter(matters.contains)
    }

    /// `'seen-by-hand: [read, withdraw]' in slots/hitbtc.yaml`, with what stands there already.
    fileprivate func line(seeing rights: [Permission]) -> String {
        let all = Set(rights + slot.seenByHand.map(\.value))
        let names = Permission.allCases.filter(all.contains).map(\.rawValue)
        return "'seen-by-hand: [\(names.joined(separator: ", "))]' in \(slot.place.file)"
    }
}

extension Evidence {
    /// For a key of the exchange's other market, such as a spot key in a slot for futures: the selector that fits it.
    fileprivate func otherMarket(_ grants: [Permission: Grant]) -> String? {
        let own = slot.exchange.value
        let other = own.ofSameExchange.first { $0.market != own.market }
        guard let other, grants[own.market == .spot ? .spot : .futures] == .no,
            grants[other.market == .spot ? .spot : .futures] == .yes
        else { return nil }
        return
            "; or, as it is a key for \(other.market.rawValue) trading, write 'exchange: \(other.rawValue)'"
    }
}

private func wanted(_ evidence: Evidence) -> String { listed(evidence.profile.needed.map(\.spoken)) }

private func compare(_ grants: [Permission: Grant], _ evidence: Evidence, _ examination: inout Examination) {
    let place = evidence.slot.credentialsPlace
    let page = evidence.profile.keyPage
    func those(_ grant: Grant) -> [Permission] {
        Permission.allCases.filter { (grants[$0] ?? .unknown) == grant }
    }
    for permission in Permission.allCases {
        examination.tell(permission.rawValue, .text((grants[permission] ?? .unknown).rawValue))
    }
    let allowed = those(.yes)
    examination.summary =
        allowed.isEmpty ? "allowed: nothing" : "allowed: \(listed(allowed.map(\.spoken)))"

    let missing = evidence.profile.needed.filter { grants[$0] == .no }
    if !missing.isEmpty {
        let rights = listed(missing.map(\.spoken))
        let ticks = listed(missing.map(evidence.tick))
        examination.fail(
            .missingPermission,
            "permissions.missing",
            "the key lacks the right for \(rights)",
            help: "turn on \(ticks) for this key at \(page)" + (evidence.otherMarket(grants) ?? ""),
            at: place
        )
    }
    let refused = compareRules(with: grants, evidence, &examination)
    for (permission, policy) in [(Permission.withdraw, Policy.Waivable.withdraw), (.transfer, .transfer)]
    where grants[permission] == .yes && !refused.contains(permission) {
        remark(permission, evidence.policy.verdict(on: policy, for: evidence.slot), evidence, &examination)
    }
    if evidence.facts.signIn.value != nil { warn(ofUnknown: those(.unknown), evidence, &examination) }
}

/// What the exchange does not tell, as far as it matters.
private func warn(ofUnknown unknown: [Permission], _ evidence: Evidence, _ examination: inout Examination) {
    let (place, page) = (evidence.slot.credentialsPlace, evidence.profile.keyPage)
    let seen = Set(evidence.slot.seenByHand.map(\.value))
    let unsure = unknown.filter { !seen.contains($0) }.filter { permission in
        (evidence.profile.needed + evidence.rightsOfRules).contains(permission) || permission == .withdraw
    }
    if !unsure.isEmpty, let strange = evidence.facts.account.value?.traits["unknown-rights"] {
        examination.warn(
            "permissions.strange",
            "the exchange names a right that slots does not know (\(limited(strange, to: 100))): nobody can tell whether the key is "
                + "good for \(listed(unsure.map(\.spoken), last: "or"))",
            help: "look at the key's rights at \(page), and turn off what the bot does not need",
            at: place
        )
    } else if !unsure.isEmpty {
        let rights = listed(unsure.map(\.spoken), last: "or")
        examination.warn(
            "permissions.unknown",
            "the exchange does not tell whether the key has the right for \(rights)",
            help: "look at the key's rights at \(page); where they are right, write "
                + evidence.line(seeing: unsure),
            at: place
        )
    }
}

private func remark(
    _ permission: Permission,
    _ verdict: Policy.Verdict,
    _ evidence: Evidence,
    _ examination: inout Examination
) {
    let code = "permissions.\(permission.rawValue)"
    let message = "the key can \(permission.rawValue)"
    let help =
        "turn \(permission.spoken) off for this key at \(evidence.profile.keyPage); if the slot needs it, write "
        + "'allow: [\(permission.rawValue)]' in \(evidence.slot.place.file)"
    let place = evidence.slot.credentialsPlace
    switch verdict {
    case .deny: examination.fail(.excessPermission, code, message, help: help, at: place)
    case .warn: examination.warn(code, message, help: help, at: place)
    case .allow: examination.summary += " (\(permission.spoken) is waived)"
    }
}
