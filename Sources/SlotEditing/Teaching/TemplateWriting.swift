import Cryptography
import Files
import Glibc
package import Operations
package import Secrets
package import SlotModel

/// Why a new template was not written.
package struct TemplateTrouble: Error {
    package var exitCode: ExitCode
    package var finding: Finding
}

/// Writes the template of a new kind of bot: all of it or nothing, and never over one that is there.
///
/// For whoever holds the workspace's lock.
///
/// - Parameter workspace: The absolute path of its folder.
package func writeTemplate(
    _ text: String,
    kind: String,
    inWorkspace workspace: String,
    store: SecretStore
) throws(TemplateTrouble) {
    let name = "templates/\(kind)/template.yaml"
    do throws(WorkspaceChange.Failure) {
        _ = try WorkspaceChange(workspace: workspace, store: store).make {
            files throws(StagedFiles.Failure) in
            try files.makeFolder("templates", mode: 0o755)
            try files.makeFolder("templates/\(kind)", mode: 0o755)
            try files.add(name, Secret(copying: Array(text.utf8)), mode: 0o644, keepsMode: false, isNew: true)
        }
    } catch {
        switch error {
        case .file(let failure) where failure.code == EEXIST:
            throw TemplateTrouble(exitCode: .wrongFiles, finding: templateExists(kind))
        case .file(let failure):
            let finding = Finding(
                .error,
                "template.cannot-write",
                "this cannot be written: \(FileError.describe(failure.code))",
                at: Place(file: failure.path),
                help: "everything is as it was before; make room, or see who may write there"
            )
            throw TemplateTrouble(exitCode: .cannotWrite, finding: finding)
        case .store(let trouble):
            throw TemplateTrouble(exitCode: trouble.exitCode, finding: trouble.finding())
        case .conflict(let conflict):
            throw TemplateTrouble(exitCode: .stopped, finding: templateExists(conflict.name))
        case .unfinished(let error):
            throw TemplateTrouble(exitCode: error.exitCode, finding: error.finding())
        }
    }
}

/// A kind that the workspace has already.
package func templateExists(_ kind: String) -> Finding {
    Finding(
        .error,
        "template.exists",
        "templates/\(kind) is there already",
        at: Place(file: "templates/\(kind)/template.yaml"),
        help: "take another name, or look what it does: slots template check \(kind)"
    )
}

/// What stands under `path` in a proposal: the example's own name, where a template can have it.
package func proposedPath(of example: String) -> String {
    let name = RealPath.split(example).file
    let isPossible =
        !name.isEmpty && name != "." && name != ".." && name.utf8.count <= 200
        && !name.unicodeScalars.contains {
            $0.value < 0x20 || $0.value == 0x7F || "{}".unicodeScalars.contains($0)
        }
    return isPossible ? name : "config.json"
}
