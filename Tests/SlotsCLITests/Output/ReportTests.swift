import PlainJSON
import SlotModel
import Operations
import SlotsCLI
import TestSupport
import Terminal
import Testing

@Suite("Reports for programs")
struct ReportTests {
    private let validator = SchemaValidator(root: Report.jsonSchema)

    @Test("have the promised members, and the schema agrees")
    func document() throws {
        let json = Samples.report.json
        #expect(validator.complaints(about: json) == [])
        try expectGolden(json.text(pretty: true) + "\n", "report.json")
        try expectGolden(Report.jsonSchema.text(pretty: true) + "\n", "report.schema.json")
        #expect(try JSONValue.read(Array(json.text().utf8)) == json)
    }

    @Test("the schema notices what is wrong")
    func schemaRefuses() {
        let slot: JSONValue = ["slot": "a", "exchange": "nowhere"]
        let wrong: JSONValue = [
            "version": 2, "command": "check", "exit": "1", "slots": [slot], "findings": [], "changes": [],
        ]
        #expect(validator.complaints(about: wrong).count >= 4)
        #expect(!validator.complaints(about: ["version": 1]).isEmpty)
    }

    @Test("of nothing have all three lists")
    func empty() {
        let report = Report(.validate)
        #expect(validator.complaints(about: report.json) == [])
        #expect(
            report.json.text()
                == #"{"version":1,"command":"validate","exit":0,"slots":[],"findings":[],"changes":[]}"#
        )
    }

    @Test("as lines are valid one by one and end with the summary")
    func lines() throws {
        let (output, text) = TextStream.collecting()
        let (errors, complaints) = TextStream.collecting()
        let printer = ReportPrinter(console: Console(output: output, errors: errors), format: .ndjson) {
            _,
            _ in ""
        }
        printer.stream(Samples.connected)
        printer.print(Samples.report, streamed: [Samples.connected.slot])
        #expect(complaints() == "")
        try expectGolden(text(), "report.ndjson")
        let lines = try text().split(separator: "\n").map { try JSONValue.read(Array($0.utf8)) }
        #expect(lines.count == 6 + 2 + 7 + 1)
        let line = try #require(Report.jsonSchema["$defs"]?["line"])
        for value in lines { #expect(validator.complaints(about: value, schema: line) == []) }
        #expect(lines.last?["type"]?.string == "summary")
        #expect(lines.last?["exit"] == 1)
        #expect(lines.count { $0["slot"]?.string == "aster" && $0["type"]?.string == "slot" } == 1)
    }
}

@Suite("Reports for people")
struct ReportPrinterTests {
    private func printed(_ report: Report, quiet: Bool = false) -> (output: String, errors: String) {
        let (output, text) = TextStream.collecting()
        let (errors, complaints) = TextStream.collecting()
        let console = Console(output: output, errors: errors, isQuiet: quiet)
        ReportPrinter(console: console, format: .table) { finding, _ in
            "\(finding.severity): \(finding.message)"
        }
        .print(report)
        return (text(), complaints())
    }

    @Test("put results on stdout and everything else on stderr")
    func streams() {
        let (output, errors) = printed(Samples.report)
        #expect(output.hasPrefix("SLOT "))
        #expect(output.hasSuffix("\nPlan: 3 members to add, 3 to change, 1 to remove\n"))
        #expect(
            errors.hasPrefix(
                "error: unknown key 'dealy'\nwarning: the secret stands in the file\n1 error, 1 warning\n"
            )
        )
        #expect(
            errors.hasSuffix(
                "\n6 slots: 1 unchecked, 1 connected, 1 expiring, 1 unavailable, 1 underfunded, 1 invalid-credentials"
                    + " (1 on the built-in exchange)\n"
            )
        )
    }

    @Test("tell only what is new to who was asked, and what was done")
    func afterAsking() {
        let (output, text) = TextStream.collecting()
        let (errors, complaints) = TextStream.collecting()
        var report = Samples.report
        report.command = .apply
        report.exit = .done
        ReportPrinter(console: Console(output: output, errors: errors), format: .table) { finding, _ in
            finding.message
        }
        .print(report, seen: Array(Samples.findings.prefix(1)))
        #expect(text() == "Applied: 3 members added, 3 changed, 1 removed\n")
        #expect(complaints() == "the secret stands in the file\n")
    }

    @Test("of runs in which all is well and nothing changes are two lines")
    func uneventful() {
        var well = Samples.connected
        well.checks.removeAll { $0.outcome == .warn }
        for command in [CommandName.plan, .apply] {
            let (output, errors) = printed(Report(command, slots: [well], changes: []))
            #expect(output == "Plan: nothing to change\n")
            #expect(errors == "1 slot: 1 connected\n")
        }
        #expect(printed(Report(.check, slots: [well])).output.hasPrefix("SLOT "))
        #expect(printed(Report(.plan, slots: [Samples.connected], changes: [])).output.hasPrefix("SLOT "))
    }

    @Test("remind of rights that an exchange never tells in check only")
    func reminders() {
        var slot = Samples.connected
        slot.checks = [CheckResult(.permissions, .warn, "not told", help: "look")]
        let finding = Finding(.warning, "permissions.unknown", "not told", slot: slot.slot, help: "look")
        let apply = printed(Report(.apply, slots: [slot], findings: [finding], changes: []))
        #expect(apply == ("Plan: nothing to change\n", "1 slot: 1 connected\n"))
        #expect(printed(Report(.check, slots: [slot], findings: [finding])).errors.contains("not told"))
    }

    @Test("say in the last line why nothing was written")
    func reasons() {
        let report = Report(.apply, exit: .stopped, slots: Samples.slots)
        #expect(
            report.reasonOfNothing
                == "3 slots are not connected (aster-futures underfunded, old-v1-key-with-a-long-name "
                + "invalid-credentials, slow unavailable)"
        )
        let one = Report(.apply, exit: .unreachable, slots: [Samples.unreachable])
        #expect(one.reasonOfNothing == "slow is unavailable")
        #expect(
            Report(.apply, exit: .wrongFiles, findings: Samples.findings).reasonOfNothing
                == "slots/aster.yaml: unknown key 'dealy'"
        )
    }

    @Test("do not say again in the last line what stands alone above it")
    func aloneAbove() {
        let finding = Finding(.error, "workspace.no-folder", "there is no folder x")
        #expect(Report(.apply, exit: .wrongFiles, findings: [finding]).reasonOfNothing == nil)
    }

    @Test("tell one cure of several troubles once, and no question that an exchange never answers")
    func oneCure() {
        var slot = Samples.unreachable
        slot.status = .clockSkew
        slot.checks = [
            CheckResult(.clock, .fail, "10 min behind", help: "set the clock"),
            CheckResult(.signIn, .fail, "refused", help: "set the clock"),
            CheckResult(.expiry, .skip, "Bitget does not tell when a key ends"),
            CheckResult(.fees, .skip, "the sign-in failed"),
        ]
        let told = printed(Report(.check, exit: .stopped, slots: [slot])).errors
        #expect(told.split(separator: "help: set the clock").count == 2, "\(told)")
        #expect(told.contains("not answered: fees\n"), "\(told)")
    }

    @Test("have the slots in the order of their names")
    func order() {
        let (output, _) = printed(Report(.list, slots: [Samples.underfunded, Samples.connected]))
        #expect(output.split(separator: "\n").dropFirst().first?.hasPrefix("aster ") == true)
    }

    @Test("when quiet tell only what is wrong")
    func quiet() {
        let (output, errors) = printed(Samples.report, quiet: true)
        #expect(output == "")
        #expect(errors.hasPrefix("error: unknown key 'dealy'\n"))
        #expect(errors.contains("\naster-futures: "))
        #expect(errors.contains("150 USDT wanted, 12.5 free"))
        let fine = printed(Report(.verify, slots: [Samples.connected]), quiet: true)
        #expect(fine.output == "" && fine.errors.contains("! fees "), "a warning is something wrong")
        var well = Samples.connected
        well.checks.removeAll { $0.outcome == .warn }
        #expect(printed(Report(.verify, slots: [well]), quiet: true) == ("", ""))
        #expect(printed(Report(.list, slots: [Samples.connected]), quiet: true).output.hasPrefix("SLOT "))
    }

    @Test("tell once what is the same at several places, and where else")
    func groups() {
        func finding(_ message: String, _ file: String, _ line: Int) -> Finding {
            let place = Place(file: file, line: line, column: 3)
            return Finding(.error, "a.b", message, at: place, slot: file, help: "do it")
        }
        let same = (1...11).map { finding("no identity", "slots/s\($0).yaml", 4) }
        let report = Report(.check, findings: [finding("other", "slots/a.yaml", 1)] + same + same.suffix(1))
        let lines = printed(report).errors.split(separator: "\n").map(String.init)
        #expect(lines.filter { $0.contains("no identity") }.count == 1)
        let also = (2...9).map { "slots/s\($0).yaml:4:3" }.joined(separator: ", ")
        #expect(lines.contains("  also: \(also) and 3 more, which -o json has"), "\(lines)")
        #expect(lines.last == "13 errors")
    }

    @Test("tell twenty findings, errors before warnings, and count the rest")
    func limit() {
        let warnings = (1...130).map {
            Finding(.warning, "a.b", "w\($0)", at: Place(file: "a.yaml", line: $0))
        }
        let errors = (1...3).map { Finding(.error, "a.b", "e\($0)", at: Place(file: "z.yaml", line: $0)) }
        let lines = printed(Report(.validate, findings: warnings + errors)).errors.split(separator: "\n")
        #expect(lines.count == 22)
        #expect(lines.filter { $0.hasPrefix("error") } == ["error: e1", "error: e2", "error: e3"])
        #expect(lines.suffix(2) == ["and 113 more; -o json has all of them", "3 errors, 130 warnings"])
    }
}

@Suite("Findings of checks")
struct FindingsOfChecksTests {
    private func finding(_ message: String, slot: String? = "aster-futures") -> Finding {
        Finding(
            .error,
            "balance.short",
            message,
            at: Place(file: "slots/aster-futures.yaml", line: 7, column: 3),
            slot: slot,
            help: "deposit"
        )
    }

    @Test("are told once, with the check, by place and code")
    func once() throws {
        let (output, _) = TextStream.collecting()
        let (errors, text) = TextStream.collecting()
        let findings = [
            finding("150 USDT wanted, 12.5 free"), finding("something that no check tells"),
            finding("150 USDT wanted, 12.5 free", slot: "another"),
        ]
        ReportPrinter(console: Console(output: output, errors: errors), format: .table) { finding, _ in
            "finding of \(finding.slot ?? ""): \(finding.message)"
        }
        .print(Report(.check, slots: [Samples.underfunded], findings: findings))
        try expectGolden(text(), "findings-of-checks.txt")
    }
}
