import BotConfigs
import Revisions
import SlotModel
import Operations
import SlotsCLI

/// Reports that show every part of the output, hostile text included.
enum Samples {
    static var slots: [SlotReport] { [connected, expiring, underfunded, refused, unreachable, disabled] }

    static var connected: SlotReport {
        var slot = SlotReport(
            slot: "aster",
            exchange: .aster,
            network: .live,
            status: .connected,
            message: "signed in, 1250.5 USDT free"
        )
        slot.checkedAt = Timestamp(milliseconds: 1_795_168_800_000)
        slot.duration = .milliseconds(212)
        slot.weight = 11
        slot.permissions = [.read: .yes, .spot: .yes, .futures: .no, .withdraw: .no, .transfer: .unknown]
        slot.balances = [
            balance("ASTER", "3"), balance("BTC", "0.01"), balance("USDT", "1250.5"), balance("XRP", "7"),
        ]
        slot.account = "0xbda16bdd3b1f03b0fc75b4a3cbf2e70132c12e70"
        slot.checks = [
            CheckResult(.clock, .pass, "18 ms behind, compensated", data: [.init("skew_ms", .integer(-18))]),
            CheckResult(
                .expiry,
                .pass,
                "ends 2027-11-20",
                data: [
                    .init("ends_at", .text("2027-11-20T10:00:00.000Z")),
                    .init("last_day", .text("2027-11-20")),
                    .init("days_left", .integer(365)),
                ]
            ),
            CheckResult(
                .fees,
                .warn,
                "0.1% in the slot, but the account pays 0.04%",
                help: "set fees: 0.04% in the slot",
                data: [.init("equal", .boolean(false)), .init("tried", .list(["a", "b"]))]
            ),
        ]
        return slot
    }

    static var expiring: SlotReport {
        SlotReport(
            slot: "aster-second",
            exchange: .aster,
            network: .live,
            status: .expiring,
            message: "the key ends in 9 days"
        )
    }

    static var underfunded: SlotReport {
        var slot = SlotReport(
            slot: "aster-futures",
            exchange: .asterFutures,
            network: .sandbox,
            status: .underfunded,
            message: "150 USDT wanted, 12.5 free"
        )
        slot.help = "deposit USDT into the futures wallet, or lower require: balance: in the slot"
        slot.balances = [balance("USDT", "12.5")]
        slot.permissions = [.read: .yes, .futures: .yes, .withdraw: .unknown]
        slot.account = "74\u{1B}[2J82910"
        slot.checks = [
            CheckResult(.signIn, .pass, "GET fapi.asterdex.com/fapi/v3/account"),
            CheckResult(.balance, .fail, "150 USDT wanted, 12.5 free", help: slot.help),
            CheckResult(.market, .warn, "last trade 20 minutes ago"),
        ]
        return slot
    }

    static var refused: SlotReport {
        var slot = SlotReport(
            slot: "old-v1-key-with-a-long-name",
            exchange: .asterFutures,
            network: .live,
            status: .invalidCredentials,
            message: "the exchange refuses the key: -2015 \u{1B}[31mInvalid API-key\u{202E}"
        )
        slot.help = "copy the key once more"
        slot.checks = [
            CheckResult(.signIn, .fail, "the exchange refuses the key (-2014)", help: "make a new key"),
            CheckResult(.permissions, .skip, "no sign-in"), CheckResult(.balance, .skip, "no sign-in"),
        ]
        return slot
    }

    static var unreachable: SlotReport {
        var slot = SlotReport(
            slot: "slow",
            exchange: .aster,
            network: .live,
            status: .unavailable,
            message: "no answer within 10 s"
        )
        slot.help = "try again; the key is not to blame"
        return slot
    }

    static var disabled: SlotReport {
        SlotReport(slot: "off", exchange: .bitget, network: .live, status: .unchecked, message: "disabled")
    }

    static var findings: [Finding] {
        [
            Finding(
                .error,
                "slot.unknown-key",
                "unknown key 'dealy'",
                at: Place(file: "slots/aster.yaml", line: 12, column: 5, length: 5),
                help: "did you mean 'delay'?"
            ),
            Finding(.warning, "slot.plain-secret", "the secret stands in the file", slot: "aster"),
        ]
    }

    static var changes: [FileChanges] {
        let entry = ["exchanges", "asterdex"]
        return [
            FileChanges(
                bot: "main",
                file: "config.js",
                fileName: "bots/gunbot/config.js",
                changes: [
                    MemberChange(
                        path: entry + ["key"],
                        kind: .add,
                        old: nil,
                        new: secret("a1b2c3d4"),
                        slot: "aster"
                    ),
                    MemberChange(path: entry + ["TRADING_FEES"], kind: .add, old: nil, new: .json("0.04")),
                    MemberChange(path: entry + ["delay"], kind: .update, old: .json("5"), new: .json("10")),
                    MemberChange(
                        path: entry + ["secret"],
                        kind: .update,
                        old: secret("9f03aa11"),
                        new: secret("0badcafe"),
                        consent: .takeOver
                    ),
                    MemberChange(
                        path: ["exchanges", "a.b #2", "note"],
                        kind: .update,
                        old: .json(
                            "\"\u{1B}[2J a rather long text that somebody wrote into the file by hand\""
                        ),
                        new: .json("\"short\""),
                        consent: .drift
                    ),
                    MemberChange(
                        path: ["exchanges", "bitget#2"],
                        kind: .remove,
                        old: .json("{\"delay\":5}"),
                        new: nil,
                        consent: .removal
                    ),
                ]
            ),
            FileChanges(bot: "idle", file: "config.js", fileName: "idle/config.js", changes: []),
            FileChanges(
                bot: "new",
                file: "config.js",
                fileName: "new/config.js",
                isNew: true,
                changes: [MemberChange(path: ["exchanges"], kind: .add, old: nil, new: .json("{}"))]
            ),
        ]
    }

    static var report: Report {
        Report(.plan, exit: .stopped, slots: slots, findings: findings, changes: changes)
    }

    private static func secret(_ text: String) -> MemberChange.Value { .secret(Fingerprint(text: text)) }

    private static func balance(_ asset: String, _ free: String) -> Balance {
        let amount = ExactDecimal(free) ?? .zero
        return Balance(asset: asset, free: amount, locked: .zero, total: amount)
    }
}
