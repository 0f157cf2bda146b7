import Exchanges
import SlotModel

/// Turns what was learned about a slot into its twelve checks, its status, and findings at the slot's lines.
///
/// A pure function: equal evidence gives equal judgement. The status is the first of ``Status`` that applies, and
/// `connected` only when sign-in, rights (where the exchange tells them), balance, the wished account modes and the
/// required market were all answered.
package func judge(_ evidence: Evidence) -> Judgement {
    var examinations = examine(evidence)
    if evidence.network == .sandbox {
        for index in examinations.indices {
            examinations[index].speakForBuiltIn(evidence.slot.exchange.value)
        }
    }
    for index in examinations.indices { examinations[index].name(evidence.slot) }
    var claims: [(status: Status, message: String, help: String?)] = []
    var findings: [Finding] = []
    // One request may answer several questions; its failure is told once, as what it is at worst.
    var told: [[String]: Int] = [:]
    for examination in examinations {
        for remark in examination.remarks {
            if let status = remark.status { claims.append((status, remark.message, remark.help)) }
            let finding = Finding(
                remark.outcome == .fail ? .error : .warning,
                remark.code,
                remark.message,
                at: remark.place,
                slot: evidence.slot.name,
                help: remark.help
            )
            if let index = told[[remark.code, remark.topic]] {
                if finding.severity == .error, findings[index].severity != .error {
                    findings[index] = finding
                }
            } else {
                told[[remark.code, remark.topic]] = findings.count
                findings.append(finding)
            }
        }
        if let reason = examination.unanswered { claims.append((.unavailable, reason, nil)) }
    }

    let decisive = claims.indices.min { left, right in
        (claims[left].status, left) < (claims[right].status, right)
    }
    .map { claims[$0] }
    var report = SlotReport(
        slot: evidence.slot.name,
        exchange: evidence.slot.exchange.value,
        network: evidence.network,
        status: decisive?.status ?? .connected,
        message: decisive?.message ?? connectedMessage(examinations)
    )
    report.help = decisive?.help
    report.checkedAt = evidence.checkedAt
    report.duration = evidence.duration
    report.weight = evidence.facts.weight
    report.permissions = permissions(evidence.facts)
    report.balances = (evidence.facts.balances.value ?? []).worthShowing
    report.account = evidence.facts.accountName
    report.checks = examinations.map(\.result)
    return Judgement(report: report, findings: findings)
}

/// All twelve, in the order of ``Check``.
private func examine(_ evidence: Evidence) -> [Examination] {
    let credentials = examineCredentials(evidence)
    if evidence.credentials.contains(where: { $0.severity == .error }) {
        return [credentials]
            + Check.ofExchange.dropFirst().map { check in
                var examination = Examination(check)
                examination.skip("not asked: the credentials cannot be right")
                return examination
            }
    }
    var examinations = [
        credentials, examineReach(evidence), examineClock(evidence), examineSignIn(evidence),
        examinePermissions(evidence), examineAddresses(evidence), examineExpiry(evidence),
        examineAccount(evidence), examineBalance(evidence), examineMarket(evidence), examineFees(evidence),
        examineLimits(evidence),
    ]
    if let clock = examinations.first(where: { $0.check == .clock }) {
        for index in examinations.indices { examinations[index].agree(withClock: clock) }
    }
    if examinations.contains(where: { $0.remarks.contains { $0.code == "permissions.missing" } }) {
        for index in examinations.indices { examinations[index].leaveToPermissions() }
    }
    return examinations
}

private func connectedMessage(_ examinations: [Examination]) -> String {
    let balance = examinations.first { $0.check == .balance }?.result
    let warnings = examinations.count { $0.result.outcome == .warn }
    return "signed in, \(balance?.message ?? "")"
        + (warnings == 0 ? "" : " (\(counted(warnings, "warning")))")
}

/// Every permission, `unknown` where the exchange did not tell.
private func permissions(_ facts: Facts) -> [Permission: Grant] {
    let told = facts.permissions.value ?? [:]
    return Dictionary(uniqueKeysWithValues: Permission.allCases.map { ($0, told[$0] ?? .unknown) })
}
