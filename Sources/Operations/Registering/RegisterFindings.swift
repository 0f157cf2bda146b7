import SlotModel

/// What is told when a bot that runs cannot be told of keys.
enum RegisterFinding {
    static func unsupported(_ bot: Bot) -> Finding {
        Finding(
            .error,
            "register.unsupported",
            "'\(bot.name)' has no interface that keys are registered at: templates/\(bot.template.value) declares none",
            at: bot.template.place,
            help: "what its kind wants to be told after an apply, 'slots apply' says"
        )
    }

    static func nothing(_ bot: Bot) -> Finding {
        Finding(
            .error,
            "register.nothing",
            "'\(bot.name)' has no enabled slot that could be registered",
            at: bot.place,
            help: "name the bot under 'bots:' in a slot's file, or enable one"
        )
    }

    static func notOfBot(_ slot: Slot, _ bot: Bot) -> Finding {
        Finding(
            .error,
            "register.nothing",
            slot.enabled
                ? "'\(slot.name)' is not written for '\(bot.name)'"
                : "'\(slot.name)' is disabled, and the bot gets no key of it",
            at: slot.place,
            slot: slot.name,
            help: slot.enabled
                ? "name the bot under 'bots:' in the slot's file, or leave the slot out here"
                : "remove 'enabled: false' from its file, or leave the slot out here"
        )
    }

    static func notReady(_ bot: Bot) -> Finding {
        Finding(
            .error,
            "register.not-ready",
            "the slots do not check out, or '\(bot.name)' does not hold them as they are; the running bot was not asked",
            at: bot.place,
            help: "mend what is said above; then slots apply \(bot.name), and this again"
        )
    }

    static func noAddress(_ bot: Bot, _ file: String) -> Finding {
        Finding(
            .error,
            "register.no-address",
            "neither slots.yaml nor \(file) says at which port '\(bot.name)' listens",
            at: bot.place,
            help:
                "add api: {url: \"http://127.0.0.1:3000\"} to the bot in slots.yaml, with the port of its own pages"
        )
    }

    static func noToken(_ bot: Bot) -> Finding {
        Finding(
            .error,
            "register.no-token",
            "slots.yaml names no token for the interface of '\(bot.name)'",
            at: bot.place,
            help:
                "sign in to the bot's own pages, take the token from there ('slots explain register.no-token'), store it "
                + "with 'slots secret set \(bot.name).token', and add api: {token: secret:\(bot.name).token} to the bot"
        )
    }

    static func otherProgram(_ bot: Bot, _ kind: String, _ origin: String) -> Finding {
        Finding(
            .error,
            "register.other-program",
            "what answers at \(origin) is not \(kind) as its template knows it; it got no token and no key",
            at: bot.place,
            help:
                "look what listens there; correct api: {url: …} in slots.yaml, or 'register' in a copy of the template"
        )
    }

    static func stranger(_ bot: Bot, _ origin: String, _ owner: UInt32) -> Finding {
        Finding(
            .error,
            "register.stranger",
            "a program of another user (\(owner)) listens at \(origin); it was not spoken to",
            at: bot.place,
            help:
                "look whose it is; where the bot runs as that user, let its file belong to them, or run slots as them"
        )
    }

    static func failed(_ bot: Bot, _ talk: BotTalk, _ failure: BotTalk.Failure, hasTwoFactors: Bool)
        -> (finding: Finding, exit: ExitCode)
    {
        let (kind, origin) = (talk.kind, talk.origin.description)
        switch failure {
        case .noAnswer(let reason, let isThere):
            let finding = Finding(
                .error,
                isThere ? "register.no-answer" : "register.not-running",
                isThere
                    ? "\(kind) at \(origin) gave no answer: \(reason)"
                    : "\(kind) does not answer at \(origin): \(reason)",
                at: bot.place,
                help: isThere
                    ? "look at the bot; then run this again: it begins with what the bot shows by then"
                    : "start the bot; or name its port with api: {url: …} in slots.yaml"
            )
            return (finding, .unreachable)
        case .refused(let status, let said) where status == 401 || status == 403:
            let words = said.map { ": \($0)" } ?? ""
            let finding = Finding(
                .error,
                "register.token",
                "\(kind) does not accept the token (HTTP \(status))\(words)",
                at: bot.access.token?.place ?? bot.place,
                help:
                    "tokens end: sign in to the bot's own pages, and store the new one with 'slots secret set'"
                    + (hasTwoFactors
                        ? "; its login asks for a second factor, which nobody confirmed to work with this interface"
                        : "")
            )
            return (finding, .stopped)
        case .refused(let status, let said):
            let words = said.map { ": \($0)" } ?? ""
            let finding = Finding(
                .error,
                "register.refused",
                (300...399).contains(status)
                    ? "\(kind) answers with a redirect (HTTP \(status)), which is not followed"
                    : "\(kind) refused (HTTP \(status))\(words)",
                at: bot.place,
                help:
                    "register the key in the bot's own pages; or, if its paths are others by now, correct 'register' in "
                    + "a copy of the template"
            )
            return (finding, .stopped)
        case .notJSON:
            let finding = Finding(
                .error,
                "register.no-answer",
                "\(kind) at \(origin) gave an answer that is no JSON",
                at: bot.place,
                help:
                    "look at the bot; or, if its paths are others by now, correct 'register' in a copy of the template"
            )
            return (finding, .unreachable)
        }
    }

    static func noProof(_ bot: Bot, _ kind: String) -> Finding {
        Finding(
            .error,
            "register.no-proof",
            "\(kind) takes new keys only with a connection that works already, and shows the balance of none",
            at: bot.place,
            help: "register the first one in the bot's own pages; or name one that works: --through ID"
        )
    }

    static func noSuchProof(_ bot: Bot, _ named: String, _ ids: Set<String>) -> Finding {
        let near = nearestName(to: named, among: ids).map { "name one that is there: --through \($0)" }
        return Finding(
            .error,
            "register.no-proof",
            "the file of '\(bot.name)' has no connection '\(named)'",
            at: bot.place,
            help: near ?? "name one that works there, or leave --through out"
        )
    }

    static func notSeen(_ bot: Bot, _ registration: Registration, after limit: Duration) -> Finding {
        Finding(
            .error,
            "register.not-seen",
            "'\(bot.name)' does not show the balance of '\(registration.id)' within \(spoken(limit))",
            at: bot.place,
            slot: registration.slot,
            help:
                "restart the bot's core, and run this again; if it says INVALID LICENSE, register the key in its own pages"
        )
    }

    static func otherKey(_ bot: Bot, _ registration: Registration, after limit: Duration) -> Finding {
        Finding(
            .error,
            "register.other-key",
            "'\(bot.name)' still runs with another key for '\(registration.id)' after \(spoken(limit))",
            at: bot.place,
            slot: registration.slot,
            help:
                "restart the bot's core, and run this again; if it says INVALID LICENSE, register the key in its own pages"
        )
    }

    static func differs(_ bot: Bot, _ registration: Registration) -> Finding? {
        let parts = registration.assets.filter { !$0.agrees }.map { asset in
            "\(asset.bot?.description ?? "no") \(asset.name) in the bot, "
                + "\(asset.exchange?.description ?? "none") at the exchange"
        }
        guard !parts.isEmpty else { return nil }
        let more = parts.count > 3 ? " and \(parts.count - 3) more" : ""
        return Finding(
            .warning,
            "register.other-balance",
            "'\(bot.name)' and the exchange differ on '\(registration.id)': "
                + parts.prefix(3).joined(separator: "; ") + more,
            at: bot.place,
            slot: registration.slot,
            help: "orders and rounding explain small differences; another account explains large ones"
        )
    }

    static func lost(_ bot: Bot, _ file: String, _ lost: [String], keptAs copy: String?) -> Finding {
        let more = lost.count > 5 ? " and \(lost.count - 5) more" : ""
        return Finding(
            .error,
            "register.lost",
            "the bot wrote \(file) without \(lost.prefix(5).joined(separator: ", "))\(more)",
            at: bot.place,
            help: copy.map {
                "what the file held before is kept as \($0): stop the bot, and bring back what is missing"
            }
                ?? "bring it back from one of the bot's own backups"
        )
    }
}
