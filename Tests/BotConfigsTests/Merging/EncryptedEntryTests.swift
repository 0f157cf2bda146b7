import BotConfigs
import Foundation
import SlotModel
import Testing

@Suite("Entries that Gunbot encrypted")
struct EncryptedEntryTests {
    /// What slots wrote before Gunbot encrypted it.
    private func owned(_ id: String, key: String, secret: String, passphrase: String?, delay: String? = nil)
        -> OwnedMembers
    {
        var members = ["key": Gunbot.fingerprint(key), "secret": Gunbot.fingerprint(secret)]
        if let passphrase { members["passphrase"] = Gunbot.fingerprint(passphrase) }
        if let delay { members["delay"] = Gunbot.fingerprint("\0" + delay) }
        var owned = OwnedMembers()
        owned.entries[id] = .init(slot: "b", members: members, isCreated: true)
        return owned
    }

    @Test("an encrypted connection stays opaque when only its delay changes")
    func opaque() throws {
        let slot = TestSlot(
            "b",
            .bitget,
            id: "bitget#2",
            key: "k",
            secret: "s",
            passphrase: "p",
            delay: .seconds(20)
        )
        let state = owned("bitget#2", key: "k", secret: "s", passphrase: "p", delay: "1e1")
        let merged = try #require(mergeGunbot([slot], into: Gunbot.sample, owned: state).merged)
        #expect(merged.summary == ["exchanges.bitget#2.delay update"])
        let (removed, added) = differingLines(Gunbot.sample, merged.text)
        #expect(removed == [#""delay": 10,"#])
        #expect(added == [#""delay": 20,"#])
        // What slots wrote stays known, so that the next change is told from none.
        #expect(merged.owned.entries["bitget#2"]?.members["key"] == Gunbot.fingerprint("k"))
        #expect(merged.findings.map(\.code) == [])
    }

    @Test("a new key puts every credential of the entry in plain and takes the flag back")
    func rewritten() throws {
        let slot = TestSlot("b", .bitget, id: "bitget#2", key: "k2", secret: "s2", passphrase: "p")
        var state = owned("bitget#2", key: "k", secret: "s", passphrase: "p")
        state.entries["bitget#2"]?.members["masterkey"] = Gunbot.fingerprint("k")
        state.entries["bitget#2"]?.members["mastersecret"] = Gunbot.fingerprint("s")
        let merged = try #require(mergeGunbot([slot], into: Gunbot.sample, owned: state).merged)
        #expect(
            merged.summary == [
                "exchanges.bitget#2.masterkey update", "exchanges.bitget#2.mastersecret update",
                "exchanges.bitget#2.key update", "exchanges.bitget#2.secret update",
                "exchanges.bitget#2.passphrase update", "exchanges.bitget#2.isEncrypted update",
            ]
        )
        let entry = try merged.entry("bitget#2")
        #expect(entry["masterkey"] as? String == "k2")
        #expect(entry["passphrase"] as? String == "p")
        #expect(entry["isEncrypted"] as? Bool == false)
        #expect(merged.text.contains("\"keep\": [\"me\", 1.0, null]"))
        #expect(differingLines(Gunbot.sample, merged.text).removed.count == 6)
    }

    @Test("an encrypted connection that slots never wrote is taken over only with consent, as a whole")
    func takeOver() throws {
        let slot = TestSlot("b", .bitget, id: "bitget#2", passphrase: "p", fee: "0.06", delay: .seconds(10))
        let merged = try #require(mergeGunbot([slot], into: Gunbot.sample).merged)
        #expect(merged.changes.count == 6)
        #expect(merged.changes.allSatisfy { $0.consent == .takeOver })
        #expect(merged.change("exchanges.bitget#2.isEncrypted")?.new == .json("false"))
    }

    @Test("values with the prefix are encrypted even where the flag says nothing, and no flag is added")
    func prefixAlone() throws {
        let text = #"{"exchanges": {"hitbtc": {"key": "ENC:abc", "secret": "ENC:def"}}}"#
        let state = owned("hitbtc", key: "k", secret: "s", passphrase: nil)
        let same = TestSlot("b", .hitbtc, id: "hitbtc", key: "k", secret: "s")
        #expect(try #require(mergeGunbot([same], into: text, owned: state).merged).text == text)
        let other = TestSlot("b", .hitbtc, id: "hitbtc", key: "k", secret: "s2")
        let merged = try #require(mergeGunbot([other], into: text, owned: state).merged)
        // Half-encrypted entries mean nothing to Gunbot: the licence key, which was not there, comes along.
        #expect(
            merged.text
                == #"{"exchanges": {"hitbtc": {"key": "k", "secret": "s2", "masterkey": "k", "mastersecret": "s2"}}}"#
        )
    }

    @Test("an encrypted credential that the slot does not name is not left between plain ones")
    func leftover() {
        let slot = TestSlot("b", .bitget, id: "bitget#2")
        let (merged, findings) = mergeGunbot([slot], into: Gunbot.sample)
        #expect(merged == nil)
        #expect(findings.first { $0.severity == .error }?.code == "bot.encrypted-leftover")
        #expect(
            findings.first { $0.severity == .error }?.message
                == "'passphrase' of 'bitget#2' is encrypted by the bot, and the slot does not name it"
        )
    }

    @Test("the flag that extra asked for is Gunbot's to change")
    func flagFromExtra() throws {
        var slot = TestSlot("h", .hitbtc, id: "hitbtc#2", fee: "0.1", delay: .seconds(10))
        slot.extra = [.init(name: "isEncrypted", value: .boolean(false))]
        let first = try #require(mergeGunbot([slot], into: Gunbot.sample).merged)
        #expect(try first.entry("hitbtc#2")["isEncrypted"] as? Bool == false)
        var encrypted = first.text.replacingOccurrences(
            of: "\"isEncrypted\": false\n        }\n",
            with: "\"isEncrypted\": true\n        }\n"
        )
        for value in ["key-of-h", "secret-of-h"] {
            encrypted = encrypted.replacingOccurrences(of: "\"\(value)\"", with: "\"ENC:\(value.count)\"")
        }
        let second = try #require(mergeGunbot([slot], into: encrypted, owned: first.owned).merged)
        #expect(second.text == encrypted)
        #expect(second.findings == [])
        let third = try #require(mergeGunbot([slot], into: encrypted, owned: second.owned).merged)
        #expect(third.text == encrypted)
    }
}
