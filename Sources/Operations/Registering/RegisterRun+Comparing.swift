import SlotModel

extension RegisterRun {
    /// Waits until the bot shows an asset of each slot.
    mutating func wait(_ steps: @Sendable (RegisterStep) -> Void) async throws(End) {
        guard let talk, interface.balances != nil else { return }
        let begin = ContinuousClock.now
        // What it showed before is of the keys that it had then.
        var isOld = !toSend.isEmpty
        while true {
            if isOld { isOld = try await !asksAgain(talk, until: begin + options.limit) }
            let waiting = (result.registrations ?? []).filter { isOld || !isShown($0) }
            guard !waiting.isEmpty else { break }
            guard begin + options.limit > .now else {
                for registration in waiting {
                    result.findings.append(
                        hasOtherKey(registration.id)
                            ? RegisterFinding.otherKey(bot, registration, after: options.limit)
                            : RegisterFinding.notSeen(bot, registration, after: options.limit)
                    )
                }
                result.exit = .stopped
                break
            }
            steps(.waiting(ContinuousClock.now - begin))
            await session.surroundings.sleep(min(Self.pause, begin + options.limit - .now))
            if Task.isCancelled { throw End(finding: Self.brokenOff(bot), exit: .interrupted) }
            isOld = try await !asksAgain(talk, until: begin + options.limit)
        }
        for index in (result.registrations ?? []).indices {
            guard let registration = result.registrations?[index] else { continue }
            if isShown(registration) { result.registrations?[index].state = .seen }
        }
    }

    /// - Returns: Whether it answered; it may start anew with its new keys.
    private mutating func asksAgain(_ talk: BotTalk, until end: ContinuousClock.Instant) async throws(End)
        -> Bool
    {
        do throws(End) {
            try await askAgain(talk)
            return true
        } catch {
            guard error.exit == .unreachable, end > .now else { throw error }
            return false
        }
    }

    private static func brokenOff(_ bot: Bot) -> Finding {
        Finding(
            .warning,
            "register.not-seen",
            "the keys were sent to '\(bot.name)', and nobody waited for its balances",
            at: bot.place,
            help: "run it again: it begins with what the bot shows by then"
        )
    }

    /// Whether the bot shows what the slot requires, or else any asset that the account has.
    private func isShown(_ registration: Registration) -> Bool {
        guard let shown = seen[registration.id], !hasOtherKey(registration.id) else { return false }
        let required =
            slots.first { $0.name == registration.slot }.map {
                Set($0.require.balance.keys).union($0.require.total.keys)
            } ?? []
        let held = exchange(registration).filter { !$0.value.isZero }.map(\.key)
        return required.isEmpty
            ? held.isEmpty || held.contains { shown[$0] != nil } : required.allSatisfy { shown[$0] != nil }
    }

    private func exchange(_ registration: Registration) -> [String: ExactDecimal] {
        let balances = result.reports.first { $0.slot == registration.slot }?.balances ?? []
        return Dictionary(balances.map { ($0.asset, $0.total) }) { first, _ in first }
    }

    /// Says what the bot and the exchange show of each account.
    mutating func compare() {
        guard let talk, interface.balances != nil else { return }
        for index in (result.registrations ?? []).indices {
            guard let registration = result.registrations?[index] else { continue }
            let (ours, theirs) = (exchange(registration), seen[registration.id] ?? [:])
            let names = Set(ours.keys).union(theirs.keys)
            let assets = names.sorted().map { name in
                Registration.Asset(
                    name: ours[name] == nil ? talk.clean(name) : name,
                    bot: theirs[name],
                    exchange: ours[name]
                )
            }
            .filter { !($0.bot?.isZero ?? true) || !($0.exchange?.isZero ?? true) }
            result.registrations?[index].assets = assets
            // Without any the reason is told already.
            guard !theirs.isEmpty,
                let finding = RegisterFinding.differs(bot, Registration(registration, assets))
            else { continue }
            result.findings.append(finding)
        }
    }
}

extension Registration {
    fileprivate init(_ other: Registration, _ assets: [Asset]) {
        self = other
        self.assets = assets
    }
}
