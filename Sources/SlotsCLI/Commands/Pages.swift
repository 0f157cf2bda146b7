import Operations
import Terminal
import BotConfigs
import Checks
import PlainJSON
import SlotFiles
import SlotModel

/// Commands that only print what is built in: `explain`, `schema`, `completions`, `help`.
extension Program {
    static func explain(_ context: CommandContext) -> ExitCode {
        let output = context.console.output
        let catalogue = Catalogue(rooms: explanationTables)
        guard let name = context.arguments.arguments.first else {
            output.write(catalogue.overview(width: output.terminal.width, style: output.style))
            return .done
        }
        do throws(UsageError) {
            output.write(
                try catalogue.explanation(of: name, width: output.terminal.width, style: output.style)
            )
            return .done
        } catch {
            return context.refuse(error)
        }
    }

    static func printSchema(_ context: CommandContext) -> ExitCode {
        guard let name = context.arguments.arguments.first else { return .usage }
        let schema =
            FileKind(rawValue: name).map(jsonSchema(of:))
            ?? (name == CommandName.doctor.rawValue ? MachineReport.jsonSchema : Report.jsonSchema)
        context.console.output.writeLine(schema.text(pretty: true))
        return .done
    }

    static func printCompletions(_ context: CommandContext) -> ExitCode {
        guard let shell = context.arguments.arguments.first.flatMap(Shell.init(rawValue:)) else {
            return .usage
        }
        context.console.output.write(
            shell.completions(explainable: Catalogue(rooms: explanationTables).names)
        )
        return .done
    }

    static func help(_ context: CommandContext) -> ExitCode {
        let output = context.console.output
        let (width, style) = (output.terminal.width, output.style)
        if context.arguments[.man] {
            output.write(HelpPages.manPage(version: Version.number))
            return .done
        }
        if context.arguments[.markdown] {
            output.write(HelpPages.markdown())
            return .done
        }
        guard let name = context.arguments.arguments.first else {
            output.write(HelpPages.overview(width: width, style: style))
            return .done
        }
        do throws(UsageError) {
            output.write(try HelpPages.page(on: name, width: width, style: style))
            return .done
        } catch {
            return context.refuse(error)
        }
    }
}
