import Operations
import Revisions
import SlotModel

extension Report {
    /// Whether there is nothing to tell beyond how many slots are well, and that nothing changes.
    ///
    /// For commands that stand in front of something else; who asks with `check` or `list` sees the slots.
    var isUneventful: Bool {
        guard [.plan, .apply, .verify].contains(command), exit == .done, !slots.isEmpty else { return false }
        return findings.allSatisfy { $0.severity == .note }
            && (changes ?? []).allSatisfy { $0.changes.isEmpty }
            && slots.allSatisfy { slot in
                slot.status == .connected
                    && slot.checks.allSatisfy { $0.outcome != .warn && $0.outcome != .fail }
            }
    }

    /// Leaves out what `check` reminds of and no other command needs to repeat: rights that an exchange never tells.
    mutating func leaveOutReminders() {
        guard [.plan, .apply, .verify, .run, .register].contains(command) else { return }
        let reminders = findings.filter {
            ["permissions.unknown", "permissions.bot-needs"].contains($0.code) && $0.severity == .warning
        }
        findings.removeAll { reminders.contains($0) }
        for index in slots.indices where slots[index].status.consequence == .go {
            let name = slots[index].slot
            let (own, others) = (reminders.filter { $0.slot == name }, findings.filter { $0.slot == name })
            slots[index].checks.removeAll { result in
                guard result.outcome == .warn else { return false }
                if own.contains(where: { result.message == $0.message }) { return true }
                // Of a recorded result nothing but the check is left; its reminders were told when it was checked.
                return result.check == .permissions && !others.contains { result.tells($0) }
                    && !own.contains { result.tells($0) }
            }
        }
    }

    /// Which slots were left out although they were wanted, and why, for the last line; `nil`: none.
    package func leftOut(_ names: Set<String>) -> String? {
        let slots = slots.filter { names.contains($0.slot) }
        guard !slots.isEmpty else { return nil }
        return "left out, as \(Self.unproved(slots)); what the bots have of "
            + "\(slots.count == 1 ? "it" : "them") stays as it is"
    }

    /// `bitget is missing-permission`.
    private static func unproved(_ slots: [SlotReport]) -> String {
        guard slots.count > 1 else {
            return slots.map { "\(escapedForeignText($0.slot)) is \($0.status.rawValue)" }.joined()
        }
        let named = slots.prefix(3).map { "\(escapedForeignText($0.slot)) \($0.status.rawValue)" }
        let rest = slots.count > 3 ? ", …" : ""
        return "\(slots.count) slots are not connected (\(named.joined(separator: ", "))\(rest))"
    }

    /// Why a run that was to write wrote nothing, for its last line; `nil` where the report does not tell.
    package var reasonOfNothing: String? {
        let stopping = slots.filter { [.stop, .stopForNow].contains($0.status.consequence) }
        if [.stopped, .unreachable].contains(exit), !stopping.isEmpty { return Self.unproved(stopping) }
        let errors = findings.filter { $0.severity == .error }
        // A finding that stands alone has just been read.
        guard let first = errors.first, findings.count > 1 || !slots.isEmpty else { return nil }
        guard errors.allSatisfy({ $0.message == first.message }) else {
            return "\(told(first)), and \(errors.count - 1) more above"
        }
        return told(first)
    }

    /// Without its source line, a complaint about a file does not say about which.
    private func told(_ finding: Finding) -> String {
        let told = escapedForeignText(finding.message)
        guard let place = finding.place, !told.contains("/") else { return told }
        return escapedForeignText(place.file) + ": " + told
    }
}
