import Operations
import Checks
import Processes
import Secrets
import SlotModel
import Terminal

/// The program: from the command line to the exit code.
package enum Program {
    /// Runs what the arguments ask for.
    ///
    /// - Parameter arguments: Without the program's own name.
    /// - Returns: The process's exit code.
    package static func run(_ arguments: [[UInt8]]) async -> Int32 {
        Console.secureStandardStreams()
        _ = ResourceLimits.atStart
        _ = ResourceLimits.maskAtStart
        // Before any secret is read. Where the system refuses, everything works, but a crash could leave a core file.
        _ = forbidDumps()
        let invocation: Invocation
        do throws(UsageError) {
            invocation = try parseArguments(arguments, home: environmentVariable("HOME"))
        } catch {
            let (command, options) = readable(arguments)
            let parsed = ParsedArguments(command: command ?? .help, common: options)
            let context = CommandContext(
                arguments: parsed,
                console: Console.standard(options),
                interruption: Interruption()
            )
            return context.console.exitCode(after: context.refuse(error)).rawValue
        }
        switch invocation {
        case .version:
            let console = Console.standard()
            console.output.writeLine("slots \(Version.number)")
            return console.exitCode(after: .done).rawValue
        case .help(let command, let options):
            let context = CommandContext(
                arguments: ParsedArguments(command: .help, common: options),
                console: Console.standard(options),
                interruption: Interruption()
            )
            let code = context.show { width, style in
                command.map { HelpPages.command($0, width: width, style: style) }
                    ?? HelpPages.overview(width: width, style: style)
            }
            return context.console.exitCode(after: code).rawValue
        case .run(let arguments):
            // Before anything is opened: what comes later is ours.
            if arguments.command == .run { _ = InheritedDescriptors.atStart }
            let isQuick = arguments.command.isQuick
            // One for each stage that runs beside others: signals, exchanges, their built-in ones, and the tasks' own.
            if let lack = ProcessMeans.lack(threads: isQuick ? 2 : 12) {
                return CommandContext(
                    arguments: arguments,
                    console: Console.standard(arguments.common),
                    interruption: Interruption()
                ).fail(lack.message, help: lack.help).rawValue
            }
            let interruption = isQuick ? Interruption() : Interruption.listen { PatientPrograms.giveUp() }
            let context = CommandContext(
                arguments: arguments,
                console: Console.standard(arguments.common),
                interruption: interruption
            )
            let code =
                isQuick
                ? await dispatch(context) : await interruptible(context) { await dispatch(context) }
            return context.console.exitCode(after: code).rawValue
        }
    }

    /// Runs the command in a task that Ctrl-C cancels.
    private static func interruptible(
        _ context: CommandContext,
        _ body: @escaping @Sendable () async -> ExitCode
    ) async -> ExitCode {
        let task = Task { await body() }
        context.interruption.whenSignalled { task.cancel() }
        return await task.value
    }

    private static func dispatch(_ context: CommandContext) async -> ExitCode {
        switch context.arguments.command {
        case .initialize: await initialize(context)
        case .add: await add(context)
        case .importing: await importSlots(context)
        case .replaceKey: await replaceKey(context)
        case .remove: await changeSlot(context)
        case .rename: await changeSlot(context)
        case .validate: await validate(context)
        case .list: await list(context)
        case .show: await show(context)
        case .history: await context.arguments.arguments.isEmpty ? revisions(context) : history(context)
        case .balances: await balances(context)
        case .check: await check(context)
        case .plan: await plan(context)
        case .apply: await apply(context)
        case .diff: await diff(context)
        case .rollback: await rollBack(context)
        case .verify: await verify(context)
        case .run: await runBot(context)
        case .systemd: await printUnit(context)
        case .register: await register(context)
        case .secret: await secret(context)
        case .template: await template(context)
        case .sandbox: await serveSandbox(context)
        case .explain: explain(context)
        case .doctor: await doctor(context)
        case .schema: printSchema(context)
        case .completions: printCompletions(context)
        case .help: help(context)
        }
    }
}

extension CommandName {
    /// Whether the command only reads files and prints: a signal may end it anywhere, and it starts no thread for one.
    fileprivate var isQuick: Bool {
        switch self {
        case .validate, .list, .show, .history, .balances, .diff, .explain, .schema, .completions, .help,
            .systemd:
            true
        default: false
        }
    }
}

/// What every command works with.
struct CommandContext: Sendable {
    let arguments: ParsedArguments
    let console: Console
    let interruption: Interruption

    var options: CommonOptions { arguments.common }

    /// Whether somebody sits at the terminal who sees what is asked.
    var canAsk: Bool {
        SecretInput.isTyped && console.errors.terminal.isTerminal && options.output == .table
    }

    /// Tells that the process lacks what the command takes.
    fileprivate func fail(_ message: String, help: String?) -> ExitCode {
        if options.output == .table {
            console.complain(message, help: help)
        } else {
            let finding = Finding(.error, "process.too-small", message, help: help)
            printer().print(Report(arguments.command, exit: .ourError, findings: [finding]))
        }
        return .ourError
    }

    /// Tells of a wrong command line that parsing could not see.
    func refuse(_ error: UsageError) -> ExitCode {
        var error = error
        // Who asks for help on what is no command is not helped by how to ask.
        if arguments.command != .help { error.usage = CommandDeclaration.of(arguments.command).usage }
        if options.output != .table {
            let finding = Finding(.error, "usage.refused", error.message, help: error.help)
            printer().print(Report(arguments.command, exit: .usage, findings: [finding]))
            return .usage
        }
        console.errors.write(folded(error.text(console.errors.style), to: console.errors.terminal.width))
        return .usage
    }
}
