import SlotModel

/// What a slot says about the workspace.
struct CrossCheck {
    let workspace: Workspace

    /// Bots and commands that the slot names and `slots.yaml` does not.
    func findings(about draft: SlotDraft) -> [Finding] {
        var findings: [Finding] = []
        let bots = workspace.bots.map(\.name)
        let strangers = draft.botMentions.filter { !bots.contains($0.value) }
        // One more than are shown, so that it is said that there are more.
        for mention in strangers.prefix(Reading.maximumFindings + 1) {
            let near = nearestName(to: mention.value, among: bots)
            let all =
                bots.isEmpty ? "slots.yaml names no bots yet" : "the bots are \(bots.joined(separator: ", "))"
            findings.append(
                Finding(
                    .error,
                    "slot.unknown-bot",
                    "slots.yaml has no bot \(shown(mention.value))",
                    at: mention.place,
                    slot: draft.slot.name,
                    help: near.map { "did you mean '\($0)'?" } ?? all
                )
            )
        }
        let unknown = draft.slot.credentials.filter { _, reference in
            if case .command(let name) = reference.value {
                workspace.secretCommands[name] == nil
            } else {
                false
            }
        }
        for (_, reference) in unknown.sorted(by: { $0.key < $1.key }) {
            guard case .command(let name) = reference.value else { continue }
            let near = nearestName(to: name, among: workspace.secretCommands.keys.sorted())
            findings.append(
                Finding(
                    .error,
                    "slot.unknown-command",
                    "slots.yaml has no command \(shown(name))",
                    at: reference.place,
                    slot: draft.slot.name,
                    help: near.map { "did you mean '\($0)'?" }
                        ?? "name it in slots.yaml under secret-commands:"
                )
            )
        }
        return findings.limited(slot: draft.slot.name)
    }
}
