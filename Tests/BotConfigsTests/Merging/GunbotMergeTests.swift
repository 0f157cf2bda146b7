import BotConfigs
import Cryptography
import Foundation
import SlotModel
import Testing

@Suite("Merge into Gunbot's config.js")
struct GunbotMergeTests {
    /// A slot whose credentials are those of the sample's entry.
    private func sampleSpot(fee: String? = nil, delay: Duration? = nil) -> TestSlot {
        TestSlot(
            "aster",
            .aster,
            id: "asterdex",
            key: "FAKE-aster-spot-key-0001",
            secret: "FAKE-aster-spot-secret-0001",
            fee: fee,
            delay: delay
        )
    }

    private func sampleHitBTC() -> TestSlot {
        TestSlot(
            "hitbtc",
            .hitbtc,
            id: "hitbtc",
            key: "FAKE-hitbtc-key-0004",
            secret: "FAKE-hitbtc-secret-0004"
        )
    }

    // MARK: - Nothing else changes

    @Test("what is equal already changes nothing, not one byte")
    func unchanged() throws {
        let merged = try #require(
            mergeGunbot([sampleSpot(fee: "0.10", delay: .seconds(10))], into: Gunbot.sample).merged
        )
        #expect(merged.text == Gunbot.sample)
        #expect(merged.changes == [])
        #expect(merged.owned.entries["asterdex"]?.isCreated == false)
    }

    @Test("the sample's odd numbers are there to be kept")
    func sampleIsWhole() {
        for spelling in ["0.50", "1e2", "1.0, null", "100000000000000000", "-1001234567890123456"] {
            #expect(Gunbot.sample.contains(spelling))
        }
    }

    @Test("one changed value is one changed line")
    func oneLine() throws {
        let merged = try #require(
            mergeGunbot([sampleSpot(delay: .milliseconds(7500))], into: Gunbot.sample).merged
        )
        #expect(merged.summary == ["exchanges.asterdex.delay update"])
        #expect(merged.changes.first?.old == .json("10"))
        #expect(merged.changes.first?.new == .json("7.5"))
        let (removed, added) = differingLines(Gunbot.sample, merged.text)
        #expect(removed == [#""delay": 10,"#])
        #expect(added == [#""delay": 7.5,"#])
    }

    @Test("a further connection moves no other member")
    func secondConnection() throws {
        let slot = TestSlot("hitbtc-b", .hitbtc, id: "hitbtc#2", fee: "0.25", delay: .seconds(15))
        let merged = try #require(mergeGunbot([slot], into: Gunbot.sample).merged)
        let entry = """
            ,
                    "hitbtc#2": {
                        "masterkey": "key-of-hitbtc-b",
                        "mastersecret": "secret-of-hitbtc-b",
                        "key": "key-of-hitbtc-b",
                        "secret": "secret-of-hitbtc-b",
                        "delay": 15,
                        "TRADING_FEES": 0.25
                    }
            """
        let last = "            \"TRADING_FEES\": 0.25\n        }"
        #expect(Gunbot.sample.components(separatedBy: last).count == 2)
        #expect(merged.text == Gunbot.sample.replacingOccurrences(of: last, with: last + entry))
        #expect(merged.changes.allSatisfy { $0.kind == .add && $0.consent == nil })
        #expect(merged.summary.count == 6)
        #expect(merged.owned.entries["hitbtc#2"]?.isCreated == true)
    }

    @Test(
        "the file's own style is kept",
        arguments: [
            (
                "{\r\n  \"exchanges\": {}\r\n}\r\n",
                "{\r\n  \"exchanges\": {\r\n    \"hitbtc\": {\r\n      \"masterkey\": \"k\","
            ),
            ("{\"exchanges\":{}}", "{\"exchanges\":{\"hitbtc\":{\"masterkey\":\"k\",\"mastersecret\":\"s\","),
            (
                "{\n\t\"bot\": 1\n}",
                "{\n\t\"bot\": 1,\n\t\"exchanges\": {\n\t\t\"hitbtc\": {\n\t\t\t\"masterkey\": \"k\","
            ),
            ("{}", "{\n    \"exchanges\": {\n        \"hitbtc\": {\n            \"masterkey\": \"k\","),
            (
                "{\"exchanges\": {\"x\": {\"a\": 1, \"b\": 2}}, \"z\": 0.50}",
                "{\"exchanges\": {\"x\": {\"a\": 1, \"b\": 2}, \"hitbtc\": {\"masterkey\": \"k\", \"mastersecret\": \"s\","
            ),
        ]
    )
    func style(_ before: String, _ start: String) throws {
        let slot = TestSlot("h", .hitbtc, id: "hitbtc", key: "k", secret: "s", fee: "0.1")
        let merged = try #require(mergeGunbot([slot], into: before).merged)
        #expect(merged.text.hasPrefix(start))
        #expect(try merged.entry("hitbtc")["delay"] as? Int == 10)
        let again = try #require(mergeGunbot([slot], into: merged.text, owned: merged.owned).merged)
        #expect(again.text == merged.text)
        #expect(again.changes == [])
    }

    @Test("a second apply changes nothing")
    func idempotent() throws {
        let slots = [
            sampleSpot(fee: "0.08", delay: .seconds(12)),
            TestSlot("b", .bitget, id: "bitget#3", passphrase: "p", delay: .seconds(9)),
            TestSlot("c", .hitbtc, id: "hitbtc#2", delay: .seconds(9)),
        ]
        let first = try #require(mergeGunbot(slots, into: Gunbot.sample).merged)
        #expect(!first.changes.isEmpty)
        let second = try #require(mergeGunbot(slots, into: first.text, owned: first.owned).merged)
        #expect(second.text == first.text)
        #expect(second.changes == [])
        #expect(second.owned == first.owned)
    }

    // MARK: - Asking first

    @Test("a member whose value comes from a credential is one, without the template saying so")
    func credentialByOrigin() throws {
        let template = Gunbot.template(members: [
            .init("key", .from([.credential(.key)])), .init("secret", .from([.credential(.secret)])),
        ])
        let slot = TestSlot("aster", .aster, id: "asterdex")
        let merged = try #require(mergeGunbot([slot], into: Gunbot.sample, template: template).merged)
        #expect(merged.change("exchanges.asterdex.key")?.consent == .takeOver)
        #expect(merged.change("exchanges.asterdex.secret")?.consent == .takeOver)
        #expect(!"\(merged.changes)".contains("FAKE"))
    }

    @Test("credentials of an entry that slots never wrote are taken over only with consent; a delay without")
    func takeOver() throws {
        let slot = TestSlot("aster", .aster, id: "asterdex", delay: .seconds(20))
        let (merged, findings) = mergeGunbot([slot], into: Gunbot.sample)
        #expect(
            try #require(merged).summary == [
                "exchanges.asterdex.key update take-over", "exchanges.asterdex.secret update take-over",
                "exchanges.asterdex.delay update",
            ]
        )
        let change = try #require(merged?.change("exchanges.asterdex.key"))
        #expect(change.old == .secret(Gunbot.fingerprint("FAKE-aster-spot-key-0001")))
        #expect(change.new == .secret(Gunbot.fingerprint("key-of-aster")))
        #expect(change.slot == "aster")
        // The licence key stays.
        #expect(try merged?.entry("asterdex")["masterkey"] as? String == "FAKE-aster-spot-key-0001")
        let warning = try #require(findings.first { $0.code == "bot.licence-key" })
        #expect(warning.severity == .warning)
        #expect(
            warning.message == "'masterkey' of 'asterdex' differs from the slot's key and stays as it is"
        )
    }

    @Test("a new key for an entry of slots' own needs no consent")
    func newKey() throws {
        let first = try #require(
            mergeGunbot([TestSlot("h", .hitbtc, id: "hitbtc#2")], into: Gunbot.sample).merged
        )
        let slot = TestSlot("h", .hitbtc, id: "hitbtc#2", key: "new", secret: "new-secret")
        let second = try #require(mergeGunbot([slot], into: first.text, owned: first.owned).merged)
        #expect(second.summary == ["exchanges.hitbtc#2.key update", "exchanges.hitbtc#2.secret update"])
    }

    @Test("another slot's connection is taken over only with consent")
    func otherSlot() throws {
        let first = try #require(
            mergeGunbot([TestSlot("h", .hitbtc, id: "hitbtc#2")], into: Gunbot.sample).merged
        )
        let other = try #require(
            mergeGunbot([TestSlot("i", .hitbtc, id: "hitbtc#2")], into: first.text, owned: first.owned).merged
        )
        #expect(
            other.summary == [
                "exchanges.hitbtc#2.key update other-slot", "exchanges.hitbtc#2.secret update other-slot",
            ]
        )
    }

    @Test(
        "a fee or a delay that nobody can mean wants consent once, in a new entry and in an old one",
        arguments: [
            ("1.5", 10_000, "TRADING_FEES"), ("-1.01", 10_000, "TRADING_FEES"), ("0.1", 121_000, "delay"),
            ("0.1", 49, "delay"), ("0.1", 0, "delay"), ("1", 120_000, nil), ("-0.01", 50, nil),
            ("0", 10_000, nil),
        ] as [(String, Int, String?)]
    )
    func implausible(fee: String, milliseconds: Int, asked: String?) throws {
        let usual = TestSlot("h", .hitbtc, id: "hitbtc#2", fee: "0.2", delay: .seconds(20))
        var odd = usual
        (odd.fee, odd.delay) = (fee, .milliseconds(milliseconds))
        let wanted = asked.map { ["exchanges.hitbtc#2.\($0)"] } ?? []
        let asks = { (outcome: Merged) in
            outcome.changes.filter { $0.consent == .implausible }.map { $0.path.joined(separator: ".") }
        }
        let new = try #require(mergeGunbot([odd], into: Gunbot.sample).merged)
        #expect(asks(new) == wanted)
        #expect(try #require(mergeGunbot([odd], into: new.text, owned: new.owned).merged).changes.isEmpty)

        let first = try #require(mergeGunbot([usual], into: Gunbot.sample).merged)
        #expect(asks(try #require(mergeGunbot([odd], into: first.text, owned: first.owned).merged)) == wanted)
    }

    @Test("more than ten times the exchange's usual fee is no fee of it")
    func tenfold() throws {
        for (fee, isAsked) in [("0.35", false), ("0.36", true)] {
            let slot = TestSlot("f", .asterFutures, id: "asterFutures", fee: fee)
            let merged = try #require(mergeGunbot([slot], into: "{}").merged)
            #expect(merged.changes.contains { $0.consent == .implausible } == isAsked, "\(fee)")
        }
    }

    @Test("somebody else's edit is drift, said with its place")
    func drift() throws {
        let slot = TestSlot("h", .hitbtc, id: "hitbtc#2", fee: "0.1", delay: .seconds(15))
        let first = try #require(mergeGunbot([slot], into: Gunbot.sample).merged)
        let edited = first.text.replacingOccurrences(
            of: "\"delay\": 15,\n            \"TRADING_FEES\": 0.1\n",
            with: "\"delay\": 99,\n            \"TRADING_FEES\": 0.10\n"
        )
        #expect(edited != first.text)
        let (merged, findings) = mergeGunbot([slot], into: edited, owned: first.owned)
        #expect(try #require(merged).summary == ["exchanges.hitbtc#2.delay update drift"])
        let finding = try #require(findings.first { $0.code == "bot.drift" })
        #expect(finding.message == "'exchanges.hitbtc#2.delay' was changed since slots wrote it")
        #expect(
            finding.help
                == "leave it out of the slot's file and the bot's value stays; or let 'slots apply' write "
                + "the slot's, which it asks about first"
        )
        let line = edited.components(separatedBy: "\n").firstIndex { $0.contains("\"delay\": 99") }
        #expect(finding.place?.line == line.map { $0 + 1 })
        #expect(finding.place?.column == 13)
    }

    @Test("an entry that was taken out comes back only with consent")
    func removedByHand() throws {
        let slot = TestSlot("h", .hitbtc, id: "hitbtc#2", fee: "0.1")
        let first = try #require(mergeGunbot([slot], into: Gunbot.sample).merged)
        let merged = try #require(mergeGunbot([slot], into: Gunbot.sample, owned: first.owned).merged)
        #expect(merged.changes.allSatisfy { $0.kind == .add && $0.consent == .drift })
        let drift = merged.findings.filter { $0.code == "bot.drift" }
        let away = "or let 'slots apply' write it anew, which it asks about first"
        #expect(!drift.isEmpty && drift.allSatisfy { $0.help?.hasSuffix(away) == true })
    }

    @Test("an entry of which several members drifted is told once")
    func severalDrifts() throws {
        let slot = TestSlot("h", .hitbtc, id: "hitbtc#2", fee: "0.1", delay: .seconds(15))
        let first = try #require(mergeGunbot([slot], into: Gunbot.sample).merged)
        let wrote = try #require(first.text.firstMatch(of: #/"hitbtc#2"[^}]*"secret": "([^"]*)"/#)?.output.1)
        let edited = first.text.replacing(wrote, with: "0123456789abcdef0123456789abcdef")
            .replacing("\"delay\": 15,\n            \"TRADING_FEES\": 0.1\n", with: "\"delay\": 99\n")
        let drift = mergeGunbot([slot], into: edited, owned: first.owned).findings.filter {
            $0.code == "bot.drift"
        }
        #expect(
            drift.map(\.message) == [
                "'exchanges.hitbtc#2' was changed since slots wrote it: secret, delay, TRADING_FEES"
            ]
        )
        #expect(
            drift.first?.help
                == "take the bot's key over with 'slots replace-key h'; or leave fee and delay out of the slot's file "
                + "and the bot's stay; or let 'slots apply' write the slot's, which it asks about first"
        )
    }

    @Test("a file that is gone since slots wrote it is told as gone")
    func fileGone() throws {
        let slot = TestSlot("h", .hitbtc, id: "hitbtc", fee: "0.1")
        let first = try #require(mergeGunbot([slot], into: "{}").merged)
        let merged = try #require(mergeGunbot([slot], into: nil, owned: first.owned).merged)
        #expect(merged.findings.map(\.code) == ["bot.file-gone"])
    }

    @Test("credentials that somebody put into the bot's file lead to taking them over")
    func foreignCredential() throws {
        let slot = TestSlot("h", .hitbtc, id: "hitbtc#2", fee: "0.1")
        let first = try #require(mergeGunbot([slot], into: Gunbot.sample).merged)
        let wrote = try #require(first.text.firstMatch(of: #/"hitbtc#2"[^}]*"secret": "([^"]*)"/#)?.output.1)
        let edited = first.text.replacing(wrote, with: "0123456789abcdef0123456789abcdef")
        let drift = mergeGunbot([slot], into: edited, owned: first.owned).findings.filter {
            $0.code == "bot.drift"
        }
        #expect(
            drift.contains { $0.help?.hasPrefix("take the bot's over with 'slots replace-key h'") == true }
        )
    }

    // MARK: - What the slot does not name

    @Test("a fee and a delay that the slot stops naming stay")
    func kept() throws {
        let slot = TestSlot("h", .hitbtc, id: "hitbtc#2", fee: "0.1", delay: .seconds(15))
        let first = try #require(mergeGunbot([slot], into: Gunbot.sample).merged)
        let bare = TestSlot("h", .hitbtc, id: "hitbtc#2")
        let second = try #require(mergeGunbot([bare], into: first.text, owned: first.owned).merged)
        #expect(second.text == first.text)
        #expect(second.owned.entries["hitbtc#2"]?.members["delay"] == nil)
        // From now on they are Gunbot's own: its edits are no drift.
        let edited = second.text.replacingOccurrences(
            of: "\"delay\": 15,\n            \"TRADING_FEES\": 0.1\n",
            with: "\"delay\": 3,\n            \"TRADING_FEES\": 0.1\n"
        )
        #expect(edited != second.text)
        #expect(try #require(mergeGunbot([bare], into: edited, owned: second.owned).merged).text == edited)
    }

    @Test("what extra names is copied, and goes with consent when it is not named any more")
    func extra() throws {
        var slot = TestSlot("b", .bitget, id: "bitget#3", passphrase: "p", fee: "0.1")
        slot.extra = [
            .init(name: "type", value: .text("bitget")),
            .init(name: "limits", value: .map([.init(name: "a", value: .list([.number("1.50"), .null]))])),
        ]
        let first = try #require(mergeGunbot([slot], into: Gunbot.sample).merged)
        #expect(first.change("exchanges.bitget#3.type")?.new == .json("\"bitget\""))
        #expect(first.change("exchanges.bitget#3.limits")?.new == .json("{\"a\": [1.50, null]}"))
        #expect(try first.entry("bitget#3")["type"] as? String == "bitget")
        slot.extra.removeFirst()
        let second = try #require(mergeGunbot([slot], into: first.text, owned: first.owned).merged)
        #expect(second.summary == ["exchanges.bitget#3.type remove removal"])
        let (removed, added) = differingLines(first.text, second.text)
        #expect(removed == [#""type": "bitget","#])
        #expect(added == [])
    }

    @Test(
        "extra cannot bring in what the template writes, or credentials",
        arguments: ["delay", "key", "clientId"]
    )
    func extraConflict(_ name: String) {
        var slot = TestSlot("b", .bitget, id: "bitget#3", delay: .seconds(10))
        slot.extra = [.init(name: name, value: .text("x"))]
        let (merged, findings) = mergeGunbot([slot], into: Gunbot.sample)
        #expect(merged == nil)
        #expect(findings.map(\.code).contains("slot.extra-conflict"))
    }

    // MARK: - Slots that leave

    @Test("a connection goes with consent when nothing uses it")
    func removal() throws {
        var owned = OwnedMembers()
        owned.entries["hitbtc"] = .init(slot: "hitbtc", members: [:], isCreated: true)
        let merged = try #require(mergeGunbot([], into: Gunbot.sample, owned: owned).merged)
        #expect(merged.changes.count == 6)
        #expect(
            merged.changes.allSatisfy { $0.kind == .remove && $0.consent == .removal && $0.slot == "hitbtc" }
        )
        #expect(merged.owned.entries.isEmpty)
        let (removed, added) = differingLines(Gunbot.sample, merged.text)
        // The entry's seven lines without its bracket, and the line with the comma before it.
        #expect(removed.filter { $0.hasPrefix(#""hitbtc""#) } == [#""hitbtc": {"#])
        #expect(removed.count == 8)
        #expect(added == [])
        #expect(!merged.text.contains("FAKE-hitbtc"))
        #expect(try merged.entry("bitget#2").count == 9)
    }

    @Test("a connection with pairs stays, and the pairs are named")
    func pairsRemain() throws {
        var owned = OwnedMembers()
        owned.entries["asterdex"] = .init(slot: "aster", members: [:], isCreated: true)
        let (merged, findings) = mergeGunbot([], into: Gunbot.sample, owned: owned)
        #expect(merged == nil)
        let finding = try #require(findings.first)
        #expect(finding.severity == .error)
        #expect(finding.code == "bot.not-empty")
        #expect(finding.message == "'asterdex' cannot go while pairs.asterdex still holds USDT-ASTER")
        #expect(finding.place == Place(file: "bots/gunbot/config.js", line: 3, column: 9, length: 10))
    }

    @Test("a connection that was there before slots stays when its slot goes")
    func takenOverStays() throws {
        let first = try #require(mergeGunbot([sampleHitBTC()], into: Gunbot.sample).merged)
        let second = try #require(mergeGunbot([], into: first.text, owned: first.owned).merged)
        #expect(second.text == Gunbot.sample)
        #expect(second.findings.map(\.code) == ["bot.entry-left"])
        #expect(second.findings.map(\.severity) == [.warning])
        let third = try #require(mergeGunbot([], into: second.text, owned: second.owned).merged)
        #expect(third.findings.isEmpty && third.owned == second.owned, "it is told once, and stays known")
    }

    // MARK: - Files that are missing or wrong

    @Test("a missing file is made with what the template renders")
    func created() throws {
        let merged = try #require(
            mergeGunbot(
                [
                    TestSlot(
                        "h",
                        .hitbtc,
                        id: "hitbtc",
                        key: "k",
                        secret: "s",
                        fee: "0.25",
                        delay: .seconds(15)
                    )
                ],
                into: nil
            )
            .merged
        )
        #expect(
            merged.text == """
                {
                    "exchanges": {
                        "hitbtc": {
                            "masterkey": "k",
                            "mastersecret": "s",
                            "key": "k",
                            "secret": "s",
                            "delay": 15,
                            "TRADING_FEES": 0.25
                        }
                    }
                }

                """
        )
        #expect(merged.findings.map(\.code) == ["bot.new-file"])
        let again = try #require(
            mergeGunbot(
                [
                    TestSlot(
                        "h",
                        .hitbtc,
                        id: "hitbtc",
                        key: "k",
                        secret: "s",
                        fee: "0.25",
                        delay: .seconds(15)
                    )
                ],
                into: merged.text,
                owned: merged.owned
            ).merged
        )
        #expect(again.changes == [])
    }

    @Test(
        "a file that is wrong where slots writes is refused with its place",
        arguments: [
            ("", "bot.syntax", 1, 1), ("{\n  \"exchanges\": {,}\n}", "bot.syntax", 2, 17),
            ("[]", "bot.wrong-shape", 1, 1), ("{\n\"exchanges\": []}", "bot.wrong-shape", 2, 14),
            ("{\"exchanges\": {\"hitbtc\": 3}}", "bot.wrong-shape", 1, 26),
            ("{\"exchanges\": {},\n \"exchanges\": {}}", "bot.duplicate-member", 2, 2),
            ("{\"exchanges\": {\"hitbtc\": {}, \"hitbtc\": {}}}", "bot.duplicate-member", 1, 30),
            (
                "{\"exchanges\": {\"hitbtc\": {\"key\": \"a\", \"k\\u0065y\": \"b\"}}}",
                "bot.duplicate-member", 1, 39
            ),
        ]
    )
    func wrongFile(_ text: String, _ code: String, _ line: Int, _ column: Int) {
        let (merged, findings) = mergeGunbot([sampleHitBTC()], into: text)
        #expect(merged == nil)
        let finding = findings.last { $0.severity == .error }
        #expect(finding?.code == code)
        #expect(finding?.place?.line == line)
        #expect(finding?.place?.column == column)
        #expect(finding?.help != nil)
    }

    @Test("values nested as deep as a file may have them are replaced like others")
    func deep() throws {
        let levels = 990
        let deep = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        let text = "{\"exchanges\": {\"hitbtc\": {\"delay\": \(deep)}}}"
        let slot = TestSlot("h", .hitbtc, id: "hitbtc", key: "k", secret: "s", delay: .seconds(4))
        let merged = try #require(mergeGunbot([slot], into: text).merged)
        #expect(
            merged.text == "{\"exchanges\": {\"hitbtc\": {\"delay\": 4, \"key\": \"k\", \"secret\": \"s\"}}}"
        )
    }

    @Test("members that stand twice elsewhere survive")
    func duplicatesElsewhere() throws {
        let text =
            "{\"a\": 1, \"a\": 2, \"exchanges\": {\"x\": {}, \"x\": {}, \"hitbtc\": {\"u\": 1, \"u\": 2}}}"
        let merged = try #require(
            mergeGunbot([TestSlot("h", .hitbtc, id: "hitbtc", key: "k", secret: "s")], into: text).merged
        )
        #expect(
            merged.text
                == "{\"a\": 1, \"a\": 2, \"exchanges\": {\"x\": {}, \"x\": {}, \"hitbtc\": {\"u\": 1, \"u\": 2, \"key\": \"k\", \"secret\": \"s\"}}}"
        )
    }

    // MARK: - What helps

    @Test("a new connection without a fee is warned about, an existing one keeps what it has")
    func noFee() {
        func codes(_ slot: TestSlot) -> [String] {
            mergeGunbot([slot], into: Gunbot.sample).findings.map(\.code)
        }
        #expect(codes(TestSlot("h", .hitbtc, id: "hitbtc#2")) == ["bot.no-fee"])
        #expect(codes(TestSlot("h", .hitbtc, id: "hitbtc#2", fee: "0")) == [])
        #expect(codes(sampleHitBTC()) == [])
    }

    @Test("pairs are counted for each connection")
    func pairs() throws {
        let pairs = try #require(Gunbot.existing(Gunbot.sample)).pairCounts
        #expect(pairs == ["asterdex": 1, "asterFutures": 1, "bitget": 1, "bitget#2": 1, "hitbtc": 0])
        for text in ["{", "{\"pairs\": 3}"] { #expect(try #require(Gunbot.existing(text)).pairCounts == [:]) }
    }
}
