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
        let catalogue = Catalogue(rooms: explanationTables)
        return context.show { (width, style) throws(UsageError) in
            guard let name = context.arguments.arguments.first else {
                return catalogue.overview(width: width, style: style)
            }
            return try catalogue.explanation(of: name, width: width, style: style)
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
        context.show { (width, style) throws(UsageError) in
            if context.arguments[.man] { return HelpPages.manPage(version: Version.number) }
            if context.arguments[.markdown] { return HelpPages.markdown() }
            guard let name = context.arguments.arguments.first else {
                return HelpPages.overview(width: width, style: style)
            }
            return try HelpPages.page(on: name, width: width, style: style)
        }
    }
}

extension CommandContext {
    /// Prints a page for people, or for programs as the report's `text`.
    func show(_ page: (_ width: Int?, TextStyle) throws(UsageError) -> String) -> ExitCode {
        let output = console.output
        do throws(UsageError) {
            guard options.output == .table else {
                var report = Report(arguments.command)
                report.text = try page(nil, .plain)
                printer().print(report)
                return .done
            }
            output.write(try page(output.terminal.width, output.style))
            return .done
        } catch {
            return refuse(error)
        }
    }
}
