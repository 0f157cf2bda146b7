import Revisions
import SlotModel

extension RevisionKeeping {
    /// As an apply by somebody without recipients.
    static func plain(count: Int = 50, at time: Timestamp = Timestamp(microseconds: 1_795_000_000_000_000))
        -> RevisionKeeping
    {
        let origin = RevisionOrigin(
            time: time,
            user: "somebody",
            host: "here",
            command: "apply",
            slots: [.init(slot: "hitbtc", status: .connected)]
        )
        return RevisionKeeping(origin: origin, count: count) { _ in .success(nil) }
    }
}
