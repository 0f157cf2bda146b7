import BotConfigs
import Cryptography
import Foundation
import SlotFiles
import SlotModel
import TestSupport
import Testing

private let nodePath = ["/usr/bin/node", "/usr/local/bin/node"].first {
    FileManager.default.isExecutableFile(atPath: $0)
}

@Suite("The shipped Gunbot template")
struct GunbotTemplateTests {
    @Test("reads without a finding and says what the tests assume")
    func shipped() throws {
        let reading = readTemplate(Located("gunbot", at: Gunbot.place), inWorkspace: Shared.repository.path)
        #expect(reading.findings == [])
        let template = try #require(reading.template)
        let expected = Gunbot.template()
        #expect(template.ids.mapValues(\.value) == expected.ids.mapValues(\.value))
        #expect(template.numberSeparator == "#")
        let (file, wanted) = (try #require(template.files.first), try #require(expected.files.first))
        #expect(file.path.value == "config.js")
        #expect(file.text == nil)
        #expect("\(try #require(file.entries))" == "\(try #require(wanted.entries))")
        #expect(template.start?.value == expected.start?.value)
        #expect(template.notes.entryAdded.count == 2)
        #expect(template.notes.entryRemoved.count == 1)
    }

    @Test("is the one that a new workspace is laid out for, among others that read without a finding, too")
    func all() throws {
        let kinds = templateKinds(inWorkspace: Shared.repository.path)
        #expect(
            kinds == [
                "astrabit", "bitsgap", "ccxt", "dotenv", "freqtrade", "gunbot", "hummingbot", "octobot",
                "passivbot",
            ]
        )
        for kind in kinds {
            let reading = readTemplate(Located(kind, at: Gunbot.place), inWorkspace: Shared.repository.path)
            #expect(reading.findings == [], "\(kind)")
            #expect(try #require(reading.template).isStandard == (kind == "gunbot"))
        }
    }

    @Test("a V3 key goes in as the API wallet and its private key")
    func v3() throws {
        var slot = TestSlot("a", .asterFutures, id: "asterFutures#2", fee: "0.035", delay: .seconds(5))
        slot.credentials = [
            .apiWallet: "0xa0", .privateKey: "0xb1", .mainWallet: "0xc2",
        ]
        let merged = try #require(mergeGunbot([slot], into: Gunbot.sample).merged)
        let entry = try merged.entry("asterFutures#2")
        #expect(
            entry.compactMapValues { $0 as? String }
                == ["masterkey": "0xa0", "mastersecret": "0xb1", "key": "0xa0", "secret": "0xb1"]
        )
        #expect(entry["delay"] as? Double == 5)
        #expect(entry["TRADING_FEES"] as? Double == 0.035)
        #expect(entry.count == 6)
    }

    @Test("the main wallet of a V3 key goes where extra says")
    func mainWallet() throws {
        var slot = TestSlot("a", .aster, id: "asterdex#2")
        slot.credentials = [.apiWallet: "0xa0", .privateKey: "0xb1", .mainWallet: "0xc2"]
        slot.extra = [.init(name: "walletAddress", value: .text("0xc2"))]
        #expect(
            try #require(mergeGunbot([slot], into: Gunbot.sample).merged).entry("asterdex#2")["walletAddress"]
                as? String == "0xc2"
        )
    }

    @Test("a bot that knows one fee gets the taker's, in percent; a delay comes in seconds")
    func units() throws {
        var slot = TestSlot("h", .hitbtc, id: "hitbtc#2", delay: .milliseconds(1250)).botSlot
        let rates = FeeRates(
            maker: Percentage(percent: try #require(ExactDecimal("0.02"))),
            taker: Percentage(percent: try #require(ExactDecimal("0.0600")))
        )
        slot.slot.fees = Located(rates, at: Gunbot.place)
        let template = Gunbot.template()
        let input = MergeInput(
            template: template,
            file: try #require(template.files.first),
            bot: Gunbot.bot,
            slots: [slot],
            existing: Gunbot.existing(Gunbot.sample),
            fileName: "c",
            owned: OwnedMembers(),
            fingerprinter: Gunbot.fingerprinter
        )
        let text = try #require(merge(input).outcome).content.withBytes {
            String(decoding: $0, as: UTF8.self)
        }
        #expect(text.contains("\"delay\": 1.25,\n            \"TRADING_FEES\": 0.06\n"))
    }

    @Test("all sources have the values and units that docs/templates.md tells")
    func sources() throws {
        let members: [BotTemplate.Member] = [
            .init("k", .from([.credential(.key)])), .init("name", .from([.name])), .init("id", .from([.id])),
            .init("market", .from([.market])), .init("label", .from([.label])),
            .init("network", .from([.network])),
            .init("percent", .from([.takerFee]), unit: .percent),
            .init("ratio", .from([.takerFee]), unit: .ratio),
            .init("maker.percent", .from([.makerFee]), unit: .percent),
            .init("maker.ratio", .from([.makerFee]), unit: .ratio),
            .init("seconds", .from([.delay]), unit: .seconds),
            .init("milliseconds", .from([.delay]), unit: .milliseconds),
            .init("limit.seconds", .from([.rateLimit]), unit: .seconds),
            .init("limit.milliseconds", .from([.rateLimit]), unit: .milliseconds),
            .init("account.contract", .from([.contract])), .init("account.position", .from([.positionMode])),
            .init("account.margin", .from([.marginMode])),
            .init("constant", .constant(.text("c"))),
        ]
        var slot = TestSlot("h", .bitgetFutures, id: "bitget", delay: .milliseconds(1500)).botSlot
        slot.network = .sandbox
        slot.slot.label = "My \"perps\""
        slot.slot.rateLimit = Located(.milliseconds(250), at: Gunbot.place)
        slot.slot.account.contract = Located(.usdt, at: Gunbot.place)
        slot.slot.account.positionMode = Located(.oneWay, at: Gunbot.place)
        slot.slot.account.marginMode = Located(.cross, at: Gunbot.place)
        slot.slot.fees = Located(
            FeeRates(
                maker: Percentage(percent: try #require(ExactDecimal("0.02"))),
                taker: Percentage(percent: try #require(ExactDecimal("0.06")))
            ),
            at: Gunbot.place
        )
        let (merged, findings) = mergeGunbot([], into: nil, template: Gunbot.template(members: members)) {
            $0.slots = [slot]
        }
        let text = try #require(merged, "\(findings)").text
        let expected = #"""
            { "exchanges": { "bitget": { "k": "key-of-h", "name": "h", "id": "bitget", "market": "futures", \
            "label": "My \"perps\"", "network": "sandbox", "percent": 0.06, "ratio": 0.0006, \
            "maker": { "percent": 0.02, "ratio": 0.0002 }, "seconds": 1.5, "milliseconds": 1500, \
            "limit": { "seconds": 0.25, "milliseconds": 250 }, \
            "account": { "contract": "usdt", "position": "one-way", "margin": "cross" }, "constant": "c" } } }
            """#
        let words = text.split { $0 == "\n" || $0 == " " }.joined(separator: " ")
        #expect(words == expected.replacingOccurrences(of: "\\\n", with: ""))
    }

    @Test("node, which runs Gunbot, reads what comes out", .enabled(if: nodePath != nil))
    func readByNode() throws {
        let slots = [
            TestSlot("a", .aster, id: "asterdex", key: "\u{2028}\"\\"),
            TestSlot("h", .hitbtc, id: "hitbtc#2", fee: "0.25"),
        ]
        let merged = try #require(mergeGunbot(slots, into: Gunbot.sample).merged)
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "slots-\(UUID().uuidString).js"
        )
        try Data(merged.text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(nodePath))
        process.arguments = [
            "-e",
            """
            const config = JSON.parse(require('fs').readFileSync(process.argv[1], 'utf8'));
            console.log(Object.keys(config.exchanges).join(' '), JSON.stringify(config.exchanges.asterdex.key),
              config.exchanges['hitbtc#2'].TRADING_FEES, config.strategies['grid-spot'].GAIN);
            """, file.path,
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(
            text == "asterdex asterFutures bitget bitget#2 hitbtc hitbtc#2 \"\u{2028}\\\"\\\\\" 0.25 0.5\n"
        )
    }
}
