import SlotEditing
import Terminal
import Cryptography
import Exchanges
import Secrets
import SlotModel

/// Asks for the credentials at the terminal, and looks at each at once.
struct CredentialDialogue {
    let request: CredentialRequest
    let console: Console
    let interruption: Interruption

    private var connector: any Connector { request.connector }

    /// - Throws: ``SecretInput/Failure`` when nobody answers any more, or no answer can help.
    func credentials() throws(SecretInput.Failure) -> Credentials {
        while true {
            if let credentials = try attempt() { return credentials }
            // What the command line gave cannot be asked for again.
            if request.fields.allSatisfy({ request.given[$0] != nil }) { throw .ended }
            console.errors.writeLine("\nonce more, all of them:")
        }
    }

    /// Asks for all fields; `nil` when the values do not go together.
    private func attempt() throws(SecretInput.Failure) -> Credentials? {
        var credentials = Credentials(request.known)
        var told: Set<CredentialFinding> = []
        for field in request.fields {
            if let given = request.given[field] {
                credentials.fields[field] = Secret(copying: Array(given.utf8)).trimmed
            } else if let value = try ask(for: field, beside: credentials, &told) {
                credentials.fields[field] = value
            } else {
                return nil
            }
        }
        let findings = connector.inspect(credentials, on: request.network)
        for finding in findings where !told.contains(finding) { tell(finding) }
        return findings.contains { $0.severity == .error } ? nil : credentials
    }

    /// Asks until the value could be one.
    ///
    /// - Returns: `nil` when it does not go with the values before it, each of which may be the wrong one.
    private func ask(
        for field: CredentialField,
        beside others: Credentials,
        _ told: inout Set<CredentialFinding>
    ) throws(SecretInput.Failure) -> Secret? {
        while true {
            guard let value = try line(for: field) else { continue }
            var all = others
            all.fields[field] = value
            let findings = connector.inspect(all, on: request.network)
            if let hopeless = findings.first(where: { $0.field == nil && $0.severity == .error }) {
                tell(hopeless)
                throw .ended
            }
            for finding in findings where finding.field == field && !told.contains(finding) {
                tell(finding)
                if finding.severity != .error { told.insert(finding) }
            }
            guard let complaint = findings.first(where: { $0.field == field && $0.severity == .error })
            else { return value }
            let alone = connector.inspect(Credentials([field: value]), on: request.network)
            let isOfPair = complaint.code == "credentials.swapped" || !alone.contains(complaint)
            if isOfPair, !others.fields.isEmpty { return nil }
        }
    }

    /// `nil`: what was typed cannot be used, and that was said.
    private func line(for field: CredentialField) throws(SecretInput.Failure) -> Secret? {
        let isShown = field.isPublic
        let name = field.caption == field.rawValue ? nil : field.rawValue
        let note = [name, isShown ? nil : "not shown"].compactMap(\.self).joined(separator: ", ")
        let prompt = "\(field.caption)\(note.isEmpty ? "" : " (\(note))"): "
        do throws(SecretInput.Failure) {
            let value = try Prompt(interruption).ask(prompt, isShown: isShown)
            if !isShown { console.hint("  \(counted(value.count, "character")) read") }
            return value
        } catch {
            switch error {
            case .ended, .system: throw error
            case .empty: console.complain("nothing was typed", help: "paste the value, or stop with Ctrl-C")
            case .severalLines:
                console.complain("more than one line was pasted", help: "paste one value at a time")
            case .controlCharacter, .lineTooLong, .tooLong:
                let told = error.told
                console.complain(told.message, help: "paste the value once more")
            }
            return nil
        }
    }

    private func tell(_ finding: CredentialFinding) {
        let style = console.errors.style
        let title =
            finding.severity == .error
            ? style.bold(style.red("error:")) : style.bold(style.yellow("\(finding.severity.rawValue):"))
        let width = console.errors.terminal.width
        console.errors.writeLine(
            folded("\(title) \(escapedForeignText(finding.message)) [\(finding.code)]", to: width)
        )
        if let help = finding.help {
            console.errors.writeLine(
                folded("  \(style.bold("help:")) \(escapedForeignText(help))", to: width)
            )
        }
    }
}
