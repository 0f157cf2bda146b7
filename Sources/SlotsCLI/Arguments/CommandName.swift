/// The commands, in the order in which help shows them.
package enum CommandName: String, CaseIterable, Sendable {
    case initialize = "init"
    case add
    case importing = "import"
    case replaceKey = "replace-key"
    case remove, rename
    case validate, list, show, history, balances, check, plan, apply, diff, rollback, verify, run, systemd,
        register, secret, template, sandbox,
        explain,
        doctor, schema,
        completions,
        help

    /// Whether people may think that a secret is one of its arguments.
    var asksForSecrets: Bool { [.add, .replaceKey, .secret].contains(self) }
}
