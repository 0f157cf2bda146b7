import Checks
import Secrets
package import SlotModel

extension SecretStore {
    /// What is odd about its surroundings, once it was opened or written.
    package var oddities: [Finding] {
        var findings = foreignPrograms.map(foreignAge)
        if let path = identityPath, ExposureFinder().exposure(of: path) == .trackedByGit {
            findings.append(
                Finding(
                    .error,
                    "secret.identity-in-git",
                    "git keeps the identity \(path), so every clone can open secrets.age",
                    help:
                        "move it out of the repository, make a new one, rekey, and make new keys at the exchanges"
                )
            )
        }
        return findings
    }
}

/// Another program of that name stands first: harmless now, and a riddle later.
private func foreignAge(_ path: String) -> Finding {
    Finding(
        .warning,
        "secret.foreign-age",
        "\(path) stands first on PATH and is another program; slots passed over it",
        help: "remove or rename it, so that 'age' means age everywhere"
    )
}

extension StoreTrouble {
    package var exitCode: ExitCode {
        switch self {
        case .keepsChanging: .locked
        case .cannotWrite: .cannotWrite
        default: .noSecret
        }
    }
}

extension SecretStore.Change {
    /// What there is to say of an identity that was made on the way, as lines.
    package var toldIdentity: [String] {
        guard let newIdentity else { return [] }
        return [
            "made an identity, which alone opens secrets.age: \(newIdentity)",
            "back it up somewhere safe; without it the secrets are lost",
        ]
    }
}
