import PlainJSON
import SlotModel

extension BotTemplate.Entries.Naming {
    /// What stands at the end of a path for what connections are called: `{name}`.
    init?(mark: String) {
        guard mark.hasPrefix("{"), mark.hasSuffix("}") else { return nil }
        self.init(rawValue: String(mark.dropFirst().dropLast()))
    }
}

extension Shape where Value == [String] {
    /// Names joined by dots, from the file's root.
    static func memberPath(example: String) -> Shape {
        scalar(
            "names joined by dots",
            example: example.contains("{") ? "\"\(example)\"" : example,
            schema: [.init("type", "string"), .init("pattern", "^[^.]+(\\.[^.]+)*$")]
        ) { text, node, reading in
            let names = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            guard names.allSatisfy({ !$0.isEmpty }) else {
                reading.complain(
                    "wrong-value",
                    "\(reading.key) takes names joined by dots, not \(reading.quoted(node))",
                    at: node,
                    help: "write it like this: \(example)"
                )
                return nil
            }
            return names
        }
    }
}

extension Shape where Value == String {
    /// A path that cannot leave the folder that it is relative to.
    static var innerPath: Shape {
        scalar(
            "a path inside the bot's directory",
            example: "config.js",
            schema: [
                .init("type", "string"), .init("maxLength", 255),
                .init("pattern", "^(?![/~])(?!\\.{0,2}(/|$))(?!.*/\\.{0,2}(/|$)).+$"),
            ]
        ) { text, node, reading in
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            // A shell would take `~` for somebody's home, which this is not.
            let isInner =
                parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." } && !text.hasPrefix("~")
            guard isInner, text.utf8.count <= 255, !text.utf8.contains(where: { $0 < 0x20 }) else {
                reading.complain(
                    "wrong-value",
                    "\(reading.quoted(node)) is no path inside the bot's directory",
                    at: node,
                    help: "write it without '..' and without '/' at its start, such as config.js"
                )
                return nil
            }
            return text
        }
    }
}
