import BotConfigs
import Revisions
import SlotModel
import Operations
import SlotsCLI
import TestSupport
import Terminal
import Testing

@Suite("Tables of slots")
struct TableTests {
    @Test("fit the terminal", arguments: [20, 40, 60, 80, 100, 120, 200])
    func widths(_ width: Int) throws {
        let text = slotTable(Samples.slots, width: width, style: .plain)
        for line in text.split(separator: "\n") { #expect(displayWidth(line) <= width, "\(line)") }
        try expectGolden(text, "table-\(width).txt")
    }

    @Test("tell every status in words, whatever the width", arguments: [60, 80, 120])
    func words(_ width: Int) {
        let text = slotTable(Samples.slots, width: width, style: .plain)
        for slot in Samples.slots { #expect(text.contains(slot.status.rawValue)) }
    }

    @Test("are complete and plain in a pipe")
    func pipe() throws {
        let text = slotTable(Samples.slots, width: nil, style: .plain)
        #expect(!text.contains("✓"))
        #expect(!text.contains("…"))
        #expect(text.split(separator: "\n").count == Samples.slots.count + 1)
        try expectGolden(text, "table-pipe.txt")
    }

    @Test("do without colours and symbols where the terminal cannot show them")
    func ascii() throws {
        try expectGolden(slotTable(Samples.slots, width: 80, style: .ascii), "table-ascii.txt")
        try expectGolden(slotTable(Samples.slots, width: 120, style: .colorful), "table-colour.txt")
    }

    @Test("of recorded results say how long ago that was, and to programs when")
    func recorded() throws {
        let checked = try #require(Samples.connected.checkedAt)
        let slots = [Samples.connected, Samples.disabled]
        func text(_ age: Duration, width: Int?) -> String {
            slotTable(slots, recordedBefore: checked + age, width: width, style: .plain)
        }
        #expect(
            text(.seconds(330), width: 80) == """
                SLOT   EXCHANGE  STATUS       FREE             CHECKED    MESSAGE
                aster  aster     ✓ connected  1250.5 USDT, +3  5 min ago  1 warning
                off    bitget    – unchecked  –                –          disabled

                """
        )
        #expect(text(.seconds(-5), width: 80).contains(" just now "))
        #expect(text(.seconds(200_000), width: 80).contains(" 2 days ago "))
        #expect(text(.seconds(330), width: nil).contains(" 2026-11-20 10:00Z "))
    }

    @Test("let no escape sequence of an exchange through")
    func foreign() {
        for width in [nil, 40, 120] as [Int?] {
            #expect(!slotTable(Samples.slots, width: width, style: .plain).contains("\u{1B}"))
        }
    }

    @Test("of nothing are nothing")
    func empty() { #expect(slotTable([], width: 80, style: .plain) == "") }

    @Test("of ten thousand slots are there at once")
    func many() {
        let slots = Array(repeating: Samples.slots, count: 1667).flatMap(\.self)
        let time = ContinuousClock().measure { _ = slotTable(slots, width: nil, style: .plain) }
        #expect(time < .seconds(10))
    }
}

@Suite("The table of the stored secrets")
struct SecretTableTests {
    @Test("tells when each was set, how old it is, and who uses it")
    func ages() throws {
        let now = try #require(CalendarDate("2026-11-21")).start
        let secrets = [
            StoredSecret(
                name: "aster.private-key",
                set: now - .seconds(86_399),
                usedBy: ["aster.private-key"]
            ),
            StoredSecret(name: "hitbtc.secret", set: now - .seconds(112 * 86_400), usedBy: []),
            StoredSecret(name: "made-by-age", set: nil, usedBy: []),
            StoredSecret(name: "of-tomorrow", set: now + .seconds(90_000), usedBy: []),
            StoredSecret(name: "replaced:a:key", set: now - .seconds(86_400), usedBy: [], isReplaced: true),
        ]
        let lines = secretTable(secrets, width: nil, style: .plain, now: now).split(separator: "\n")
            .map { $0.split(separator: #/  +/#).map(String.init) }
        #expect(
            lines == [
                ["SECRET", "SET", "AGE", "USED BY"],
                ["aster.private-key", "2026-11-20", "0 days", "aster.private-key"],
                ["hitbtc.secret", "2026-08-01", "112 days", "no slot"],
                ["made-by-age", "–", "–", "no slot"],
                ["of-tomorrow", "2026-11-22", "0 days", "no slot"],
                ["replaced:a:key", "2026-11-20", "1 day", "kept for --undo"],
            ]
        )
    }
}

@Suite("What to do about slots")
struct SlotDetailsTests {
    @Test("stands below the table, failures first", arguments: [40, 80, 120])
    func widths(_ width: Int) throws {
        let text = slotDetails(Samples.slots, limit: 20, width: width, style: .plain)
        for line in text.split(separator: "\n") { #expect(displayWidth(line) <= width, "\(line)") }
        try expectGolden(text, "details-\(width).txt")
    }

    @Test("is limited, and the rest is counted")
    func limit() {
        let text = slotDetails(
            Array(repeating: Samples.unreachable, count: 23),
            limit: 20,
            width: nil,
            style: .plain
        )
        #expect(text.hasSuffix("\nand 3 more slots; -o json has all of them\n"))
    }

    @Test("is silent about what is well")
    func silent() {
        var well = Samples.connected
        well.checks.removeAll { $0.outcome == .warn }
        let slots = [well, Samples.disabled]
        #expect(slotDetails(slots, limit: 20, width: 80, style: .plain) == "")
    }
}

@Suite("Plans")
struct PlanTextTests {
    @Test("read like a diff", arguments: [40, 80, 120])
    func widths(_ width: Int) throws {
        try expectGolden(planText(Samples.changes, width: width, style: .plain), "plan-\(width).txt")
    }

    @Test("are complete in a pipe, and hold no secret")
    func pipe() throws {
        let text = planText(Samples.changes, width: nil, style: .plain)
        try expectGolden(text, "plan-pipe.txt")
        try expectGolden(planText(Samples.changes, width: 80, style: .ascii), "plan-ascii.txt")
    }

    @Test("tell an entry in one line, or every member where that is wanted")
    func entries() {
        func member(_ name: String, _ value: MemberChange.Value, _ kind: MemberChange.Kind, _ entry: String)
            -> MemberChange
        {
            MemberChange(
                path: ["exchanges", entry, name],
                kind: kind,
                old: kind == .remove ? value : nil,
                new: kind == .remove ? nil : value,
                consent: kind == .remove ? .removal : nil
            )
        }
        let secret = MemberChange.Value.secret(Fingerprint(text: "a1b2c3d4"))
        let changes =
            [("key", secret), ("delay", .json("5"))].map { member($0, $1, .add, "bitget") }
            + [("key", secret), ("delay", .json("5"))].map { member($0, $1, .remove, "hitbtc") }
            + [member("delay", .json("5"), .add, "aster"), member("x", .json("1"), .add, "aster")]
        let file = FileChanges(bot: "main", file: "config.js", fileName: "config.js", changes: changes)
        #expect(
            planText([file], width: 80, style: .plain) == """
                config.js (main)
                  + exchanges.bitget   2 members
                  - exchanges.hitbtc   2 members  ! removes what is there
                  + exchanges.aster.delay: 5
                  + exchanges.aster.x: 1

                Plan: 4 members to add, 0 to change, 2 to remove

                """
        )
        let verbose = planText([file], isVerbose: true, width: 80, style: .plain)
        #expect(verbose.split(separator: "\n").count == 1 + changes.count + 1)
        #expect(verbose.contains("  - exchanges.hitbtc.key: ••• a1b2c3d4  ! removes what is there\n"))
    }

    @Test("without a change say so")
    func nothing() {
        #expect(planText([], width: 80, style: .plain) == "Plan: nothing to change\n")
        #expect(planSummary(Samples.changes) == "Plan: 3 members to add, 3 to change, 1 to remove")
    }
}
