package import Checks
import Cryptography
package import Files
package import Ledger
package import Revisions
import SlotFiles
package import SlotModel

extension Session {
    /// Records what the exchanges answered.
    ///
    /// - Returns: Warnings; a history that cannot be written stops nothing.
    package func record(_ outcome: CheckOutcome) -> [Finding] {
        let inputs = InputDigest(self)
        let slots = Dictionary(workspace.slots.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let records = outcome.reports.compactMap { report in
            slots[report.slot].map {
                // Where it cannot be said what was checked, a result never stands in for a check.
                RecordedReport(report: report, inputs: inputs?.seal(on: report, of: $0) ?? "")
            }
        }
        return recorded { () throws(HistoryError) in try ledger.recordChecks(records) }
    }

    /// Records what was applied.
    func record(_ applied: Applied, bots: [Bot]) -> [Finding] {
        guard !applied.written.isEmpty else { return [] }
        let apply = RecordedApply(
            time: surroundings.now(),
            bots: bots.map(\.name),
            changes: applied.changes.count
        )
        return recorded { () throws(HistoryError) in try ledger.recordApply(apply) }
    }

    private func recorded(_ body: () throws(HistoryError) -> Void) -> [Finding] {
        var findings: [Finding] = []
        do throws(HistoryError) { try mending(body) { findings.append($0.finding) } } catch {
            findings.append(error.finding)
        }
        return findings
    }

    /// Uses the history; where it turns out to be damaged, sets it aside and does the same with a new one.
    ///
    /// - Parameter tell: Takes what was set aside.
    func mending<Result>(
        _ body: () throws(HistoryError) -> Result,
        tell: (DamagedHistory) -> Void
    ) throws(HistoryError) -> Result {
        do throws(HistoryError) { return try body() } catch {
            guard case .damaged = error else { throw error }
            if let damaged = try ledger.setAsideDamaged() { tell(damaged) }
            return try body()
        }
    }

    /// What slots wrote into the bots' files.
    package func ownership() throws(RevisionError) -> Ownership {
        do throws(FileError) { return try ledger.ownership() } catch { throw .file(error) }
    }

    /// The latest recorded result of every slot, by its name; empty where nothing was ever recorded.
    package func recordedReports() throws(Finding) -> [String: SlotReport] {
        try reading { () throws(HistoryError) in try ledger.latestChecks().mapValues(\.report) }
    }

    /// Reads the history.
    ///
    /// - Throws: a warning: why it cannot be read, or that it was damaged and a new one was begun.
    func reading<Result>(_ body: () throws(HistoryError) -> Result) throws(Finding) -> Result {
        var damaged: DamagedHistory?
        let result: Result
        do throws(HistoryError) { result = try mending(body) { damaged = $0 } } catch { throw error.finding }
        if let damaged { throw damaged.finding }
        return result
    }

    /// The account that an exchange named when it last named one to the slot; `nil` where none is known.
    package func recordedAccount(of slot: String, on exchange: Selector, network: Network) -> String? {
        try? ledger.lastAccount(slot, exchange, network)
    }
}

extension LoadedWorkspace {
    /// Where slots keeps what it knows of the workspace.
    package var state: StateFolder { StateFolder(workspace: folder) }
}

/// Recorded results that may stand in for new checks.
struct RecordedResults {
    private let known: [String: SlotReport]

    /// Those of slots that were good to go at most `maximumAge` ago, and did not change since.
    ///
    /// A result that stopped a slot is never taken over: the trouble may be mended by now.
    init(for slots: [Slot], _ session: Session, maximumAge: Duration) {
        guard let inputs = InputDigest(session),
            let recorded = try? session.ledger.latestChecks()
        else {
            known = [:]
            return
        }
        let now = session.surroundings.now()
        var known: [String: SlotReport] = [:]
        for slot in slots where slot.enabled {
            guard let record = recorded[slot.name], record.report.status.consequence == .go,
                let seal = inputs.seal(on: record.report, of: slot),
                record.isFresh(at: now, maximumAge: maximumAge, inputs: seal)
            else { continue }
            known[slot.name] = record.report
        }
        self.known = known
    }

    subscript(slot: Slot) -> SlotReport? { known[slot.name] }
}

/// Tells whether a recorded result still speaks of the same thing.
struct InputDigest {
    private let session: Session
    private let key: Secret

    /// `nil` when the workspace's key is not available; then nothing recorded counts.
    init?(_ session: Session) {
        self.session = session
        do throws(RevisionError) {
            key = try FingerprintKey.key(in: session.workspace.state)
        } catch {
            return nil
        }
    }

    /// A keyed digest over a result and everything that it was found for; `nil` when a file's text was not kept.
    ///
    /// Whoever can write the history, and not read the workspace's key, makes none.
    func seal(on report: SlotReport, of slot: Slot) -> String? {
        guard let inputs = text(of: slot) else { return nil }
        let bytes = Array(inputs.utf8) + RecordedReport.sealedBytes(report)
        return Hex.text(KeyedDigest(of: Secret(copying: bytes), key: key).bytes)
    }

    /// A keyed digest over the slot's file, `slots.yaml`, the templates with rules for it, the credentials, a proxy that is
    /// referred to, and the version whose rules judged; `nil` when a file's text was not kept.
    private func text(of slot: Slot) -> String? {
        guard let file = session.workspace.sources[slot.place.file],
            let workspace = session.workspace.sources[WorkspaceFolder.file]
        else {
            return nil
        }
        var files = [file, workspace]
        for template in session.workspace.bots(of: slot).compactMap({
            session.workspace.templates[$0.template.value]
        })
        where !template.rules.isEmpty {
            guard let rules = session.workspace.sources[template.place.file] else { return nil }
            files.append(rules)
        }
        var parts = files.map { KeyedDigest(of: Secret(copying: $0), key: key).bytes }
        let credentials = session.credentials.credentials(of: slot).fields
        for (_, secret) in credentials.sorted(by: { $0.key < $1.key }) {
            parts.append(KeyedDigest(of: secret, key: key).bytes)
        }
        if let proxy = slot.proxy, case .reference(let reference) = proxy.value {
            let secret = try? session.credentials.resolve(Located(reference, at: proxy.place))
            guard let secret else { return nil }
            parts.append(KeyedDigest(of: secret, key: key).bytes)
        }
        parts.append(sha256(Array(Version.number.utf8)))
        return Hex.text(sha256(Array(parts.joined())))
    }
}
