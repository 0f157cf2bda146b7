import Cryptography
import Revisions
import Secrets
import SlotModel

extension Session {
    /// How an application keeps what was there before.
    ///
    /// - Parameters:
    ///   - command: That applies.
    ///   - reports: As the slots were checked for it.
    func keeping(_ command: String, _ reports: [SlotReport]) -> RevisionKeeping {
        RevisionKeeping(
            origin: RevisionOrigin(
                time: surroundings.now(),
                user: userName(),
                host: surroundings.hostName(),
                command: command,
                slots: reports.map { .init(slot: $0.slot, status: $0.status) }.sorted { $0.slot < $1.slot }
            ),
            count: workspace.workspace?.policy.keepRevisions ?? Policy.standardRevisions
        ) { [store] archive in
            Result { () throws(StoreTrouble) in try store.seal(archive) }.mapError { trouble in
                var finding = trouble.finding()
                finding.message = "what the bots' files held cannot be kept encrypted: " + finding.message
                return finding
            }
        }
    }
}
