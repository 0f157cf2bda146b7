import BotConfigs
import Cryptography
import Files
import Glibc
import SlotModel

extension RegisterRun {
    /// The id of a connection that works already; `nil`: the bot wants none.
    func proof(_ file: InterfaceFile) throws(End) -> String? {
        guard interface.send?.proof != nil else { return nil }
        if let named = options.proof, !file.ids.contains(named) {
            throw End(finding: RegisterFinding.noSuchProof(bot, named, file.ids), exit: .stopped)
        }
        let working = seen.keys.filter { file.ids.contains($0) && !toSend.contains($0) }.sorted()
        guard let proof = options.proof ?? working.first ?? seen.keys.sorted().first(where: file.ids.contains)
        else { throw End(finding: RegisterFinding.noProof(bot, bot.template.value), exit: .stopped) }
        return proof
    }

    /// Sends the keys, and looks whether the bot's file still has everything afterwards.
    mutating func send(_ guardian: Guardian) async throws(End) {
        guard let talk, let sending = interface.send else { return }
        let lock: FileLock
        do throws(FileError) {
            lock = try await session.takeLock(for: "register", wait: options.wait)
        } catch {
            throw End(finding: error.finding(), exit: Task.isCancelled ? .interrupted : error.exitCode)
        }
        defer { lock.release() }
        let (before, name, folder, _) = try read()
        let content = try content(of: before)
        guard digest(of: content) == agreed else { throw End(finding: Self.moved(name), exit: .stopped) }
        try refuseStrangers(talk)
        guard guardian.enter() else { throw End(finding: Self.interrupted, exit: .interrupted) }
        defer { guardian.leave() }
        var failure: BotTalk.Failure?
        do throws(BotTalk.Failure) { _ = try await talk.ask(sending.path, content) } catch {
            // Only the balances tell whether it took them.
            if case .notJSON = error {} else { failure = error }
        }
        tellLosses(before, name, folder)
        if let failure { throw failed(talk, failure) }
    }

    /// What is sent of the bot's file.
    func content(of file: InterfaceFile) throws(End) -> Secret {
        guard let sending = interface.send else { return Secret(copying: []) }
        let proof = try proof(file)
        do throws(Finding) { return try file.content(of: sending, for: toSend, proof: proof) } catch {
            throw End(finding: error, exit: .wrongFiles)
        }
    }

    /// To compare with in this process; nobody keeps it.
    func digest(of content: Secret) -> KeyedDigest {
        KeyedDigest(of: content, key: Secret(copying: Array("register".utf8)))
    }

    private static func moved(_ name: String) -> Finding {
        Finding(
            .error,
            "register.not-ready",
            "\(name) changed since the slots were compared with it, and nothing was sent",
            help: "run it again"
        )
    }

    private static let interrupted = Finding(
        .error,
        "register.not-ready",
        "nothing was sent",
        help: "run it again"
    )

    private mutating func tellLosses(_ before: InterfaceFile, _ name: String, _ folder: String) {
        let lost: [String]
        // The bot may be writing it at this moment.
        var after = try? read()
        for _ in 0..<10 where after == nil {
            usleep(100_000)
            after = try? read()
        }
        lost = after.map { $0.file.lost(since: before) } ?? ["anything that can be read"]
        guard !lost.isEmpty else { return }
        let copy = "\(name).before-register-\(session.surroundings.now().milliseconds)"
        let file = RealPath.split(copy).file
        var isKept = false
        do throws(FileError) {
            try Folder(folder).replacePrivately(file, with: before.whole)
            isKept = true
        } catch {
            result.findings.append(error.finding())
        }
        result.findings.append(RegisterFinding.lost(bot, name, lost, keptAs: isKept ? copy : nil))
        result.exit = .stopped
    }
}
