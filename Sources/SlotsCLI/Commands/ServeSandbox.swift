import Operations
import Terminal
import Processes
import PlainJSON
import Sandbox
import SlotModel

extension Program {
    /// Serves the built-in exchanges until it is interrupted.
    static func serveSandbox(_ context: CommandContext) async -> ExitCode {
        if let selector = context.arguments[.fakes] { return printSandboxKeys(selector, context) }
        var options = SandboxOptions()
        if let port = context.arguments[.port], port > 0 { options.ports = .from(port) }
        options.clockOffset = context.arguments[.clockOffset] ?? .zero
        options.latency = context.arguments[.latency] ?? .zero
        options.numberedAccounts = context.arguments[.numberedAccounts] ?? 0
        options.checksSignatures = !context.arguments[.anySignature]
        if context.arguments[.unlimited] {
            for host in SandboxHost.allCases { options.weightLimits[host] = 1_000_000_000 }
            options.limitsRates = false
        }
        ResourceLimits.allowManyFiles()
        let server: SandboxServer
        do throws(SandboxError) {
            server = try SandboxServer.start(options)
        } catch {
            let exit: ExitCode = error.isOfTheCommandLine ? .usage : .ourError
            let message = "the built-in exchange does not start: \(error.message)"
            guard context.options.output == .table else {
                let finding = Finding(.error, "sandbox.not-started", message, help: error.help)
                context.printer().print(Report(.sandbox, exit: exit, findings: [finding]))
                return exit
            }
            context.console.complain(message, help: error.help)
            return exit
        }
        defer { server.stop() }
        tell(server, options, context)
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
        let counts = server.counts
        if context.options.output == .json {
            let rounds = JSONValue.Member("rounds", .number("\(counts.rounds)"))
            context.console.output.writeLine(JSONValue.object([.init("version", 1), rounds]).text())
        }
        if counts.refusedWrites > 0 {
            context.console.complain(
                "\(counted(counts.refusedWrites, "request")) that did not only read came in and had no effect: "
                    + counts.refused.joined(separator: ", ")
            )
        }
        return context.interruption.exitCode ?? .done
    }

    private static func tell(_ server: SandboxServer, _ options: SandboxOptions, _ context: CommandContext) {
        let output = context.console.output
        guard context.options.output == .table else {
            let hosts = SandboxHost.allCases.map {
                JSONValue.Member($0.rawValue, .string(server.origin(of: $0)))
            }
            output.writeLine(
                JSONValue.object([
                    .init("version", 1), .init("hosts", .object(hosts)),
                    .init("numbered", numbered(options.numberedAccounts)),
                ]).text()
            )
            return
        }
        for host in SandboxHost.allCases {
            output.writeLine("\(server.origin(of: host))  stands for \(host.realName)")
        }
        context.console.hint("their accounts: slots sandbox --fakes SELECTOR; Ctrl-C ends it")
    }

    /// The credentials of the numbered accounts, for measurements: by selector, Aster's by generation.
    private static func numbered(_ count: Int) -> JSONValue {
        let aster = SandboxAccount.Generation.allCases.map { ($0.rawValue.lowercased(), Selector.aster, $0) }
        let others = Selector.allCases.filter { $0.descriptor.forms.count == 1 }.map {
            ($0.rawValue, $0, SandboxAccount.Generation.v3)
        }
        let members = (aster + others).map { name, selector, generation in
            let accounts = (0..<count).map { number in
                let account = SandboxAccounts.numbered(number, selector: selector, generation: generation)
                let fields = account.credentials.sorted { $0.key < $1.key }
                return JSONValue.object(fields.map { .init($0.rawValue, .string($1)) })
            }
            return JSONValue.Member(name, .array(accounts))
        }
        return .object(members)
    }
}
