import Glibc
package import SlotModel

extension StoreTrouble {
    /// In the same words wherever it is met: at each reference it is one and the same trouble.
    package func finding(at place: Place? = nil) -> Finding {
        let (code, message, help) = told
        return Finding(.error, code, message, at: place, help: help)
    }

    // MARK: - Texts

    private var told: (code: String, message: String, help: String?) {
        switch self {
        case .noAge, .ageFailed, .ageNotStarted, .timedOut, .interrupted: toldOfAge
        case .noIdentity, .noHome, .identity, .noCredential, .wrongIdentity, .wrongPassphrase,
            .passphrasesDiffer, .noTerminal, .badIdentity:
            toldOfIdentity
        case .badRecipient, .noRecipients, .passphraseWithRecipients, .unknownRecipients, .cannotDerive,
            .locksOut:
            toldOfRecipients
        default: toldOfFile
        }
    }

    private var toldOfAge: (String, String, String?) {
        switch self {
        case .noAge(let foreign):
            if let first = foreign.first {
                (
                    "secret.no-age",
                    "\(first) does not answer as age does, and there is no other age on PATH",
                    "if it is another program of that name, install the Debian package age; if it is age, "
                        + "see what keeps it from running: \(first) --version"
                )
            } else {
                (
                    "secret.no-age", "the program 'age' is not on PATH",
                    "install it: apt-get install age; it reads and writes secrets.age"
                )
            }
        case .ageFailed(let exit, let task):
            (
                "secret.age-failed", "age failed \(task.words) (exit \(exit))",
                "run it by hand to see why: \(task.trial)"
            )
        case .ageNotStarted(let code):
            (
                "secret.age-failed", "age does not start: \(systemText(code))",
                "nothing was changed; the machine may be out of processes or of memory: try again"
            )
        case .timedOut(let task):
            (
                "secret.age-failed", "age took too long \(task.words)",
                "run it by hand to see what it waits for: \(task.trial)"
            )
        default: ("secret.age-failed", "age was interrupted", nil)
        }
    }

    private var toldOfIdentity: (String, String, String?) {
        switch self {
        case .noIdentity(let path, let isDefault):
            (
                "secret.no-identity",
                "there is no identity to open secrets.age with: \(path) does not exist",
                isDefault
                    ? "copy your key file there with mode 0600, or name it: secrets: {identity: PATH} in slots.yaml, "
                        + "or SLOTS_IDENTITY"
                    : "correct the path in slots.yaml (secrets: identity:) or in SLOTS_IDENTITY"
            )
        case .noHome:
            (
                "secret.no-identity",
                "it is not known where the identity lies: HOME is not set, and this user is in no list",
                "set HOME, or name the key file: SLOTS_IDENTITY=PATH"
            )
        case .identity(let path, let trouble): Self.told(trouble, path)
        case .noCredential(let name):
            (
                "secret.no-identity",
                "the systemd credential '\(name)' with the identity is not there",
                "add LoadCredential=\(name):PATH to the service; outside of it set SLOTS_IDENTITY"
            )
        case .wrongIdentity(let identity):
            (
                "secret.wrong-identity", "\(identity) does not open secrets.age",
                "use the identity of one of its recipients, or have somebody who can open it run 'slots secret rekey'; "
                    + "a damaged file can look the same: the version before is secrets.age.previous"
            )
        case .wrongPassphrase:
            ("secret.wrong-identity", "the passphrase does not open secrets.age", "try again")
        case .passphrasesDiffer:
            (
                "secret.wrong-identity", "the new passphrase of secrets.age was not typed twice the same way",
                "try again"
            )
        case .noTerminal:
            (
                "secret.no-terminal", "a passphrase is needed and there is no terminal to ask at",
                "use a key file or a systemd credential where nobody types: SLOTS_IDENTITY=PATH"
            )
        default:
            (
                "secret.no-identity", "\(shownPath) is no identity that age understands",
                "name a file that age-keygen made, or a private SSH key (ed25519 or RSA)"
            )
        }
    }

    private static func told(_ trouble: IdentityTrouble, _ path: String) -> (String, String, String?) {
        let path = path
        return switch trouble {
        case .mode(let mode):
            (
                "secret.mode", "the identity \(path) is open to other users: its mode is \(mode)",
                "chmod 600 \(quotedForShell(path)); if others could read it for long, make a new one and rekey"
            )
        case .foreignOwner(let owner):
            (
                "secret.mode", "the identity \(path) belongs to another user (\(owner))",
                "it must be yours or root's"
            )
        case .notAFile(let kind):
            ("secret.no-identity", "the identity \(path) is \(kind)", "name a key file")
        case .unreadable(let code):
            (
                "secret.unreadable", "the identity \(path) cannot be read: \(systemText(code))",
                "let the user who runs slots read it, and nobody else"
            )
        }
    }

    private var toldOfRecipients: (String, String, String?) {
        switch self {
        case .badRecipient(let place):
            (
                "secret.bad-recipient",
                place.map { "\($0) is no recipient that age understands" }
                    ?? "a recipient is none that age understands",
                "a recipient begins with age1, ssh-ed25519 or ssh-rsa; one stands on each line of secrets.recipients"
            )
        case .noRecipients(let path):
            (
                "secret.bad-recipient", "\(path) names no recipient",
                "write one on each line, such as the line that age-keygen -y IDENTITY prints"
            )
        case .passphraseWithRecipients(let path):
            (
                "secret.bad-recipient", "\(path) names recipients, but the identity is a passphrase",
                "remove the file, or name a key file as identity"
            )
        case .locksOut(let identity):
            (
                "secret.locks-you-out", "\(identity) would not open the new secrets.age",
                "name your own recipient too: age-keygen -y IDENTITY prints it; nothing was changed"
            )
        case .unknownRecipients(let count):
            (
                "secret.unknown-recipients",
                "secrets.age has \(count) recipients, and no secrets.recipients says who they are",
                "name all of them: slots secret rekey --recipient age1… --recipient age1…"
            )
        default:
            (
                "secret.unknown-recipients",
                "the recipient that belongs to \(shownPath) is not known",
                "name it: slots secret rekey --recipient 'ssh-ed25519 …' (the content of its .pub file)"
            )
        }
    }

    private var toldOfFile: (String, String, String?) {
        switch self {
        case .noStore(let path):
            (
                "secret.no-store", "there is no \(path)",
                "put the value in with: slots secret set NAME"
            )
        case .lost:
            (
                "secret.lost-store",
                "secrets.age is gone; secrets.age.previous, the version before it, is there",
                "take it from your backup or from git, or go back to before the last change: "
                    + "cp secrets.age.previous secrets.age; to begin anew, move secrets.age.previous away"
            )
        case .cannotRead(let path, let code):
            (
                "secret.unreadable", "\(path) cannot be read: \(systemText(code))",
                "let the user who runs slots read it"
            )
        case .cannotWrite(let path, let code):
            (
                "secret.cannot-write", "\(path) cannot be written: \(systemText(code))",
                "\(Self.remedy(code)); secrets.age is as it was"
            )
        case .tooLarge(let path, let maximum):
            (
                "secret.too-large", "\(path) holds more than \(maximum >> 20) MiB",
                "keep credentials there and nothing else"
            )
        case .notAFile(let path, let kind):
            (
                "secret.unreadable", "\(path) is \(kind)",
                path == SecretStore.fileName
                    ? "it has to be an age file" : "it has to be a file with one recipient on each line"
            )
        case .linkToNowhere(let path):
            (
                "secret.unreadable", "\(path) is a link to something that is not there",
                "bring back what it leads to (ls -l \(quotedForShell(path))), or remove the link"
            )
        case .damaged(let path):
            (
                "secret.damaged", "\(path) is damaged, cut short, or no age file",
                "take it from your backup or from git, or go back to before the last change: "
                    + "cp secrets.age.previous secrets.age"
            )
        case .contents(let error):
            (
                "secret.bad-contents",
                "the text in secrets.age is not as slots wants it: line \(error.line): \(error.message)",
                "look at it with: age -d -i IDENTITY secrets.age; secrets.md in slots' documentation has the format"
            )
        case .keepsChanging:
            (
                "secret.locked", "secrets.age was changed by somebody else meanwhile",
                "nothing was written; try again"
            )
        default:
            (
                "secret.not-verified", "the newly written secrets.age did not open with what was put in",
                "nothing was changed: the file is as it was; if it happens again, look at the disk and at age itself"
            )
        }
    }

    private static func remedy(_ code: Int32) -> String {
        switch code {
        case EACCES, EPERM, EROFS: "let the user who runs slots write there"
        case ENOSPC, EDQUOT: "make room on the disk"
        default: "look at the disk"
        }
    }

    private var shownPath: String {
        switch self {
        case .badIdentity(let path), .cannotDerive(let path): path
        default: ""
        }
    }
}

/// The system's words for an error number, in small letters.
func systemText(_ code: Int32) -> String {
    String(cString: strerror(code)).lowercased()
}
