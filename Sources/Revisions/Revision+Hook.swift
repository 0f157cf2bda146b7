import BotConfigs
import PlainJSON
import SlotModel

extension Revision {
    /// What a bot's `on-apply` is told of it: JSON on one line, with names and without values.
    package var hookText: String {
        let json: JSONValue = [
            "version": 1, "number": .number(String(number)), "previous": .number(String(previous)),
            "at": .string(time.description), "user": .string(user), "host": .string(host),
            "command": .string(command),
            "slots": .object(slots.map { .init($0.slot, .string($0.status.rawValue)) }),
            "files": .array(
                files.map { file in
                    [
                        "bot": .string(file.bot), "file": .string(file.path), "name": .string(file.name),
                        "changes": .array(
                            file.changes.map { change in
                                [
                                    "path": .string(change.path.joined(separator: ".")),
                                    "change": .string(change.kind.rawValue),
                                ]
                            }
                        ),
                    ]
                }
            ),
        ]
        return json.text() + "\n"
    }
}
