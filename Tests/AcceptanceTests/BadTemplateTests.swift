import Foundation
import PlainJSON
import SlotModel
import TestSupport
import Testing

/// Templates and bots' folders that cannot be.
@Suite("bad templates and folders")
struct BadTemplateTests {
    private let bot: BotWorkspace
    private static let members = "members: {k: {from: key}, s: {from: secret}}"

    init() throws {
        bot = try BotWorkspace("mine")
        try bot.add(.hitbtc)
    }

    private func write(_ files: String...) throws {
        let lines = files.map { "  - {\($0), \(Self.members)}" }
        let text = (["ids: {hitbtc: h}", "files:"] + lines).joined(separator: "\n") + "\n"
        try bot.folder.write("templates/mine/template.yaml", text)
    }

    @Test(
        "a path that leads out of the bot's folder is refused",
        arguments: ["/tmp/x", "../x", "a/../../x", "./x", "~/x", "~x", "a//b", "x/", "."]
    )
    func path(_ path: String) throws {
        try write("path: \"\(path)\", format: json")
        for command in ["validate", "plan", "apply"] {
            let ended = try bot.workspace.run(command)
            #expect(ended.exit == 65, ended.told)
            #expect(
                ended.stderr.contains(
                    "template.yaml:3:12: error: '\(path)' is no path inside the bot's directory"
                ),
                ended.told
            )
        }
        #expect(try bot.folder.names("bot") == [])
    }

    @Test("two files of a template that are one for some slot are refused")
    func samePath() throws {
        try write("path: a.hitbtc.json, format: json", "path: \"a.{name}.json\", format: json")
        for command in ["validate", "apply"] {
            let ended = try bot.workspace.run(command)
            #expect(ended.exit == 65, ended.told)
            #expect(
                ended.stderr.contains(
                    "two files of the template 'mine' are bot/a.hitbtc.json [bot.same-file]"
                ),
                ended.told
            )
        }
        #expect(try bot.folder.names("bot") == [])
    }

    @Test(
        "a folder that is none, or is not there, is told at its line",
        arguments: [
            ("nowhere", "is not there"), ("slots.yaml/x", "is no folder"),
            ("~/no-such-folder-at-all", "is not there"),
            ("/dev/null", "is no folder"),
        ]
    )
    func folder(_ directory: String, _ message: String) throws {
        try write("path: a.json, format: json")
        let text = try bot.folder.text("slots.yaml")
        try bot.folder.write(
            "slots.yaml",
            text.replacingOccurrences(of: "directory: bot}", with: "directory: \(directory)}")
        )
        for command in ["validate", "apply"] {
            let ended = try bot.workspace.run(command)
            #expect(ended.exit == 65, ended.told)
            #expect(
                ended.stderr.contains("slots.yaml:4:") && ended.stderr.contains("[bot.no-folder]"),
                ended.told
            )
            #expect(ended.stderr.contains(message), ended.told)
        }
    }

    @Test(
        "a template that somebody changes while an apply asks stops it",
        .enabled(if: Tool.isThere("python3")),
        arguments: ["template.yaml", "a.mustache"]
    )
    func changedMeanwhile(file: String) throws {
        try bot.folder.write(
            "templates/mine/template.yaml",
            "ids: {hitbtc: h}\nfiles:\n  - {path: a.txt, format: text, source: a.mustache}\n"
        )
        try bot.folder.write("templates/mine/a.mustache", "{{bot}}\n")
        try bot.folder.write("bot/a.txt", "mine\n")
        let path = bot.folder.path + "/templates/mine/\(file)"
        let steps = [["[y/N]", "SH:echo '# other' >> '\(path)'"], ["", "y\n"]]
        let told = try Typist.type(steps, in: bot.folder.url, ["apply", "--offline"])
        #expect(told.contains("apply.changed-meanwhile"), "\(told)")
        #expect(told.contains("END exit=1"), "\(told)")
        #expect(try bot.folder.text("bot/a.txt") == "mine\n")
    }
}
