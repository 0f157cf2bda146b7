import Ledger
import Operations
import Revisions
import SlotModel
import Terminal

extension Program {
    /// `slots history` without a slot: what was applied.
    static func revisions(_ context: CommandContext) async -> ExitCode {
        await context.withSession { session in
            var report = Report(.history, findings: [])
            var isCut = false
            do throws(Finding) {
                let kept = try session.revisions()
                isCut = !kept.revisions.isEmpty
                report.findings = kept.findings
                let start = context.arguments[.since].map { session.surroundings.now() - $0 }
                let wanted = kept.revisions.filter { revision in start.map { revision.time >= $0 } ?? true }
                report.revisions = Array(wanted.prefix(context.arguments[.limit] ?? wanted.count))
                do throws(Finding) {
                    report.applies = try session.appliesBefore(kept)
                        .filter { apply in start.map { apply.time >= $0 } ?? true }
                } catch {
                    report.findings.append(error)
                }
            } catch {
                report.findings.append(error)
                report.exit = .wrongFiles
            }
            context.printer(session.workspace.sources).print(report)
            guard context.options.output == .table, report.exit == .done else { return report.exit }
            if let applies = report.applies, let last = applies.last {
                let age = spokenAge(of: last.time, at: session.surroundings.now())
                context.console.hint(
                    "older: \(counted(applies.count, "apply", "applies")), the last of them \(age), whose revisions are not kept "
                        + "any more"
                )
            } else if report.revisions?.isEmpty == true {
                context.console.hint(
                    isCut
                        ? "nothing was applied in that time; without --since: slots history"
                        : "nothing was applied yet; 'slots history SLOT' shows a slot's statuses"
                )
            }
            return report.exit
        }
    }

    /// `slots diff [REV [REV]]`.
    static func diff(_ context: CommandContext) async -> ExitCode {
        await context.withSession { session throws(UsageError) in
            let numbers = try context.revisionNumbers(from: 0)
            var report = Report(.diff, findings: [])
            do throws(Finding) {
                let kept = try session.revisions()
                report.findings = kept.findings.filter { $0.severity != .note }
                if kept.revisions.isEmpty, numbers.isEmpty, context.options.output == .table {
                    context.console.hint("nothing was applied yet")
                }
                report.changes = try session.difference(numbers, in: kept).map(FileChanges.init)
                if numbers.count < 2 { report.revision = numbers.first ?? kept.newest }
            } catch {
                report.findings.append(error)
                report.exit = error.code == "revision.unknown" ? .stopped : .wrongFiles
            }
            context.printer(session.workspace.sources).print(report)
            if let number = report.revision, context.options.output == .table {
                context.console.hint("this is revision \(number); all of them: slots history")
            }
            return report.exit
        }
    }
}

extension CommandContext {
    /// The revisions that were named.
    ///
    /// - Parameter least: Zero where the state before the first one counts.
    func revisionNumbers(from least: Int) throws(UsageError) -> [Int] {
        var numbers: [Int] = []
        for argument in arguments.arguments {
            guard let number = readInteger(argument, in: least...999_999_999) else {
                throw UsageError(
                    "\(quoted(argument)) is no number of a revision",
                    help: "see the numbers with: slots history"
                )
            }
            numbers.append(number)
        }
        if least == 0, numbers == [0] {
            throw UsageError("0 is the state before the first revision", help: "slots diff 0 1")
        }
        return numbers
    }
}
