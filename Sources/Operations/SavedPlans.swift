import Cryptography
import Files
import Ledger
package import Revisions
package import SlotModel

extension Session {
    /// Saves a plan for an apply that carries it out exactly, and once.
    ///
    /// - Parameters:
    ///   - planned: As ``plan(_:_:events:)`` made it of these options; it can be applied.
    ///   - names: Of the bots; none: all.
    ///   - path: Of the file, from the current folder; a saved plan that is there is replaced, nothing else is.
    /// - Throws: a ``Finding`` when it cannot be written.
    package func save(_ planned: Planned, _ options: PlanOptions, of names: [String], as path: String)
        throws(Finding)
    {
        guard planned.isGood, let plan = planned.plan else { return }
        let key = try savingKey()
        let saved = SavedPlan(
            plan,
            in: workspace.folder,
            bots: names,
            scope: options.scope,
            skipsFailed: options.skipsFailed,
            prunes: options.prunes,
            owned: planned.owned,
            key: key,
            made: surroundings.now()
        )
        let text = Secret(copying: Array(saved.text(key).utf8))
        do throws(FileError) {
            let (folder, file) = try Self.place(of: path)
            if let owner = owner(of: folder.path, file, path) {
                throw FileError.notAFile(path: path, kind: owner)
            }
            if let there = try folder.read(file, name: path, limit: SavedPlan.sizeLimit),
                !SavedPlan.isPlan(there.bytes)
            {
                throw FileError.notAFile(path: path, kind: "a file that is no saved plan")
            }
            try folder.replacePrivately(file, with: text)
        } catch {
            throw Finding(
                .error,
                "plan.not-saved",
                "the plan was not saved: \(error.finding().message)",
                help: "name another file with --out"
            )
        }
    }

    /// What a file of that name would be taken for; `nil`: for a plan.
    private func owner(of folder: String, _ file: String, _ path: String) -> String? {
        if workspace.workspace?.bots.contains(where: { $0.name == path }) == true {
            return "the name of a bot, which 'slots apply \(path)' would mean"
        }
        let root = RealPath.of(workspace.folder) ?? workspace.folder
        let bots = (workspace.workspace?.bots ?? []).map { bot in
            bot.directory.value.hasPrefix("/") ? bot.directory.value : root + "/" + bot.directory.value
        }
        let folders = Planner.ownFolders.map { root + "/" + $0 }
        if (folders + bots.map { RealPath.of($0) ?? $0 }).contains(where: {
            (folder + "/").hasPrefix($0 + "/")
        }),
            folder != root
        {
            return "in a folder whose files slots or a bot reads"
        }
        let isKept = file.hasPrefix("secrets.") || file == "slots.yaml" || file == ".gitignore"
        return folder == root && isKept ? "a file of the workspace's own" : nil
    }

    /// Reads a saved plan of this workspace.
    ///
    /// - Parameter path: From the current folder.
    /// - Throws: a ``Finding`` for anything else.
    package func savedPlan(at path: String) throws(Finding) -> SavedPlan {
        let bytes: [UInt8]?
        do throws(FileError) {
            let (folder, file) = try Self.place(of: path)
            bytes = try folder.read(file, name: path, limit: SavedPlan.sizeLimit)?.bytes
        } catch {
            throw Finding(.error, "plan.not-readable", error.finding().message, help: Self.anew(path))
        }
        guard let bytes else {
            throw Finding(
                .error,
                "plan.not-readable",
                "there is no file \(path)",
                help: "look for its right name; a plan is saved with: slots plan --out FILE"
            )
        }
        guard let saved = SavedPlan(bytes, try savingKey()), saved.workspace == workspace.folder
        else {
            throw Finding(
                .error,
                "plan.not-readable",
                "\(path) is no plan that was saved for this workspace on this machine, or it was changed since",
                help: Self.anew(path)
            )
        }
        return saved
    }

    /// Carries a saved plan out, where everything is as it was when it was made; the slots are checked anew.
    ///
    /// What the plan shows was agreed to when somebody chose to carry it out, so nobody is asked.
    ///
    /// - Parameters:
    ///   - saved: As ``savedPlan(at:)`` read it.
    ///   - options: How the exchanges are asked, and how long to wait; what the plan is about, it says itself.
    package func apply(
        _ saved: SavedPlan,
        from path: String,
        _ options: ApplyOptions,
        guardian: Guardian = .none,
        events: @escaping EventSink = { _ in }
    ) async -> ApplyResult {
        var options = options
        options.agrees = true
        options.saved = saved
        options.planning.scope = saved.scope
        options.planning.skipsFailed = saved.skipsFailed
        options.planning.prunes = saved.prunes
        let bots: [Bot]
        do throws(UnknownName) { bots = try self.bots(named: saved.bots, saved.scope) } catch {
            return ApplyResult(
                exit: .stopped,
                end: .notPlanned,
                planned: Planned(findings: [Self.moved("slots.yaml", since: saved, path)])
            )
        }
        let planned = await plan(for: bots, options.planning, events: events)
        var result = ApplyResult(exit: planned.exit, end: .notPlanned, planned: planned)
        guard planned.isGood, let plan = planned.plan else { return result }
        do throws(Finding) {
            if planned.owned.carriedOut.contains(saved.id) {
                throw Finding(
                    .error,
                    "plan.carried-out",
                    "\(path) was carried out already, and a plan is carried out once",
                    help: Self.anew(path)
                )
            }
            let moved = saved.firstDifference(from: plan, owned: planned.owned, key: try savingKey())
            if let moved { throw Self.moved(moved, since: saved, path) }
        } catch {
            result.planned.findings.append(error)
            result.exit = .stopped
            return result
        }
        await write(&result, bots, options, guardian)
        return result
    }

    private static func moved(_ what: String, since saved: SavedPlan, _ path: String) -> Finding {
        Finding(
            .error,
            "plan.moved",
            "\(what) is not, or would not become, what it was when \(path) was saved (\(saved.made))",
            help: Self.anew(path)
        )
    }

    private static func anew(_ path: String) -> String {
        "look at the plan of now, and save that: slots plan --out \(quotedForShell(path))"
    }

    private func savingKey() throws(Finding) -> Secret {
        do throws(RevisionError) { return try FingerprintKey.key(in: workspace.state) } catch {
            throw error.finding()
        }
    }

    private static func place(of path: String) throws(FileError) -> (folder: Folder, file: String) {
        let absolute = path.hasPrefix("/") ? path : RealPath.join(RealPath.of(".") ?? "/", path)
        let place = try RealPath.place(of: absolute)
        return (try Folder(place.folder), place.file)
    }
}
