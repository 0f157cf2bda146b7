import Operations
import Terminal
import PlainJSON
import Sandbox
import SlotModel

extension Program {
    /// The accounts of one selector with their credentials, which everybody may know, as a slot's file would hold them.
    static func printSandboxKeys(_ selector: Selector, _ context: CommandContext) -> ExitCode {
        let accounts = SandboxAccounts.all.filter { $0.selector == selector }
        let output = context.console.output
        guard context.options.output == .table else {
            let list = accounts.map(json)
            output.writeLine(JSONValue.object([.init("version", 1), .init("accounts", .array(list))]).text())
            return .done
        }
        for (number, account) in accounts.enumerated() {
            if number > 0 { output.writeLine("") }
            output.writeLine("# \(account.name): \(account.expected.rawValue);")
            output.writeLine("#   \(account.explanation)")
            for (field, value) in account.credentials.sorted(by: { $0.key < $1.key }) {
                output.writeLine("\(field.rawValue): \(value)")
            }
            for line in account.slotLines { output.writeLine(line) }
        }
        return .done
    }

    private static func json(_ account: SandboxAccount) -> JSONValue {
        let credentials = account.credentials.sorted { $0.key < $1.key }
        return .object([
            .init("account", .string(account.name)),
            .init("status", .string(account.expected.rawValue)),
            .init("shows", .string(account.explanation)),
            .init("credentials", .object(credentials.map { .init($0.rawValue, .string($1)) })),
            .init("slot_lines", .array(account.slotLines.map { .string($0) })),
        ])
    }
}
