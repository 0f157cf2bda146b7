import Files
import Checks
import Cryptography
import History
import Revisions
import SlotFiles
import HTTPTransport
import SlotModel

/// Keeps results in the workspace's history; a history that cannot be written is told, and stops nothing.
struct Recorder {
    private let loaded: LoadedWorkspace
    private let folder: StateFolder
    private let cache: CredentialCache?

    /// - Parameter cache: The credentials of the run; results are recorded with what they were found for.
    init(_ loaded: LoadedWorkspace, _ cache: CredentialCache?) {
        self.loaded = loaded
        folder = StateFolder(workspace: loaded.folder)
        self.cache = cache
    }

    /// Records what the exchanges answered.
    func record(_ outcome: CheckOutcome) -> [Finding] {
        let inputs = InputDigest(loaded, cache)
        let slots = Dictionary(loaded.slots.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let records = outcome.reports.compactMap { report in
            slots[report.slot].map {
                RecordedReport(report: report, inputs: inputs?.text(of: $0) ?? Self.unknown)
            }
        }
        return write { store throws(HistoryError) in try store.record(records) }
    }

    /// Records what was applied.
    func record(_ applied: Applied, bots: [Bot]) -> [Finding] {
        guard !applied.written.isEmpty else { return [] }
        let apply = RecordedApply(
            time: wallClock(),
            bots: bots.map(\.name),
            changes: applied.changes.count
        )
        return write { store throws(HistoryError) in try store.record(apply) }
    }

    private func write(_ body: (HistoryStore) throws(HistoryError) -> Void) -> [Finding] {
        do throws(FileError) {
            try folder.create()
        } catch {
            var finding = error.finding()
            finding.severity = .warning
            return [finding]
        }
        do throws(HistoryError) {
            try body(try HistoryStore.open(Self.path(in: folder)))
            return []
        } catch {
            return [error.finding]
        }
    }

    /// Recorded where it cannot be said what was checked; such a result never stands in for a check.
    private static let unknown = ""

    /// Where the history of a workspace lies.
    static func path(in folder: StateFolder) -> String { folder.file("history.sqlite") }
}

/// Tells whether a recorded result still speaks of the same thing.
struct InputDigest {
    private let loaded: LoadedWorkspace
    private let cache: CredentialCache?
    private let key: Secret

    /// `nil` when the workspace's key cannot be had; then nothing recorded counts.
    init?(_ loaded: LoadedWorkspace, _ cache: CredentialCache?) {
        self.loaded = loaded
        self.cache = cache
        do throws(RevisionError) {
            key = try FingerprintKey.key(in: StateFolder(workspace: loaded.folder))
        } catch {
            return nil
        }
    }

    /// A keyed digest over the slot's file, `slots.yaml` and the credentials; `nil` when a file's text was not kept.
    func text(of slot: Slot) -> String? {
        guard let file = loaded.sources[slot.place.file], let workspace = loaded.sources[WorkspaceFolder.file]
        else {
            return nil
        }
        var parts = [file, workspace].map { KeyedDigest(of: Secret(copying: $0), key: key).bytes }
        let credentials = cache?.credentials(of: slot).fields ?? [:]
        for (_, secret) in credentials.sorted(by: { $0.key < $1.key }) {
            parts.append(KeyedDigest(of: secret, key: key).bytes)
        }
        return Hex.text(sha256(Array(parts.joined())))
    }
}
