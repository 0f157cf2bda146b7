import SlotFiles
import SlotModel
import Testing

struct TemplateTests {
    private let kind = Located("gunbot", at: Place(file: "slots.yaml", line: 3, column: 15, length: 6))

    private func read(_ template: String, source: String? = "{}") throws -> TemplateReading {
        let workspace = try TemporaryWorkspace(["templates/gunbot/template.yaml": template])
        if let source { try workspace.write("templates/gunbot/names.txt.mustache", source) }
        return readTemplate(kind, inWorkspace: workspace.path)
    }

    @Test("the example is read whole, with its Mustache text")
    func example() throws {
        let reading = try read(TemplateExample.gunbot, source: "{\"a\": {{b}}}\n")
        #expect(reading.findings.map(\.told) == [])
        let template = try #require(reading.template)
        #expect(template.kind == "gunbot")
        #expect(template.ids[.asterFutures]?.value == "asterFutures")
        #expect(template.ids.count == 5)
        #expect(template.numberSeparator == "#")
        #expect(template.notes.entryAdded == ["register a new key in Gunbot", "and restart its core"])
        #expect(template.notes.entryRemoved == [])
        #expect(template.start?.value == ["./gunthy-linux", "--quiet"])
        #expect(template.files.count == 2)
        let file = try #require(template.files.first)
        #expect((file.path.value, file.format) == ("config.js", .json))
        #expect(file.text == nil)
        #expect(template.files.last?.text?.text == "{\"a\": {{b}}}\n")
        #expect(template.files.last?.text?.name == "templates/gunbot/names.txt.mustache")
        let entries = try #require(file.entries)
        #expect(entries.path == ["bot", "exchanges"])
        #expect(entries.encryptedFlag == "isEncrypted")
        #expect(entries.encryptedPrefix == "ENC:")
        #expect(entries.emptyBeforeRemoval == ["pairs", "{id}"])
        #expect(entries.pairs == ["pairs", "{id}"])
        let keys: [BotTemplate.Source] = [.credential(.key), .credential(.apiWallet)]
        var wanted: [BotTemplate.Member] = [
            .init("masterkey", .from(keys)), .init("key", .from(keys)),
            .init("delay", .from([.delay]), unit: .milliseconds), .init("kind", .from([.market])),
            .init("options.fee", .from([.takerFee]), unit: .ratio),
            .init("type", .constant(.text("exchange"))),
            .init("market", .from([.market])), .init("clientId", .unknown),
        ]
        wanted[0].isOnce = true
        wanted[2].isKept = true
        wanted[2].standard = .number("10")
        wanted[3].values = [
            .init(name: "spot", value: .text("spot")), .init(name: "futures", value: .text("swap")),
        ]
        wanted[3].condition = .init(.label)
        wanted[6].isReadOnly = true
        wanted[7].isReadOnly = true
        #expect(entries.members == wanted)
        #expect(entries.members.map(\.isCredential) == [true, true, false, false, false, false, false, true])
        #expect(reading.sources["templates/gunbot/template.yaml"] != nil)
    }

    @Test("neither files nor a command is an error, either of them is enough")
    func nothingWritten() throws {
        let reading = try read("ids: {aster: x}\n")
        #expect(reading.findings.map(\.code) == ["template.missing-key"])
        let command = try read(
            "ids: {aster: x}\ncommand: {run: [a, \"-{id}-{name}\"], members: {k: {from: key}}}"
        )
        #expect(command.findings.map(\.told) == [])
        let declared = try #require(command.template?.command)
        #expect(declared.words(for: "i", of: "n") == ["a", "-i-n"])
        #expect(declared.timeLimit == .seconds(60) && declared.environment == [])
        #expect(declared.entries.members.map(\.name) == ["k"])
    }

    static let cases: [MessageCase] = [
        MessageCase(
            "ids: {⟦astr: x}\nfiles: [{path: a, format: json, members: {k: {from: key}}}]",
            "error template.wrong-value: 'astr' is no exchange that slots knows | the exchanges are \(names(SlotModel.Selector.allCases))"
        ),
        MessageCase(
            "ids: {aster: x}\nfiles: [{path: ⟦../a, format: json, members: {k: {from: key}}}]",
            "error template.wrong-value: '../a' is no path inside the bot's directory | write it without '..' and without '/' at its start, such as config.js"
        ),
        MessageCase(
            "ids: {aster: x}\nfiles: [{path: a, format: jsn, source: ../x.mustache}]",
            "error template.wrong-value: 'format' takes a format, not 'jsn' | did you mean 'json'?",
            "error template.wrong-value: '../x.mustache' is no name of a Mustache file | write a file name such as settings.txt.mustache, without folders"
        ),
        MessageCase(
            "ids: {aster: x}\nfiles: [{path: a, format: text, source: ⟦other.mustache}]",
            "error template.missing-source: there is no templates/gunbot/other.mustache | put the Mustache file beside template.yaml"
        ),
        MessageCase(
            "ids: {aster: x}\nfiles: [{path: a, format: text, source: names.txt.mustache, entries: ⟦exchanges}]",
            "error template.wrong-value: a text file is ours as a whole and has no members | remove members: and entries:, or write format: json"
        ),
        MessageCase(
            "ids: {aster: x}\nfiles: [{path: a, format: json, source: ⟦names.txt.mustache, members: {k: {from: key}}}]",
            "error template.wrong-value: only a text file has a Mustache file | name the members instead, or write format: text"
        ),
        MessageCase(
            "ids: {aster: x}\nfiles: [{path: ⟦a, format: json}]",
            "error template.missing-key: 'members' is missing for the file 'a' | add members: such as {key: {from: key}}"
        ),
        MessageCase(
            "ids: {aster: x}\nfiles: ⟦[]",
            "error template.wrong-value: the list of 'files' is empty | write for example [{path: config.js, format: json, members: {key: {from: key}}}], or remove the key"
        ),
        MessageCase(
            "ids: {aster: x}\ncommand: {run: ⟦[x, \"{ID}\"], members: {k: {from: key}}}",
            "error template.wrong-value: 'run' has braces that stand for nothing | write {id} for the connection's id, or {name} for the slot's name, behind the program"
        ),
        MessageCase(
            "ids: {aster: x}\ncommand: {run: [x], members: {⟦k: {from: key, once: true}}}",
            "error template.wrong-value: 'k' is given each time, and is never read | remove once:, kept: and read-only: below command:"
        ),
        MessageCase(
            "ids: {aster: x}\ncommand: {run: [x], environment: [⟦1X], members: {k: {from: key}}}",
            "error template.wrong-value: '1X' is no name of an environment variable | use letters, digits and '_', not beginning with a digit"
        ),
        MessageCase(
            "ids: {aster: x}\nfiles: [{path: a, format: json, members: {k: {from: key}}}]\nregister: {file: ⟦b, alive: {path: /x}}",
            "error template.wrong-value: 'b' is none of this bot's json files | name one that stands under files:"
        ),
        MessageCase(
            "ids: {aster: x}\nfiles: [{path: a, format: json, members: {k: {from: key}}}]\nregister: {file: a, alive: {path: ⟦x}}",
            "error template.wrong-value: 'path' takes a path that begins with /, not 'x' | write it like this: /auth/status"
        ),
        member(
            "k: {from: ⟦kye}",
            "'from' takes something that a slot says, not 'kye' | did you mean 'key'?"
        ),
        member("⟦k: {once: true}", "'k' does not say where its value comes from | add from: or value:"),
        member(
            "⟦k: {from: [key, delay], unit: seconds}",
            "'k' comes from several places that are no credentials | name one source"
        ),
        member("⟦k: {from: key, unit: seconds}", "'k' is no number, and has no unit | remove unit:"),
        member(
            "⟦k: {from: delay}",
            "'k' does not say in which unit the bot reads it | add unit: seconds or unit: milliseconds"
        ),
        member(
            "⟦k: {from: fees.maker, unit: seconds}",
            "'k' does not say in which unit the bot reads it | add unit: percent or unit: ratio"
        ),
        member(
            "⟦k: {from: key, read-only: true, once: true}",
            "'k' is read only, and cannot be written in some way | remove read-only:, or the rest"
        ),
        member(
            "a: {from: key}, ⟦a.b: {from: secret}",
            "'a.b' stands inside of 'a' | name one of the two"
        ),
    ]

    static let languageCases: [MessageCase] = [
        member(
            "k: {from: key, if: {⟦delay: 10s}}",
            "'delay' has no words to compare with | write it alone, which asks whether the slot has it"
        ),
        member(
            "k: {from: key, if: {market: ⟦future}}",
            "'market' is never 'future' | did you mean 'futures'?"
        ),
        member(
            "k: {from: key, if: {exchange: [aster, ⟦mtgox]}}",
            "'exchange' is never 'mtgox' | one of \(names(SlotModel.Selector.allCases))"
        ),
        member(
            "k: {from: key, if: ⟦{market: spot, network: live}}",
            "'if' compares one thing with its words | write it like this: {market: futures}"
        ),
        member(
            "⟦k: {from: exchange, values: {aster: x}}",
            "'k' tells the exchange in the words of 'ids' | remove values:, and write them there"
        ),
        file(
            "path: ⟦\"a.{id}.json\", format: json, members: {k: {from: key}}",
            "'a.{id}.json' has braces that stand for nothing | write {name} once, where the slot's name is to stand"
        ),
        file(
            "path: ⟦\"{name}/{name}.json\", format: json, members: {k: {from: key}}",
            "'{name}/{name}.json' has braces that stand for nothing | write {name} once, where the slot's name is to stand"
        ),
        file(
            "path: a, format: json, members: {k: {from: key}}, fields: ⟦{K: {from: key}}",
            "only a text file has the fields of a form | name the members instead, or write format: text"
        ),
        file(
            "path: \"{name}.txt\", format: text, source: names.txt.mustache, fields: {⟦K: {from: key, once: true}}",
            "'K' is the field of a form, which nothing reads back | leave it at from:, value:, unit:, values: and if:"
        ),
        file(
            "path: a, format: text, source: names.txt.mustache, fields: {⟦K: {from: delay}}",
            "'K' does not say in which unit the bot reads it | add unit: seconds or unit: milliseconds"
        ),
        file(
            "path: \"{name}.json\", format: json, entries: ⟦a, members: {k: {from: key}}",
            "a file that every slot has for itself holds one connection | remove entries:, or {name} from path:"
        ),
        file(
            "path: a, format: json, entries: ⟦\"{name}.b\", members: {k: {from: key}}",
            "'entries' takes {id} or {name} at its end only | write it like this: exchanges, or accounts.{name}"
        ),
        file(
            "path: a, format: env, members: {\"{NAME}_KEY\": {from: key}, ⟦SECRET: {from: secret}}",
            "'SECRET' does not say whose variable it is | begin all names with {NAME}_, or none"
        ),
        file(
            "path: a, format: env, members: {⟦\"{NAME}_A-B\": {from: key}}",
            "'{NAME}_A-B' is no name of a variable | write it like this: {NAME}_API_KEY"
        ),
        file(
            "path: a, format: env, members: {⟦1a: {from: key}}",
            "'1a' is no name of a variable | use letters, digits and '_', not beginning with a digit"
        ),
        file(
            "path: a, format: env, members: {\"{NAME}_KEY\": {from: key}, ⟦\"{NAME}_API_KEY\": {from: secret}}",
            "'{NAME}_API_KEY' may be the same variable as '{NAME}_KEY' of another slot | give one of the two another ending"
        ),
        file(
            "path: a, format: env, entries: ⟦b, members: {\"{NAME}_KEY\": {from: key}}",
            "a file of variables has no objects | remove entries:, and begin the names of members with {NAME}_ where there are several connections"
        ),
        MessageCase(
            "ids: {aster: x}\nrefuses: [⟦{if: api-wallet}]\nfiles: [{path: a, format: json, members: {k: {from: key}}}]",
            "error template.missing-key: 'because' is missing under 'refuses' | add because: it trades with isolated margin only"
        ),
    ]

    private static func file(_ text: String, _ told: String) -> MessageCase {
        MessageCase("ids: {aster: x}\nfiles: [{\(text)}]", "error template.wrong-value: " + told)
    }

    private static func member(_ text: String, _ told: String) -> MessageCase {
        MessageCase(
            "ids: {aster: x}\nfiles: [{path: a, format: json, members: {\(text)}}]",
            "error template.wrong-value: " + told
        )
    }

    @Test("what is wrong with a template is told at its place", arguments: cases + languageCases)
    func messages(_ testCase: MessageCase) throws {
        let marked = Marked(testCase.yaml)
        let reading = try read(marked.text)
        #expect(reading.findings.map(\.told) == testCase.expected)
        if !marked.places.isEmpty { #expect(reading.findings.map(\.spot) == marked.places) }
        #expect(reading.template == nil)
    }

    @Test("connections that bear their slots' names, files of a slot's own, conditions and refusals are read")
    func language() throws {
        let reading = try read(
            """
            ids: {aster: x, bitget: y}
            standard: true
            refuses:
              - {if: {account.margin-mode: cross}, because: isolated only}
              - {if: api-wallet, because: no wallets}
            files:
              - path: keys.json
                format: json
                entries: "{name}"
                others: [referrals, "_c*"]
                members:
                  exchange: {from: exchange}
                  key: {from: key}
                  fee: {value: false, if: {exchange: [aster, aster-futures]}}
              - {path: "a/x.{name}.json", format: json, members: {key: {from: key, if: {market: spot}}}}
              - {path: b.json, format: json, entries: "accounts.{name}", members: {key: {from: key}}}
              - {path: c.json, format: json, entries: "{id}", members: {key: {from: key}}}
              - {path: .env, format: env, members: {"{NAME}_KEY": {from: key}, "{NAME}_S": {from: secret}}}
              - {path: "{name}.env", format: env, members: {KEY: {from: key}}}
            """
        )
        #expect(reading.findings.map(\.told) == [])
        let template = try #require(reading.template)
        #expect(template.isStandard)
        #expect(
            template.refusals == [
                .init(.init(.marginMode, ["cross"]), because: "isolated only"),
                .init(.init(.credential(.apiWallet)), because: "no wallets"),
            ]
        )
        let entries = template.files.compactMap(\.entries)
        #expect(entries.map(\.path) == [[], [], ["accounts"], [], [], []])
        #expect(entries.map(\.isSingle) == [false, true, false, false, false, true])
        #expect(entries.map(\.areNamedBySlot) == [true, false, true, false, true, false])
        #expect(entries[4].members.map(\.name) == ["KEY", "S"] && entries[4].name(of: "a-b") == "A_B")
        #expect(template.files.map(\.isPerSlot) == [false, true, false, false, false, true])
        #expect(["referrals", "_comment", "_c", "c"].map(entries[0].isOther) == [true, true, true, false])
        #expect(entries[0].members.last?.condition == .init(.exchange, ["aster", "aster-futures"]))
        #expect(entries[1].members.last?.condition == .init(.market, ["spot"]))
    }

    @Test("a kind that is not there is told where it is asked for, with the kinds that are")
    func missing() throws {
        let workspace = try TemporaryWorkspace([
            "templates/gunbot/template.yaml": "", "templates/freqtrade/template.yaml": "",
        ])
        let asked = Located("gunbott", at: kind.place)
        let finding = try #require(readTemplate(asked, inWorkspace: workspace.path).findings.first)
        #expect(
            finding.told == "error template.missing: there is no template 'gunbott' | did you mean 'gunbot'?"
        )
        #expect(finding.place == kind.place)
        let other = readTemplate(Located("x", at: kind.place), inWorkspace: workspace.path).findings.first
        #expect(other?.help == "there is freqtrade, gunbot")
        let escape = readTemplate(Located("../x", at: kind.place), inWorkspace: workspace.path).findings.first
        #expect(escape?.code == "template.missing")
    }

    @Test("a kind that the workspace does not have comes from the fallbacks")
    func fallback() throws {
        let installed = try TemporaryWorkspace([
            "gunbot/template.yaml": TemplateExample.gunbot, "gunbot/names.txt.mustache": "{}",
        ])
        let workspace = try TemporaryWorkspace()
        let reading = readTemplate(
            kind,
            inWorkspace: workspace.path,
            fallbacks: [workspace.path + "/no", installed.path]
        )
        #expect(reading.template?.files.last?.text?.name == "\(installed.path)/gunbot/names.txt.mustache")
    }

    @Test("a Mustache file that is no UTF-8 is told at its place")
    func encoding() throws {
        let reading = try read(TemplateExample.gunbot, source: "a\n%\u{202E}")
        let finding = try #require(reading.findings.first)
        #expect(finding.code == "yaml.control-character")
        #expect(finding.place == Place(file: "templates/gunbot/names.txt.mustache", line: 2, column: 2))
    }
}
