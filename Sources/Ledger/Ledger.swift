package import Files
package import SlotModel

/// What was checked, applied and owned in a workspace.
///
/// Opened once by whoever works on the workspace, and handed on; many may use it at once. Results may be lost without
/// harm: whoever cannot read or record them warns and goes on. What is owned decides what may be overwritten without
/// asking, and changes together with the files that it speaks of.
package struct Ledger: Sendable {
    /// Records results in one step, so that all of them are there or none.
    ///
    /// A slot's older results become fewer with age, and have only their checks' outcomes. Reports without a time
    /// (`unchecked`) say nothing about an exchange and are passed over.
    package var recordChecks: @Sendable ([RecordedReport]) throws(HistoryError) -> Void
    /// Records a plan that was applied; the latest ``HistoryStore/kept`` stay.
    package var recordApply: @Sendable (RecordedApply) throws(HistoryError) -> Void
    /// The kept applies, the oldest first.
    package var pastApplies: @Sendable () throws(HistoryError) -> [RecordedApply]
    /// The latest result of every slot, by the slot's name; empty where nothing was ever recorded.
    package var latestChecks: @Sendable () throws(HistoryError) -> [String: RecordedReport]
    /// Kept results, by slot, the oldest first, their checks with nothing but their outcomes: of one slot, or of all where
    /// `slot` is `nil`; those since a moment, or all of them.
    package var pastChecks:
        @Sendable (_ slot: String?, _ start: Timestamp?) throws(HistoryError) -> [RecordedReport]
    /// Gives a slot's results to one of another name, instead of those of a former slot of that name.
    package var renameSlot: @Sendable (_ slot: String, _ name: String) throws(HistoryError) -> Void
    /// The account that the exchange named when it last named one to a slot, as ``SlotReport/account``; `nil` when none
    /// was ever told.
    ///
    /// Results of the exchange's other market count too, those of another network do not. Only a sign-in that worked
    /// tells an account, so results of every status count, and those that tell none (an exchange out of reach, a key
    /// that ended) say nothing against it.
    package var lastAccount:
        @Sendable (_ slot: String, _ exchange: Selector, Network) throws(HistoryError) -> String?
    /// Moves results that cannot be read any more out of the way, so that new ones can be recorded; `nil` when they can be
    /// read, because another process was faster.
    package var setAsideDamaged: @Sendable () throws(HistoryError) -> DamagedHistory?
    /// What slots wrote into the bots' files; empty where it never wrote.
    package var ownership: @Sendable () throws(FileError) -> Ownership
    /// Takes down what is owned from now on, as a part of the transaction that changes the bots' files.
    ///
    /// - Parameter state: The folder `.slots/`, whose lock the caller holds.
    /// - Returns: The change to commit with the others; `nil`: what is owned stays as it is.
    package var stage: @Sendable (Ownership, _ state: Folder) throws(FileError) -> FileChange?

    package init(
        recordChecks: @escaping @Sendable ([RecordedReport]) throws(HistoryError) -> Void,
        recordApply: @escaping @Sendable (RecordedApply) throws(HistoryError) -> Void,
        pastApplies: @escaping @Sendable () throws(HistoryError) -> [RecordedApply],
        latestChecks: @escaping @Sendable () throws(HistoryError) -> [String: RecordedReport],
        pastChecks: @escaping @Sendable (String?, Timestamp?) throws(HistoryError) -> [RecordedReport],
        renameSlot: @escaping @Sendable (String, String) throws(HistoryError) -> Void,
        lastAccount: @escaping @Sendable (String, Selector, Network) throws(HistoryError) -> String?,
        setAsideDamaged: @escaping @Sendable () throws(HistoryError) -> DamagedHistory?,
        ownership: @escaping @Sendable () throws(FileError) -> Ownership,
        stage: @escaping @Sendable (Ownership, Folder) throws(FileError) -> FileChange?
    ) {
        self.recordChecks = recordChecks
        self.recordApply = recordApply
        self.pastApplies = pastApplies
        self.latestChecks = latestChecks
        self.pastChecks = pastChecks
        self.renameSlot = renameSlot
        self.lastAccount = lastAccount
        self.setAsideDamaged = setAsideDamaged
        self.ownership = ownership
        self.stage = stage
    }
}

extension Ledger {
    /// Results in `history.sqlite`, and what is owned in `owned.json`, which a person can read.
    ///
    /// The database is opened for each call, so that it can be moved away while a service runs.
    package static func sqlite(in folder: StateFolder) -> Ledger {
        let path = folder.file("history.sqlite")
        let writable = { @Sendable () throws(HistoryError) -> HistoryStore in
            do throws(FileError) { try folder.create() } catch { throw .folder(error) }
            return try HistoryStore.open(path)
        }
        return Ledger(
            recordChecks: { (reports) throws(HistoryError) in try writable().record(reports) },
            recordApply: { (apply) throws(HistoryError) in try writable().record(apply) },
            pastApplies: { () throws(HistoryError) in
                try HistoryStore.openExisting(path)?.applies() ?? []
            },
            latestChecks: { () throws(HistoryError) in
                try HistoryStore.openExisting(path)?.latestAll() ?? [:]
            },
            pastChecks: { (slot, start) throws(HistoryError) in
                try HistoryStore.openExisting(path)?.past(slot, since: start) ?? []
            },
            renameSlot: { (slot, name) throws(HistoryError) in
                guard let store = try HistoryStore.openExisting(path) else { return }
                try store.rename(slot, to: name)
            },
            lastAccount: { (slot, exchange, network) throws(HistoryError) in
                try HistoryStore.openExisting(path)?.lastAccount(of: slot, on: exchange, network: network)
            },
            setAsideDamaged: { () throws(HistoryError) in try HistoryStore.setAside(path) },
            ownership: { () throws(FileError) in try Ownership.load(from: folder) },
            stage: { (ownership, state) throws(FileError) in try ownership.change(in: state) }
        )
    }
}
