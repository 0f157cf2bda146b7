import SlotModel

/// What stands for a connection at the beginning of a variable's name.
private let mark = "{NAME}_"

/// Takes the members of a file of variables apart: `{NAME}_API_KEY` is the member `API_KEY` of each connection.
///
/// - Returns: What is wrong with them.
func readVariables(
    _ members: Located<[MemberDraft]>,
    _ draft: TemplateDraft.File,
    into entries: inout BotTemplate.Entries
) -> [Finding] {
    var findings: [Finding] = []
    if let place = draft.entriesPlace {
        findings.append(
            wrongTemplateValue(
                "a file of variables has no objects",
                at: place,
                help:
                    "remove entries:, and begin the names of members with {NAME}_ where there are several connections"
            )
        )
    }
    let isNamed = members.value.contains { $0.member.name.hasPrefix(mark) }
    var endings: [String] = []
    for draft in members.value {
        let name = draft.member.name
        let ending = isNamed && name.hasPrefix(mark) ? String(name.dropFirst(mark.count)) : name
        let clash = endings.first { $0.hasSuffix("_" + ending) || ending.hasSuffix("_" + $0) }
        if name.hasPrefix(mark) != isNamed {
            findings.append(
                wrongTemplateValue(
                    "\(shown(name)) does not say whose variable it is",
                    at: draft.place,
                    help: "begin all names with \(mark), or none"
                )
            )
        } else if !NameRule.variable.allows(isNamed ? "X" + ending : ending) {
            findings.append(
                wrongTemplateValue(
                    "\(shown(name)) is no name of a variable",
                    at: draft.place,
                    help: isNamed ? "write it like this: {NAME}_API_KEY" : NameRule.variable.advice
                )
            )
        } else if isNamed, let clash {
            findings.append(
                wrongTemplateValue(
                    "\(shown(name)) may be the same variable as \(shown(mark + clash)) of another slot",
                    at: draft.place,
                    help: "give one of the two another ending"
                )
            )
        }
        endings.append(ending)
    }
    entries.naming = isNamed ? .variable : nil
    for index in entries.members.indices { entries.members[index].name = endings[index] }
    return findings
}
