import Cryptography
import Glibc
import Operations
import SlotModel
import Terminal

/// `slots show SLOT --sheet`: what somebody types into a platform's form.
struct SheetPrinting {
    let context: CommandContext
    let session: Session
    let slot: Slot

    /// The sheets of the slot's bots.
    func sheets() throws(UsageError) -> [ShownSheet] {
        let sheets = session.sheets(of: slot)
        guard sheets.isEmpty else { return sheets }
        let kinds = Set(session.workspace.bots(of: slot).map(\.template.value)).sorted()
        throw UsageError(
            "none of the bots of '\(slot.name)' has a sheet",
            help: kinds.isEmpty
                ? "no bot uses the slot"
                : "\(listed(kinds)) read files; 'slots show \(slot.name)' shows the entries"
        )
    }

    /// Shows the values too, where nobody but who sits at the terminal gets them.
    func reveal(_ findings: [Finding]) throws(UsageError) -> ExitCode {
        let output = context.console.output
        guard context.options.output == .table else {
            throw UsageError(
                "'--reveal' shows the values on a terminal only, and not with -o \(context.options.output.rawValue)",
                help: "leave one of the two out"
            )
        }
        guard output.terminal.isTerminal else {
            throw UsageError(
                "'--reveal' shows the values on a terminal only, and this is none",
                help: "without it the sheet shows what has to be typed, masked; one value for a program: "
                    + "slots secret get NAME --reveal"
            )
        }
        let sheets = try sheets()
        let credentials = session.credentials.credentials(of: slot)
        guard credentials.missing.isEmpty else {
            let missing = Report(.show, exit: .noSecret, findings: findings + credentials.missing)
            context.printer(session.workspace.sources).print(missing)
            return .noSecret
        }
        for (number, sheet) in sheets.enumerated() {
            if number > 0 { output.write("\n") }
            for piece in sheet.pieces {
                switch piece {
                case .text(let text): output.write(printable(text))
                case .credential(let field):
                    guard let value = credentials.fields[field] else { continue }
                    guard value.isPrintable else {
                        output.write("(cannot be shown: it has characters that a terminal obeys)")
                        continue
                    }
                    guard value.writeToStandardOutput() else { return .cannotWrite }
                }
            }
        }
        return .done
    }
}

extension ShownSheet {
    /// Without the values, for a terminal.
    var printedText: String { printable(maskedText) }
}

/// Line by line without what a terminal obeys.
private func printable(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { escapedForeignText(String($0)) }
        .joined(separator: "\n")
}

extension Secret {
    /// Whether a terminal shows the text as it is.
    fileprivate var isPrintable: Bool {
        withBytes { bytes in bytes.allSatisfy { (0x20...0x7E).contains($0) } }
    }

    /// Writes the bytes as they are; nobody copies them on the way.
    ///
    /// - Returns: Whether they are out, or nobody wants them any more.
    func writeToStandardOutput() -> Bool {
        withBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = write(
                    STDOUT_FILENO,
                    UnsafeRawBufferPointer(rebasing: rest).baseAddress,
                    rest.count
                )
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return errno == EPIPE }
                rest = rest.dropFirst(count)
            }
            return true
        }
    }
}
