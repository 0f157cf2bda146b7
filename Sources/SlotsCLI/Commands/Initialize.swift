import Operations
import SlotEditing
import Terminal
import SlotFiles
import SlotModel

extension Program {
    /// Lays out a workspace; files that are there already stay as they are.
    static func initialize(_ context: CommandContext) async -> ExitCode {
        let named = context.arguments.arguments.first
        let base = context.options.directory ?? "."
        let folder =
            named.map { $0.hasPrefix("/") || base == "." ? $0 : base + "/" + $0 } ?? base
        let network = context.arguments[.networkOfWorkspace] ?? .sandbox
        // Beside somebody's own slots, those with public fake keys would be slots of theirs.
        let hasOwn = await readWorkspace(at: folder).slotNames.contains {
            !WorkspaceLayout.isExample($0, in: folder)
        }
        let isEmpty = context.arguments[.empty] || network != .sandbox || hasOwn
        var layout = WorkspaceLayout(folder: folder, network: network, hasExamples: !isEmpty)
        do throws(WorkspaceLayout.Failure) {
            try layout.write()
        } catch {
            let finding = Finding(.error, "init.cannot-write", error.message, help: error.help)
            context.printer().print(Report(.initialize, exit: .cannotWrite, findings: [finding]))
            return .cannotWrite
        }
        if context.options.output != .table {
            var report = Report(.initialize)
            report.written = layout.written
            context.printer().print(report)
            return .done
        }
        if let wanted = context.arguments[.networkOfWorkspace], layout.kept.contains("slots.yaml") {
            let own = await readWorkspace(at: folder).workspace?.network.value
            if let own, own != wanted {
                context.console.hint(
                    "note: slots.yaml goes on saying 'network: \(own.rawValue)'; write 'network: \(wanted.rawValue)' there"
                )
            }
        }
        for file in layout.kept {
            context.console.hint("kept     \(file) (it was there already)")
        }
        for file in layout.written { context.console.hint("wrote    \(file)") }
        let place = folder == "." ? "" : "-C \(quotedForShell(folder)) "
        let isNewAndEmpty = !layout.hasExamples
        let next = hasOwn ? "check" : isNewAndEmpty ? "add SELECTOR" : "apply"
        context.console.hint("next:    slots \(place)\(next)")
        return .done
    }
}
