import Revisions
import SlotModel

extension Program {
    static func plan(_ context: CommandContext) async -> ExitCode {
        await context.withWorkspace { loaded in
            let bots: [Bot]
            do throws(UsageError) { bots = try loaded.bots(named: context.arguments.arguments) } catch {
                return context.refuse(error)
            }
            let printer = context.printer(loaded.sources)
            let stage = PlanStage(context: context, loaded: loaded, bots: bots, printer: printer)
            let outcome = await stage.run()
            var exit = outcome.exit
            if exit == .done, context.arguments[.detailedExitCode], outcome.plan?.isEmpty == false {
                exit = .changes
            }
            keepUntilExit(outcome)
            printer.print(outcome.report(.plan, exit: exit), streamed: outcome.streamed)
            return exit
        }
    }

    static func apply(_ context: CommandContext) async -> ExitCode {
        await context.withLockedWorkspace(wait: context.arguments[.wait] ?? .zero) { loaded, folder, lock in
            let bots: [Bot]
            do throws(UsageError) { bots = try loaded.bots(named: context.arguments.arguments) } catch {
                return context.refuse(error)
            }
            return await ApplyStage(context: context, loaded: loaded, folder: folder, lock: lock, bots: bots)
                .run()
        }
    }
}
