import Operations
import SlotModel
import Terminal

extension Program {
    /// Shows what the files declare and what was recorded; asks nobody.
    static func list(_ context: CommandContext) async -> ExitCode {
        await context.withSession { session in
            let loaded = session.workspace
            var findings = loaded.findings
            var recorded: [String: SlotReport] = [:]
            do throws(Finding) { recorded = try session.recordedReports() } catch { findings.append(error) }
            findings += session.due()
            let reports = loaded.slots.map { slot in loaded.lastReport(of: slot, recorded[slot.name]) }
            let exit: ExitCode = loaded.findings.containErrors ? .wrongFiles : .done
            context.printer(loaded.sources).print(
                Report(.list, exit: exit, slots: reports, unread: loaded.unreadSlots(), findings: findings)
            )
            context.tellWhereSlotsComeFrom(loaded)
            return exit
        }
    }

    /// Shows what the checks of a slot came to over time; asks nobody.
    static func history(_ context: CommandContext) async -> ExitCode {
        await context.withSession { session throws(UsageError) in
            let (loaded, name) = (session.workspace, context.arguments.arguments.first ?? "")
            var report = Report(.history, findings: [])
            do throws(Finding) {
                let spans = try session.history(
                    of: name,
                    since: context.arguments[.since],
                    isFolded: !context.options.isVerbose
                )
                report.history = Array(spans.suffix(context.arguments[.limit] ?? spans.count))
            } catch {
                report.findings.append(error)
                report.exit = error.severity == .error ? .wrongFiles : .done
            }
            let isEmpty = report.history?.isEmpty == true
            let isCut =
                isEmpty && context.arguments[.since] != nil
                && (try? session.history(of: name, since: nil))?.isEmpty == false
            if isCut, context.options.output == .table {
                context.console.hint(
                    "nothing was recorded in that time; without --since: slots history \(name)"
                )
                return .done
            }
            if isEmpty, !isCut {
                do throws(UnknownName) { _ = try loaded.slots(named: [name]) } catch {
                    throw UsageError(error)
                }
                if context.options.output == .table {
                    context.console.hint("nothing was recorded yet; check the slot with: slots check \(name)")
                    return .done
                }
            }
            context.printer(loaded.sources).print(report)
            return report.exit
        }
    }

    /// Shows one slot whole, from the files and from what was recorded; asks nobody.
    static func show(_ context: CommandContext) async -> ExitCode {
        await context.withSession { session throws(UsageError) in
            let loaded = session.workspace
            let named: [Slot]
            do throws(UnknownName) {
                named = try loaded.slots(named: context.arguments.arguments)
            } catch {
                throw UsageError(error)
            }
            var findings = loaded.findings
            var recorded: [String: SlotReport] = [:]
            do throws(Finding) { recorded = try session.recordedReports() } catch { findings.append(error) }
            let exit: ExitCode = loaded.findings.containErrors ? .wrongFiles : .done
            var shown = named.first.map { session.show($0, recorded[$0.name]) }
            if context.arguments[.sheet], let slot = named.first {
                let sheets = SheetPrinting(context: context, session: session, slot: slot)
                if context.arguments[.revealSheet] { return try sheets.reveal(findings) }
                shown?.sheets = try sheets.sheets()
            } else if context.arguments[.revealSheet] {
                throw UsageError(
                    "'--reveal' shows the values of a sheet, so it wants --sheet",
                    help: "slots show \(context.arguments.arguments.first ?? "SLOT") --sheet --reveal"
                )
            }
            var report = Report(.show, exit: exit, slots: shown.map { [$0.report] } ?? [], findings: findings)
            report.shown = shown
            context.printer(loaded.sources).print(report)
            return exit
        }
    }
}
