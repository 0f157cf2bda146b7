import SlotModel
/// Why the encrypted store cannot be read or written; it never carries a value.
package enum StoreTrouble: Error, Hashable, Sendable {
    /// Programs called age on `PATH` that are something else.
    case noAge(foreign: [String])
    case noStore(path: String)
    /// The file is gone, and the version before it is there.
    case lost
    case cannotRead(path: String, code: Int32)
    case cannotWrite(path: String, code: Int32)
    case tooLarge(path: String, maximum: Int)
    case notAFile(path: String, kind: String)
    case linkToNowhere(path: String)
    case noIdentity(path: String, isDefault: Bool)
    /// No folder is known in which the identity could be looked for.
    case noHome
    case identity(path: String, IdentityTrouble)
    case noCredential(name: String)
    /// None of the identities is one of the recipients.
    case wrongIdentity(identity: String)
    case wrongPassphrase
    /// A new passphrase and its repetition.
    case passphrasesDiffer
    case noTerminal
    case damaged(path: String)
    case badIdentity(path: String)
    /// Where it stands, such as `line 4 of secrets.recipients`, if it was read.
    case badRecipient(at: String?)
    case noRecipients(path: String)
    /// A passphrase cannot be combined with recipients.
    case passphraseWithRecipients(path: String)
    /// How many recipients the file has, and that nobody wrote down who they are.
    case unknownRecipients(count: Int)
    case cannotDerive(identity: String)
    case ageFailed(exit: Int32, task: AgeTask)
    case ageNotStarted(code: Int32)
    case timedOut(task: AgeTask)
    /// age was given up; a signal ended it, or ours did (then SIGINT stands for it).
    case interrupted(signal: Int32)
    case contents(StoreReadError)
    case keepsChanging
    case notVerified
    /// The own identity is not among the recipients.
    case locksOut(identity: String)

    /// What age is run for.
    package enum AgeTask: Hashable, Sendable {
        case open, write, makeIdentity
        case readIdentity(path: String)
        /// What is kept of a revision.
        case seal
        case unseal(path: String)

        /// Whether it is as large as what it is run with, rather than as a store.
        var isOfRevision: Bool {
            switch self {
            case .seal, .unseal: true
            default: false
            }
        }

        /// What it is about, as messages name it.
        var file: String {
            switch self {
            case .seal: "the revision"
            case .unseal(let path): path
            default: "secrets.age"
            }
        }

        /// Behind what happened.
        var words: String {
            switch self {
            case .open: "to open secrets.age"
            case .write: "to write secrets.age"
            case .makeIdentity: "to make an identity"
            case .readIdentity(let path): "to read \(path)"
            case .seal: "to encrypt a revision"
            case .unseal(let path): "to open \(path)"
            }
        }

        /// A command that shows what age says.
        var trial: String {
            switch self {
            case .open: "age -d -i IDENTITY secrets.age"
            case .write, .seal: "echo test | age -R secrets.recipients -o /dev/null"
            case .unseal(let path): "age -d -i IDENTITY \(path) | tar t"
            case .makeIdentity: "age-keygen"
            case .readIdentity(let path): "age-keygen -y \(quotedForShell(path))"
            }
        }
    }

    /// What is wrong with a key file, before age sees it.
    package enum IdentityTrouble: Hashable, Sendable {
        case mode(String)
        case foreignOwner(UInt32)
        case notAFile(String)
        case unreadable(code: Int32)
    }
}
