import SlotModel

extension Session {
    /// Makes the keys of a bot's slots known to the bot that runs, and waits until it shows their balances.
    ///
    /// The slots are checked first, and the bot's file has to hold what was proved. What is sent are pieces of the bot's own
    /// file, to an address of this machine.
    ///
    /// - Parameters:
    ///   - name: Of the bot.
    ///   - names: Of its slots, which are sent whatever the bot shows of them; none: those whose balance it does not show.
    ///   - consent: Asked before anything is sent.
    package func register(
        _ name: String,
        slots names: [String],
        _ options: RegisterOptions,
        guardian: Guardian = .none,
        events: @escaping EventSink = { _ in },
        steps: @Sendable (RegisterStep) -> Void = { _ in },
        consent: @Sendable (Registered) async -> Agreement
    ) async throws(UnknownName) -> Registered {
        guard let bot = try workspace.bots(named: [name]).first else { return Registered() }
        let wanted = try workspace.slots(named: names)
        let slots = workspace.slots(of: bot).filter { slot in wanted.contains { $0.name == slot.name } }
        guard let interface = workspace.templates[bot.template.value]?.interface else {
            let isKnown = workspace.templates[bot.template.value] != nil
            return Registered(
                workspace.findings + (isKnown ? [RegisterFinding.unsupported(bot)] : []),
                .wrongFiles
            )
        }
        guard !slots.isEmpty else {
            return Registered(workspace.findings + [RegisterFinding.nothing(bot)], .stopped)
        }
        let strays = names.isEmpty ? [] : wanted.filter { slot in !slots.contains { $0.name == slot.name } }
        guard strays.isEmpty else {
            return Registered(strays.map { RegisterFinding.notOfBot($0, bot) }, .stopped)
        }
        let checked = await verify(bot, only: Set(slots.map(\.name)), options.asking, events: events)
        var result = Registered(checked.findings, checked.exit)
        (result.reports, result.fresh) = (checked.reports, checked.fresh)
        guard checked.exit == .done else {
            result.findings.append(RegisterFinding.notReady(bot))
            return result
        }
        var run = RegisterRun(self, bot, interface, slots, options, result)
        do throws(RegisterRun.End) {
            try await run.look(forcing: !names.isEmpty)
            if !run.toSend.isEmpty {
                if !options.agrees {
                    let answer = await consent(run.result)
                    run.result.agreement = answer
                    run.result.shown = run.result.findings
                    guard answer == .given else {
                        run.result.exit = .stopped
                        return run.result
                    }
                }
                try await run.send(guardian)
                steps(.sent(ids: run.toSend.sorted()))
            }
            try await run.wait(steps)
        } catch {
            run.result.findings.append(error.finding)
            run.result.exit = Task.isCancelled ? .interrupted : error.exit
        }
        run.compare()
        return run.result
    }
}

extension Registered {
    fileprivate init(_ findings: [Finding], _ exit: ExitCode) {
        self.init()
        (self.findings, self.exit) = (findings, exit)
    }
}
