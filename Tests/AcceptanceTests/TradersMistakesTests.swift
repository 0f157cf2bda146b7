import Foundation
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

/// What traders get wrong when they connect a bot, each led to a working slot by its help line alone.
@Suite("mistakes that traders make")
struct TradersMistakesTests {
    struct Mistake: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var code: String
        /// A part of the help line.
        var help: String
        /// The slot's file, made from a good one.
        var wrong: @Sendable (String) throws -> String
        /// What follows from the help line; `nil`: the good file.
        var mended: (@Sendable (String) throws -> String)?
        var selector = Selector.bitget

        init(
            _ description: String,
            _ code: String,
            help: String,
            of selector: Selector = .bitget,
            mended: (@Sendable (String) throws -> String)? = nil,
            wrong: @escaping @Sendable (String) throws -> String
        ) {
            testDescription = description
            self.code = code
            self.help = help
            self.selector = selector
            self.mended = mended
            self.wrong = wrong
        }
    }

    private static func value(_ field: CredentialField, of account: String = "bitget-connected") throws
        -> String
    {
        try #require(try Account.named(account).credentials[field])
    }

    private static func replacing(
        _ text: String,
        _ field: CredentialField,
        with other: (String) throws -> String
    ) throws -> String {
        let value = try value(field)
        try #require(text.contains("\"\(value)\""))
        return text.replacing("\"\(value)\"", with: try other(value))
    }

    static let mistakes: [Mistake] = [
        Mistake("a blank behind the key", "credentials.blanks", help: "copy the value again") {
            try replacing($0, .key) { "\"\($0) \"" }
        },
        Mistake(
            "key and secret the wrong way round",
            "credentials.swapped",
            help: "put each value into its own field"
        ) {
            let (key, secret) = (try value(.key), try value(.secret))
            return $0.replacing(key, with: "KEY").replacing(secret, with: key).replacing("KEY", with: secret)
        },
        Mistake("the key pasted twice", "credentials.equal", help: "copy the other one again", of: .hitbtc) {
            _ in
            let key = try value(.key, of: "hitbtc-connected")
            return "exchange: hitbtc\ncredentials: {key: \(key), secret: \(key)}\n"
        },
        Mistake("quotes from an env file", "credentials.quotes", help: "without the quotes") {
            try replacing($0, .secret) { "\"'\($0)'\"" }
        },
        Mistake("the words of a sample", "credentials.sample", help: "slots sandbox --fakes bitget") {
            try replacing($0, .key) { _ in "YOUR-API-KEY" }
        },
        Mistake("the passphrase forgotten", "slot.credentials-incomplete", help: "key, secret and passphrase")
        {
            try replacing($0, .passphrase) { $0 }.split(separator: "\n").filter {
                !$0.contains("passphrase:")
            }
            .joined(separator: "\n") + "\n"
        },
        Mistake("a passphrase that YAML cuts", "slot.cut-value", help: "single quotes") {
            try replacing($0, .passphrase) { "\($0.prefix(4)) #\($0.dropFirst(4))" }
        },
        Mistake("a fee without its unit", "slot.missing-unit", help: "write 0.1%") { $0 + "fees: 0.1\n" }
            .leading { $0 + "fees: 0.1%\n" },
        Mistake("a fee with a comma", "slot.wrong-type", help: "write 0.1%") { $0 + "fees: 0,1%\n" }
            .leading { $0 + "fees: 0.1%\n" },
        Mistake("a fee a hundred times too high", "slot.out-of-range", help: "0.1%") { $0 + "fees: 10%\n" }
            .leading { $0 + "fees: 0.1%\n" },
        Mistake("a delay without its unit", "slot.missing-unit", help: "10s") { $0 + "delay: 10\n" }
            .leading { $0 + "delay: 10s\n" },
        Mistake("a misspelt key", "slot.unknown-key", help: "did you mean 'delay'?") { $0 + "dealy: 10s\n" }
            .leading { $0 + "delay: 10s\n" },
        Mistake(
            "a key of the real exchange",
            "exchange.invalid-credentials",
            help: "slots sandbox --fakes bitget"
        ) {
            try replacing($0, .key) { _ in "bg_0123456789abcdef0123456789abcdef" }
        },
        Mistake("a fake key on the live network", "slot.public-credentials", help: "network: sandbox") {
            $0 + "network: live\n"
        }
        .leading { $0 + "network: sandbox\n" },
        Mistake("a spot key in a slot for futures", "permissions.missing", help: "exchange: bitget") {
            $0.replacing("exchange: bitget\n", with: "exchange: bitget-futures\n")
        },
        Mistake("the key of another exchange", "slot.credentials-incomplete", help: "hitbtc") { _ in
            let (key, secret) = (
                try value(.key, of: "hitbtc-connected"), try value(.secret, of: "hitbtc-connected")
            )
            return "exchange: bitget\ncredentials: {key: \(key), secret: \(secret)}\n"
        }
        .leading { _ in
            let (key, secret) = (
                try value(.key, of: "hitbtc-connected"), try value(.secret, of: "hitbtc-connected")
            )
            return "exchange: hitbtc\ncredentials: {key: \(key), secret: \(secret)}\n"
        },
        Mistake("a market in the exchange's spelling", "slot.wrong-value", help: "did you mean BTC/USDT?") {
            $0 + "require: {market: BTC-USDT}\n"
        }
        .leading { $0 + "require: {market: BTC/USDT}\n" },
        Mistake("a market that is not there", "exchange.unknown-market", help: "such as BTC/USDT") {
            $0 + "require: {market: BTC/USD}\n"
        }
        .leading { $0 + "require: {market: BTC/USDT}\n" },
        Mistake("dollars of another name", "balance.short", help: "USDT", of: .hitbtc) {
            $0 + "require: {balance: {USD: 150}}\n"
        }
        .leading { $0 + "require: {balance: {USDT: 150}}\n" },
        Mistake("a variable that is not set", "secret.missing", help: "set it for the shell") {
            try replacing($0, .secret) { _ in "env:SLOTS_NOT_SET" }
        },
        Mistake("a closing quote forgotten", "yaml.syntax", help: "close it on its line") {
            try replacing($0, .key) { "\"\($0)" }
        },
        Mistake("no blank behind a colon", "yaml.syntax", help: "a blank and then the value") {
            $0.replacing("passphrase: ", with: "passphrase:")
        },
        Mistake(
            "the day of the key's end gone by",
            "expiry.expired",
            help: "if the key was renewed already, change 'expires'"
        ) {
            $0 + "expires: 2024-01-31\n"
        }
        .leading { $0 + "expires: 2099-01-31\n" },
    ]

    @Test("lead by their help lines to a slot that is connected", arguments: mistakes)
    func mistake(_ mistake: Mistake) throws {
        let workspace = try TestWorkspace()
        try workspace.add(Account.named("\(mistake.selector.rawValue)-connected"), named: "mine")
        let good = try workspace.folder.text("slots/mine.yaml")
        try workspace.folder.write("slots/mine.yaml", try mistake.wrong(good), mode: 0o600)
        let ended = try workspace.run("check", "-o", "json")
        #expect(ended.exit != 0, ended.told)
        let errors = (try ended.json()["findings"]?.array ?? []).filter { $0["severity"]?.string == "error" }
        let told = try #require(errors.first { $0["code"]?.string == mistake.code }, ended.told)
        #expect(told["help"]?.string?.contains(mistake.help) == true, ended.told)
        #expect(told["place"]?["file"]?.string == "slots/mine.yaml", ended.told)
        if mistake.code.hasPrefix("credentials.") {
            let validated = try workspace.run("validate", "-o", "json")
            #expect(try validated.exit == 65 && validated.json().codes.contains(mistake.code), validated.told)
        }
        // The real exchange is out of reach here, and a call that needs a right that is missing says so, too.
        let besides = ["slot.public-credentials", "permissions.missing"]
        #expect(errors.count == 1 || besides.contains(mistake.code), ended.told)

        try workspace.folder.write("slots/mine.yaml", try mistake.mended?(good) ?? good, mode: 0o600)
        let mended = try workspace.run("check", "-o", "json")
        #expect(mended.exit == 0, mended.told)
    }

    @Test("a setting of futures accounts in a spot slot is a warning, and no outage")
    func settingWithoutMeaning() throws {
        let workspace = try TestWorkspace()
        let lines = ["account: {contract: usdc, position-mode: hedge, margin-mode: isolated}"]
        try workspace.add(Account.named("bitget-connected"), named: "mine", lines: lines)
        let ended = try workspace.run("check", "-o", "json")
        #expect(ended.exit == 0, ended.told)
        let codes = Set(try ended.json().codes)
        #expect(
            codes.contains("slot.wish-without-meaning") && !codes.contains("account.not-told"),
            ended.told
        )
    }

    @Test("about files and names lead on, too")
    func files() throws {
        let workspace = try TestWorkspace()
        try workspace.add(Account.named("bitget-connected"), named: "mine")
        let folder = workspace.folder
        // A slot beside its folder, and one with the wrong ending.
        let text = try folder.text("slots/mine.yaml")
        try folder.write("other.yaml", text)
        try folder.write("slots/second.yml", text)
        let unseen = try workspace.run("validate")
        #expect(unseen.stderr.contains("other.yaml") && unseen.stderr.contains("second.yml"), unseen.told)
        #expect(unseen.stderr.contains("move it to slots/"), unseen.told)
        // A bot's name for a slot's, and the reverse.
        let bot = try workspace.run("check", "main")
        #expect(bot.exit == 64 && bot.stderr.contains("'main' is a bot"), bot.told)
        let slot = try workspace.run("apply", "mine")
        #expect(slot.exit == 64 && slot.stderr.contains("'mine' is a slot"), slot.told)
        // terraform's and others' habits.
        let dry = try workspace.run("apply", "--dry-run")
        #expect(dry.exit == 64 && dry.stderr.contains("slots plan"), dry.told)
    }
}

extension TradersMistakesTests.Mistake {
    fileprivate func leading(_ mended: @escaping @Sendable (String) throws -> String) -> Self {
        var mistake = self
        mistake.mended = mended
        return mistake
    }
}
