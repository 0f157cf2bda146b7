import BotConfigs
import Cryptography
import Foundation
import SlotModel
import Testing

@Suite("Looking at a merged file again")
struct MergeCheckTests {
    private static let before = """
        {
          "a": 0.50,
          "exchanges": {
            "x": {"k": "1", "u": [1.0]},
            "y": {"k": "2"},
            "z": {"k": "3"}
          },
          "b": [1e2, "\\u0041"]
        }

        """

    /// Replaces x.k, removes y, adds w.
    private func edited() throws -> (check: MergeCheck, after: String) {
        let document = try JSONDocument(Array(Self.before.utf8))
        let list = try #require(document.members(of: document.root).first { $0.name == "exchanges" }).value
        let entry = document.members(of: list)[0].value
        var inner = JSONObjectEdit(entry, members: document.members(of: entry))
        inner.replaced[0] = .string([.text(Array("new".utf8))])
        var outer = JSONObjectEdit(list, members: document.members(of: list))
        outer.removed = [1]
        outer.added = [.init(name: "w", value: .object([.init(name: "k", value: .literal(Array("4".utf8)))]))]
        var edits = JSONEdits(document)
        edits.apply(inner)
        edits.apply(outer)
        let check = MergeCheck(before: document, edits: [inner, outer])
        return (check, edits.text(in: Self.before))
    }

    private func holds(_ check: MergeCheck, _ text: String) throws -> Bool {
        check.holds(for: SecretText(Secret(copying: Array(text.utf8))))
    }

    @Test("what was planned holds")
    func planned() throws {
        let (check, after) = try edited()
        #expect(
            after.contains(
                "\"x\": {\"k\": \"new\", \"u\": [1.0]},\n    \"z\": {\"k\": \"3\"},\n    \"w\": {\"k\": 4}\n"
            )
        )
        #expect(try holds(check, after))
    }

    @Test(
        "what was not planned is noticed",
        arguments: [
            ("0.50", "0.5"), ("1e2", "100"), ("\\u0041", "A"), ("\"u\": [1.0]", "\"u\": [1.00]"),
            ("\"new\"", "\"1\""),
            ("\"z\"", "\"y\""), (",\n    \"w\": {\"k\": 4}", ""), ("4", "5"), ("\"3\"", "\"3 \""),
            ("\"a\"", "\"A\""),
            ("]\n}", "]\n}\n"), ("  \"a\"", " \"a\""), ("\"k\": 4", "\"k\": 4, \"l\": 0"),
            (", \"u\": [1.0]", ""),
            ("\n    \"z\": {\"k\": \"3\"},", "\n    \"y\": {\"k\": \"2\"}, \"z\": {\"k\": \"3\"},"),
            // No JSON any more, in what changed and beside it.
            ("\"new\"", "\"new"), ("{\"k\": 4}", "{\"k\": 4"), ("{\"k\": 4}", "{\"k\": 04}"),
            ("{\"k\": 4}\n  }", "{\"k\": 4}\n  } "), ("[1.0]}", "[1.0]}}"), ("[1.0]}", "[1.0],}"),
            ("\"b\"", "b"),
        ]
    )
    func unplanned(_ part: String, _ other: String) throws {
        let (check, after) = try edited()
        guard let range = after.range(of: part) else {
            Issue.record("the result has no '\(part)'")
            return
        }
        #expect(try !holds(check, after.replacingCharacters(in: range, with: other)))
    }

    @Test("the levels around a change count, too")
    func depth() throws {
        let levels = JSONDocument.maximumDepth - 1
        let (start, end) = (
            String(repeating: "{\"o\":", count: levels - 1), String(repeating: "}", count: levels - 1)
        )
        let document = try JSONDocument(Array("\(start){\"k\":1}\(end)".utf8))
        var object = document.root
        while let inner = document.members(of: object).first?.value, inner.kind == .object { object = inner }
        for (tree, text, isWithin) in [
            (JSONTree.list([]), "[]", true), (.list([.list([])]), "[[]]", false),
        ] {
            var edit = JSONObjectEdit(object, members: document.members(of: object))
            edit.replaced[0] = tree
            let check = MergeCheck(before: document, edits: [edit])
            #expect(try holds(check, "\(start){\"k\":\(text)}\(end)") == isWithin)
        }
    }

    // MARK: - Any file, any slots

    @Test("a merge into any file leaves the rest alone and is done after one go", arguments: 0..<150)
    func anyFile(_ seed: Int) throws {
        var random = RandomJSON(seed: UInt64(seed) + 5_000)
        let entries = (0..<Int.random(in: 0..<4, using: &random.generator)).map { index in
            "\"\(["hitbtc", "bitget", "asterdex", "other"][index])\": \(random.object(level: 2))"
        }
        let before = random.object(level: 1)
        let newline = random.newline
        let file =
            "{\(newline)\"first\": \(before),\(newline)\"exchanges\": {\(entries.joined(separator: ", "))},"
            + "\(newline)\"last\": \(random.value(level: 1))}\(newline)"
        let slots = [
            TestSlot("h", .hitbtc, id: "hitbtc", fee: "0.1", delay: .seconds(3)),
            TestSlot("b", .bitget, id: "bitget", passphrase: "\"p"), TestSlot("c", .bitget, id: "bitget#2"),
        ]
        let wanted = Array(slots.prefix(Int.random(in: 0...3, using: &random.generator)))
        let (merged, findings) = mergeGunbot(wanted, into: file)
        let first = try #require(merged, "\(findings)")
        let (old, new) = (try JSONDocument(Array(file.utf8)), try JSONDocument(Array(first.text.utf8)))
        let (left, right) = (old.members(of: old.root), new.members(of: new.root))
        #expect(left.map(\.name) == right.map(\.name))
        #expect(old.raw(left[0].range) == new.raw(right[0].range))
        #expect(old.raw(left[2].range) == new.raw(right[2].range))
        let ids = Set(wanted.map(\.id))
        for (entry, same) in zip(old.members(of: left[1].value), new.members(of: right[1].value)) {
            #expect(entry.name == same.name)
            if !ids.contains(entry.name) { #expect(old.raw(entry.range) == new.raw(same.range)) }
        }
        for slot in wanted { #expect(try first.entry(slot.id)["key"] as? String == "key-of-\(slot.name)") }
        let again = try #require(mergeGunbot(wanted, into: first.text, owned: first.owned).merged)
        #expect(again.text == first.text)
        #expect(again.changes == [])
        // And back: what slots made goes, what was there stays.
        let gone = try #require(mergeGunbot([], into: first.text, owned: first.owned).merged)
        let last = try JSONDocument(Array(gone.text.utf8))
        #expect(
            last.members(of: last.members(of: last.root)[1].value).map(\.name)
                == old.members(of: left[1].value).map(\.name)
        )
    }

    @Test("thousands of connections are merged in one go, with work that grows with their number only")
    func many() throws {
        /// Values that were looked at.
        func work(_ count: Int) throws -> Int {
            let template = Gunbot.template()
            let slots = (0..<count).map {
                TestSlot("s\($0)", .hitbtc, id: "hitbtc#\($0 + 2)", delay: .seconds(9)).botSlot
            }
            let counter = Counter()
            let fingerprinter = Fingerprinter { bytes in
                counter.add(1)
                return Gunbot.fingerprinter.fingerprint(bytes)
            }
            var input = MergeInput(
                template: template,
                file: try #require(template.files.first),
                bot: Gunbot.bot,
                slots: slots,
                existing: Gunbot.existing(Gunbot.sample),
                fileName: "c",
                owned: OwnedMembers(),
                fingerprinter: fingerprinter
            )
            let first = try #require(merge(input).outcome)
            #expect(first.changes.count == 5 * count)
            input.existing = Gunbot.existing(first.content.withBytes { String(decoding: $0, as: UTF8.self) })
            input.owned = first.owned
            for index in input.slots.indices {
                input.slots[index].slot.delay = Located(.seconds(8), at: Gunbot.place)
            }
            let second = try #require(merge(input).outcome)
            #expect(second.changes.count == count)
            return counter.value
        }
        let (small, large) = (try work(100), try work(2_000))
        #expect(large == 20 * small)
    }

    /// Counts from one thread.
    private final class Counter: @unchecked Sendable {
        // `@unchecked`: a merge calls its fingerprinter on the calling thread only.
        private(set) var value = 0

        func add(_ count: Int) { value += count }
    }
}
