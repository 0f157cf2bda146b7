import Checks
import History
import Revisions
import HTTPTransport
import SlotModel

extension Program {
    /// The gate: succeeds only when every slot is connected and funded.
    static func verify(_ context: CommandContext) async -> ExitCode {
        await context.withWorkspace { loaded in
            let named: [Slot]
            do throws(UsageError) {
                named = try loaded.slots(named: context.arguments.arguments)
            } catch {
                return context.refuse(error)
            }
            let isAll = context.arguments.arguments.isEmpty
            let slots = isAll ? named.filter(\.enabled) : named
            let refusals = gateRefusals(slots, isAll: isAll)
            return await ask(slots, loaded, context, accepting: context.arguments[.maximumAge], refusals)
        }
    }

    /// A gate that nobody stands behind proves nothing.
    private static func gateRefusals(_ slots: [Slot], isAll: Bool) -> [Finding] {
        if isAll, slots.isEmpty {
            return [
                Finding(
                    .error,
                    "verify.nothing",
                    "there is no enabled slot, so nothing is proven",
                    help: "enable a slot, or name the slots that the bot needs: slots verify SLOT"
                )
            ]
        }
        return slots.filter { !$0.enabled }.map { slot in
            Finding(
                .error,
                "verify.disabled",
                "the slot '\(slot.name)' is disabled and cannot be verified",
                at: slot.place,
                slot: slot.name,
                help: "set 'enabled: true' in its file, or leave it out of the gate"
            )
        }
    }
}

/// Recorded results that may stand in for new checks.
struct RecordedResults {
    private let known: [String: SlotReport]

    /// Those of slots that were good to go at most `maximumAge` ago, and did not change since.
    ///
    /// A result that stopped a slot is never taken over: the trouble may be mended by now.
    init(for slots: [Slot], _ loaded: LoadedWorkspace, _ cache: CredentialCache, maximumAge: Duration) {
        let path = Recorder.path(in: StateFolder(workspace: loaded.folder))
        guard let inputs = InputDigest(loaded, cache),
            let recorded = try? HistoryStore.openExisting(path)?.latestAll()
        else {
            known = [:]
            return
        }
        let now = wallClock()
        var known: [String: SlotReport] = [:]
        for slot in slots where slot.enabled {
            guard let record = recorded[slot.name], record.report.status.consequence == .go,
                let input = inputs.text(of: slot),
                record.isFresh(at: now, maximumAge: maximumAge, inputs: input)
            else { continue }
            known[slot.name] = record.report
        }
        self.known = known
    }

    subscript(slot: Slot) -> SlotReport? { known[slot.name] }
}
