import Files
import Ledger
import Locking
import BotConfigs
package import Revisions
import Secrets
package import SlotModel

package struct ApplyOptions: Sendable {
    /// What somebody has to agree to before it is written.
    package enum Asked: Sendable {
        /// What is the user's and would go.
        case losses
        /// Every change.
        case everything
    }

    package var planning = PlanOptions()
    package var asked = Asked.losses
    /// Everything is agreed to, and nobody is asked.
    package var agrees = false
    /// How long to wait for whoever holds the workspace's lock.
    package var wait = Duration.zero
    /// The command, as others are told who hold back for it.
    package var command: String
    /// What changes in the same transaction.
    var alongside: Alongside?
    /// What is to be carried out exactly.
    var saved: SavedPlan?

    package init(
        _ planning: PlanOptions = PlanOptions(),
        asked: Asked = .losses,
        agrees: Bool = false,
        wait: Duration = .zero,
        command: String = "apply"
    ) {
        self.planning = planning
        self.asked = asked
        self.agrees = agrees
        self.wait = wait
        self.command = command
    }
}

/// What somebody says to a plan.
package enum Agreement: Sendable, Hashable {
    case given, refused
    /// Nobody can be asked, and nobody needs to be.
    case nobodyThere
    /// Nobody can be asked, and somebody would have to agree.
    case impossible
}

/// What an apply came to.
package struct ApplyResult: Sendable {
    /// Where it ended.
    package enum End: Sendable, Hashable {
        /// There is no plan that could be applied.
        case notPlanned
        case notAgreed(Agreement)
        /// Something failed, or was not any more as it was planned on.
        case notWritten
        case written
    }

    package var exit: ExitCode
    package var end: End
    /// With the findings of everything that came after it.
    package var planned: Planned
    /// `nil`: nobody was asked.
    package var agreement: Agreement?
    package var applied = Applied()
    /// The findings that were known when somebody was asked.
    package var shown: [Finding] = []
}

extension Session {
    /// Checks, plans, asks, writes and records.
    ///
    /// The workspace's lock is held while files are written, and never while somebody is asked. What was agreed to is
    /// compared once the lock is held: where the workspace's files, its secrets or the state have become others,
    /// nothing is written that was not agreed to.
    ///
    /// - Parameters:
    ///   - names: Of the bots; none: all.
    ///   - guardian: Keeps the process alive while files are replaced.
    ///   - consent: Asked for what ``ApplyOptions/asked`` names, at most once.
    package func apply(
        _ names: [String] = [],
        _ options: ApplyOptions,
        guardian: Guardian = .none,
        events: @escaping EventSink = { _ in },
        consent: @Sendable (Planned) async -> Agreement
    ) async throws(UnknownName) -> ApplyResult {
        let bots = try self.bots(named: names, options.planning.scope)
        let planned = await plan(for: bots, options.planning, events: events)
        var result = ApplyResult(exit: planned.exit, end: .notPlanned, planned: planned)
        guard planned.isGood, let plan = planned.plan else { return result }
        if !options.agrees, options.asked == .everything ? !plan.isEmpty : plan.needsConsent {
            let answer = await consent(planned)
            result.agreement = answer
            result.shown = planned.findings
            guard answer == .given else {
                result.end = .notAgreed(answer)
                let isRefused = answer == .refused && options.asked == .losses
                result.exit = isRefused || answer == .impossible ? .stopped : .done
                return result
            }
        }
        await write(&result, bots, options, guardian)
        return result
    }

    func write(
        _ result: inout ApplyResult,
        _ bots: [Bot],
        _ options: ApplyOptions,
        _ guardian: Guardian
    ) async {
        result.end = .notWritten
        let lock: FileLock
        do throws(FileError) {
            lock = try await takeLock(for: options.command, wait: options.wait)
        } catch {
            result.planned.findings.append(error.finding())
            result.exit = Task.isCancelled ? .interrupted : error.exitCode
            return
        }
        defer { lock.release() }
        let compared: Plan?
        do throws(RevisionError) { compared = try await comparedAgain(&result, options) } catch {
            result.planned.findings.append(error.finding())
            result.exit = Task.isCancelled ? .interrupted : error.exitCode
            return
        }
        let left = Lock<[KeptFile]>([])
        defer { result.planned.findings += left.withLock { $0 }.map(\.finding) }
        do throws(Unwritten) {
            guard let plan = compared else { return }
            guard !Task.isCancelled, guardian.enter() else {
                result.exit = .interrupted
                return
            }
            defer { guardian.leave() }
            let agreed = Set(plan.consents)
            let application = Application(
                folder: workspace.state,
                ledger: ledger,
                keeping: keeping(options.command, result.planned.reports),
                isExact: options.saved != nil,
                leaving: { file in left.withLock { $0.append(file) } }
            ) {
                options.agrees || agreed.contains($0)
            }
            var owned = result.planned.owned
            options.planning.reown(&owned)
            owned.forgetLeft(besides: workspace.workspace?.bots ?? [], in: workspace.folder)
            if let saved = options.saved { owned.carryOut(saved.id) }
            result.applied = try placing(options.alongside) { (changes) throws(RevisionError) in
                try application.apply(plan, owned: owned, besides: changes)
            }
            result.planned.plan = plan
        } catch {
            result.planned.findings.append(error.finding)
            result.exit = Task.isCancelled ? .interrupted : error.exit
            return
        }
        await finish(&result, bots, lock)
    }

    /// Records what was written, and runs what is due then.
    private func finish(_ result: inout ApplyResult, _ bots: [Bot], _ lock: FileLock) async {
        result.end = .written
        let given = await giveConnections(result.planned)
        result.applied.given = given.names
        result.planned.findings += given.findings + record(result.applied, bots: bots)
        // A bot that did not get what it needs is not told to go on with it.
        let due = bots.filter {
            result.applied.hooksDue.contains($0.name) && !given.failed.contains($0.name)
        }
        var latest: Revision?
        let revision = result.applied.revision ?? result.planned.owned.revision
        if !due.isEmpty {
            do throws(Finding) {
                latest = try KeptRevisions.one(revision, in: workspace.state)
            } catch {
                result.planned.findings.append(error)
            }
        }
        // A hook may take its time, and may use slots itself.
        lock.release()
        var written = Set(result.planned.plan?.files.lazy.filter(\.isChanged).map(\.bot.name) ?? [])
        written.formUnion(result.planned.plan?.commands.map(\.bot.name) ?? [])
        let failedHooks = await runHooks(
            of: due,
            written: written,
            at: revision,
            takesBack: result.planned.takesBack != nil,
            latest?.hookText
        )
        result.planned.findings += failedHooks
        result.exit =
            failedHooks.containErrors || !given.failed.isEmpty
            ? .hookFailed : result.planned.skipped.isEmpty ? .done : .stopped
    }

    /// The plan that may be written now that the lock is held; `nil`: the result says why not.
    private func comparedAgain(_ result: inout ApplyResult, _ options: ApplyOptions)
        async throws(RevisionError)
        -> Plan?
    {
        guard let plan = result.planned.plan else { return nil }
        if let changed = await changedSinceOpened() {
            result.planned.findings.append(changed)
            result.exit = .stopped
            return nil
        }
        let owned = try ownership()
        guard owned != result.planned.owned else { return plan }
        // Somebody else has applied meanwhile.
        guard options.saved == nil, result.planned.takesBack == nil else {
            throw .refusedOnNewContent(path: "what slots wrote")
        }
        result.planned.owned = owned
        var reowned = owned
        options.planning.reown(&reowned)
        let newer = try self.plan(of: result.planned.inputs, owned: reowned)
        let agreed = Set(options.asked == .everything ? plan.changes : plan.consents)
        let wanting = options.asked == .everything ? newer.changes : newer.consents
        guard !newer.findings.containErrors,
            options.agrees
                || wanting.allSatisfy(agreed.contains) && newer.oddFiles.isSubset(of: plan.oddFiles)
        else {
            result.planned.findings = unique(result.planned.findings + newer.findings)
            throw .refusedOnNewContent(
                path: newer.files.first { $0.isChanged }?.target.name ?? "the bots' files"
            )
        }
        return newer
    }
}

/// Keeps whoever runs an operation from ending while files are replaced.
package struct Guardian: Sendable {
    /// Called before the first file is replaced; `false`: somebody asked to end, and nothing may be written any more.
    package var enter: @Sendable () -> Bool
    /// Called when all is in its place, or as it was.
    package var leave: @Sendable () -> Void

    package init(enter: @escaping @Sendable () -> Bool, leave: @escaping @Sendable () -> Void) {
        self.enter = enter
        self.leave = leave
    }

    /// Lets everything happen.
    package static let none = Guardian(enter: { true }, leave: {})
}
