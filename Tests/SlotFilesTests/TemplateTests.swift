import SlotFiles
import SlotModel
import Testing

struct TemplateTests {
    private let kind = Located("gunbot", at: Place(file: "slots.yaml", line: 3, column: 15, length: 6))

    private func read(_ template: String, source: String? = "{}") throws -> TemplateReading {
        let workspace = try TemporaryWorkspace(["templates/gunbot/template.yaml": template])
        if let source { try workspace.write("templates/gunbot/config.js.mustache", source) }
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
        #expect(template.notes == ["register a new key in Gunbot, and restart its core"])
        let file = try #require(template.files.first)
        #expect((file.path.value, file.format) == ("config.js", .json))
        #expect(file.source == "{\"a\": {{b}}}\n")
        #expect(file.sourceName == "templates/gunbot/config.js.mustache")
        let entries = try #require(file.entries)
        #expect(entries.path == ["exchanges"])
        #expect(entries.createOnly == ["masterkey", "mastersecret"])
        #expect(entries.kept == ["delay", "TRADING_FEES"])
        #expect(entries.credentials == ["masterkey", "mastersecret", "key", "secret", "passphrase"])
        #expect(entries.encryptedFlag == "isEncrypted")
        #expect(entries.encryptedPrefix == "ENC:")
        #expect(entries.emptyBeforeRemoval == ["pairs", "{id}"])
        #expect(entries.pairs == ["pairs", "{id}"])
        #expect(reading.sources["templates/gunbot/template.yaml"] != nil)
    }

    static let cases: [MessageCase] = [
        MessageCase(
            "ids: {⟦astr: x}\nfiles: [{path: a, format: json, source: config.js.mustache}]",
            "error template.wrong-value: 'astr' is no exchange that slots knows | the exchanges are aster, aster-futures, bitget, bitget-futures, hitbtc"
        ),
        MessageCase(
            "ids: {aster: x}\nfiles: [{path: ⟦../a, format: json, source: config.js.mustache}]",
            "error template.wrong-value: '../a' is no path inside the bot's directory | write it without '..' and without '/' at its start, such as config.js"
        ),
        MessageCase(
            "ids: {aster: x}\nfiles: [{path: a, format: jsn, source: ../x.mustache}]",
            "error template.wrong-value: 'format' takes a format, not 'jsn' | did you mean 'json'?",
            "error template.wrong-value: '../x.mustache' is no name of a Mustache file | write a file name such as config.js.mustache, without folders"
        ),
        MessageCase(
            "ids: {aster: x}\nfiles: [{path: a, format: json, source: ⟦other.mustache}]",
            "error template.missing-source: there is no templates/gunbot/other.mustache | put the Mustache file beside template.yaml"
        ),
        MessageCase(
            "ids: {aster: x}\nfiles: [{path: a, format: text, source: config.js.mustache, entries: ⟦{path: exchanges}}]",
            "error template.wrong-value: only a json file has entries | remove entries:, or write format: json"
        ),
        MessageCase(
            "ids: {aster: x}\nfiles: ⟦[]",
            "error template.wrong-value: the list of 'files' is empty | write for example [{path: config.js, format: json, source: config.js.mustache}], or remove the key"
        ),
    ]

    @Test("what is wrong with a template is told at its place", arguments: cases)
    func messages(_ testCase: MessageCase) throws {
        let marked = Marked(testCase.yaml)
        let reading = try read(marked.text)
        #expect(reading.findings.map(\.told) == testCase.expected)
        if !marked.places.isEmpty { #expect(reading.findings.map(\.spot) == marked.places) }
        #expect(reading.template == nil)
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
            "gunbot/template.yaml": TemplateExample.gunbot, "gunbot/config.js.mustache": "{}",
        ])
        let workspace = try TemporaryWorkspace()
        let reading = readTemplate(
            kind,
            inWorkspace: workspace.path,
            fallbacks: [workspace.path + "/no", installed.path]
        )
        #expect(reading.template?.files.first?.sourceName == "\(installed.path)/gunbot/config.js.mustache")
    }

    @Test("a Mustache file that is no UTF-8 is told at its place")
    func encoding() throws {
        let reading = try read(TemplateExample.gunbot, source: "a\n%\u{202E}")
        let finding = try #require(reading.findings.first)
        #expect(finding.code == "yaml.control-character")
        #expect(finding.place == Place(file: "templates/gunbot/config.js.mustache", line: 2, column: 2))
    }
}
