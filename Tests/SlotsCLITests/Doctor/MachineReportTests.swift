import Operations
import PlainJSON
import SlotModel
import Doctor
import SlotsCLI
import TestSupport
import Terminal
import Testing

@Suite("Doctor's report")
struct MachineReportTests {
    private let report = MachineReport([
        MachineResult(.version, .pass, "slots 1.0.0", data: [.init("version", .text("1.0.0"))]),
        MachineResult(.clock, .warn, "no time service keeps it in step", help: "start one"),
        MachineResult(
            .modes,
            .fail,
            "slots/aster.yaml holds a plain secret and is open to other users (0644)",
            help: "chmod 600 slots/aster.yaml",
            data: [.init("files", .integer(3)), .init("open", .list(["slots/aster.yaml"]))]
        ),
        MachineResult(.reach, .skip, "left out with --offline"),
    ])

    @Test("is a line for each check, and what to do below", arguments: [nil, 80, 40, 24])
    func table(_ width: Int?) throws {
        let text = machineText(report, includesGood: true, width: width, style: .plain)
        if let width { for line in text.split(separator: "\n") { #expect(displayWidth(line) <= width) } }
        try expectGolden(text, "doctor-\(width.map(String.init) ?? "pipe").txt")
    }

    @Test("tells only what is wrong when it is to be quiet")
    func quiet() {
        let text = machineText(report, includesGood: false, width: nil, style: .plain)
        #expect(!text.contains("slots 1.0.0"))
        #expect(!text.contains("left out"))
        #expect(text.split(separator: "\n").count == 4)
    }

    @Test("words that came from outside cannot command the terminal")
    func foreign() {
        let result = MachineResult(.reach, .fail, "refused: \u{1B}[2Jgone", help: "look at \u{202E}x")
        let text = machineText(MachineReport([result]), includesGood: false, width: 80, style: .plain)
        #expect(text.contains(#"refused: \u{1b}[2Jgone"#) && text.contains(#"look at \u{202e}x"#), "\(text)")
    }

    @Test("sums up, and exits with 1 only when something fails")
    func exit() {
        #expect(machineSummary(report) == "4 checks: 1 pass, 1 warn, 1 fail, 1 skip")
        #expect(report.exit == .stopped)
        #expect(MachineReport(report.results.filter { $0.outcome != .fail }).exit == .done)
    }

    @Test("follows its schema as a document and as lines")
    func schema() throws {
        let validator = SchemaValidator(root: MachineReport.jsonSchema)
        #expect(validator.complaints(about: report.json) == [])
        let line = try #require(MachineReport.jsonSchema["$defs"]?["line"])
        for value in report.lines { #expect(validator.complaints(about: value, schema: line) == []) }
        #expect(report.lines.count == 5)
        #expect(report.json["exit"] == 1)
        #expect(validator.complaints(about: ["version": 2]) != [])
        try expectGolden(report.json.text(pretty: true) + "\n", "doctor.json")
        try expectGolden(MachineReport.jsonSchema.text(pretty: true) + "\n", "doctor.schema.json")
    }
}
