import Cryptography
import Glibc
import Processes

/// The program `age`, found once by its absolute path.
struct AgeProgram: Sendable {
    /// Absolute.
    let path: String
    /// As it tells it.
    let version: String
    /// What stands before it on `PATH` under the same name and is something else.
    let foreign: [String]
    private let folder: String
    private let terminal: TerminalUse

    /// What age and its plug-ins need; nothing else of ours.
    private static let passedOn = [
        "PATH", "HOME", "USER", "LANG", "LC_ALL", "LC_MESSAGES", "TERM", "XDG_RUNTIME_DIR",
    ]
    private static let versionLimit = Duration.seconds(5)
    /// For what asks nobody.
    private static let quietLimit = Duration.seconds(60)
    /// How often a new passphrase may be typed.
    private static let attempts = 3

    /// Finds age on `PATH`: an absolute folder, and a program that answers to `--version` as age does.
    ///
    /// - Parameters:
    ///   - search: The value of `PATH`.
    ///   - folder: Where it is run; absolute.
    ///   - terminal: Where it asks for passphrases.
    /// - Throws: ``StoreTrouble/noAge(foreign:)`` with the programs that only have its name.
    static func find(on search: String, folder: String, terminal: TerminalUse) throws(StoreTrouble)
        -> AgeProgram
    {
        var foreign: [String] = []
        for place in search.split(separator: ":") where place.hasPrefix("/") {
            let path = String(place) + "/age"
            guard access(path, X_OK) == 0, isFile(path) else { continue }
            if let version = version(of: path, folder) {
                return AgeProgram(
                    path: path,
                    version: version,
                    foreign: foreign,
                    folder: folder,
                    terminal: terminal
                )
            }
            if !foreign.contains(path) { foreign.append(path) }
        }
        throw .noAge(foreign: foreign)
    }

    private static func isFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// `v1.1.1`, `1.1.1`, and what builds without a number say; `nil`: it does not answer as age does.
    private static func version(of path: String, _ folder: String) -> String? {
        let program = ChildProgram(
            program: path,
            arguments: ["--version"],
            passingOn: passedOn,
            folder: folder,
            timeLimit: versionLimit,
            outputLimit: 256
        )
        guard let outcome = try? program.run(), outcome.exit == 0 else { return nil }
        let answer = outcome.output.withoutLineEnd.withBytes { String(decoding: $0, as: UTF8.self) }
        if ["(devel)", "(unknown)"].contains(answer) { return answer }
        let number = answer.hasPrefix("v") ? answer.dropFirst() : answer[...]
        let parts = number.prefix { $0 != "-" && $0 != "+" }.split(
            separator: ".",
            omittingEmptySubsequences: false
        )
        let isNumber =
            (2...4).contains(parts.count)
            && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        return isNumber ? answer : nil
    }

    // MARK: - What it does

    /// Opens an age file.
    ///
    /// age itself asks at the terminal for the passphrase of the file or of a key, where there is one.
    ///
    /// - Parameter file: As messages name it.
    func decrypt(
        _ encrypted: Secret,
        with identity: Identity,
        file: String,
        _ task: StoreTrouble.AgeTask = .open
    ) throws(StoreTrouble) -> Secret {
        var arguments = ["--decrypt"]
        if let path = identity.path { arguments += ["--identity", path] }
        if identity.isPassphrase {
            // Some exchanges' keys have a passphrase, too.
            terminal.tell("age asks for the passphrase that opens \(file); it is not an exchange's")
        }
        let outcome = try run(path, arguments, input: encrypted, asks: true, task)
        guard outcome.exit == 0 else {
            throw Self.trouble(
                outcome,
                Self.meaningsOnOpening(identity: identity.description, file: file),
                task
            )
        }
        return outcome.output
    }

    /// Encrypts to recipients, or with a passphrase that age asks for.
    ///
    /// What comes out begins as an age file does; whether it opens is for others to see.
    ///
    /// - Parameter recipients: As age takes them after `-r`; none: with a passphrase.
    func encrypt(
        _ text: Secret,
        to recipients: [String],
        _ task: StoreTrouble.AgeTask = .write
    ) throws(StoreTrouble) -> Secret {
        let isPassphrase = recipients.isEmpty
        let arguments =
            isPassphrase
            ? ["--encrypt", "--passphrase"] : ["--encrypt"] + recipients.flatMap { ["--recipient", $0] }
        if isPassphrase {
            terminal.tell("age asks twice for the passphrase that opens secrets.age from now on")
        }
        var outcome = try run(path, arguments, input: text, asks: isPassphrase, task)
        var attempt = 1
        while outcome.exit != 0 {
            let trouble = Self.trouble(outcome, Self.meaningsOnWriting, task)
            // What was typed before, perhaps a whole new slot, is not to be lost by a slip.
            guard trouble == .passphrasesDiffer, attempt < Self.attempts else { throw trouble }
            attempt += 1
            terminal.tell("the two were not the same; once more")
            outcome = try run(path, arguments, input: text, asks: isPassphrase, task)
        }
        // Whatever else it printed, perhaps the text itself, must not come to lie on the disk.
        let file = AgeFile(outcome.output)
        guard isPassphrase ? file.isPassphrase : file.recipientKinds?.isEmpty == false else {
            throw .notVerified
        }
        return outcome.output
    }

    /// A new identity as `age-keygen` writes it, complete: nothing opens what is encrypted to half of one.
    func newIdentity() throws(StoreTrouble) -> Secret {
        let outcome = try run(keygen, [], input: nil, asks: false, .makeIdentity)
        guard outcome.exit == 0 else { throw .ageFailed(exit: outcome.exit, task: .makeIdentity) }
        let reading = try run(keygen, ["-y"], input: outcome.output, asks: false, .makeIdentity)
        guard reading.exit == 0, Self.recipients(in: reading.output).count == 1 else {
            throw .ageFailed(exit: reading.exit, task: .makeIdentity)
        }
        return outcome.output
    }

    /// The recipients of the identities in a key file that `age-keygen` made; `nil` where it cannot tell.
    func recipients(ofIdentity path: String) throws(StoreTrouble) -> [String]? {
        let outcome = try run(keygen, ["-y", path], input: nil, asks: false, .readIdentity(path: path))
        guard outcome.exit == 0 else { return nil }
        let recipients = Self.recipients(in: outcome.output)
        return recipients.isEmpty ? nil : recipients
    }

    private static func recipients(in output: Secret) -> [String] {
        output.withBytes { String(decoding: $0, as: UTF8.self) }.split(separator: "\n")
            .map(String.init).filter { $0.hasPrefix("age1") }
    }

    /// It comes with age, so it lies beside it.
    private var keygen: String { path + "-keygen" }

    private func run(
        _ program: String,
        _ arguments: [String],
        input: Secret?,
        asks: Bool,
        _ task: StoreTrouble.AgeTask
    ) throws(StoreTrouble) -> ChildProgram.Outcome {
        // Where there is no terminal nobody can be asked: then a program that waits waits for ever.
        let asks = asks && terminal.isThere()
        let child = ChildProgram(
            program: program,
            arguments: arguments,
            passingOn: Self.passedOn,
            folder: folder,
            timeLimit: asks ? nil : Self.quietLimit,
            // age adds about 1 KiB a recipient and 16 bytes for each 64 KiB.
            outputLimit: (task.isOfRevision ? input?.count ?? 0 : StoreContents.maximumSize) + (2 << 20),
            // Who is not in the terminal's foreground cannot ask there.
            isApart: !asks
        )
        do throws(ChildProgram.Failure) {
            guard asks else { return try child.run(input: input) }
            // age leaves the echo off when a signal ends it while it asks.
            var result: Result<ChildProgram.Outcome, ChildProgram.Failure>?
            terminal.keeping {
                do throws(ChildProgram.Failure) {
                    result = .success(try child.run(input: input))
                } catch {
                    result = .failure(error)
                }
            }
            guard let result else { throw .cancelled }
            return try result.get()
        } catch {
            switch error {
            case .notStarted(ENOENT) where program != path: throw .noAge(foreign: [path])
            case .notStarted(let code): throw .ageNotStarted(code: code)
            case .timedOut: throw .timedOut(task: task)
            case .tooMuch(let maximum): throw .tooLarge(path: task.file, maximum: maximum)
            case .cancelled: throw .interrupted(signal: SIGINT)
            }
        }
    }

    // MARK: - What it says

    private typealias Meaning = (words: String, trouble: StoreTrouble)

    private static let meaningsOnWriting: [Meaning] = [
        ("/dev/tty", .noTerminal), ("passphrases didn't match", .passphrasesDiffer),
        ("recipient", .badRecipient(at: nil)),
    ]

    /// The first one counts.
    private static func meaningsOnOpening(identity: String, file: String) -> [Meaning] {
        let ofIdentity: [Meaning] = [
            ("/dev/tty", .noTerminal),
            ("no identity matched", .wrongIdentity(identity: identity)),
            ("didn't match file's recipients", .wrongIdentity(identity: identity)),
            ("incorrect passphrase", .wrongPassphrase),
            ("passphrase-encrypted", .wrongIdentity(identity: identity)),
            ("no identities specified", .badIdentity(path: identity)),
            ("failed to parse identity", .badIdentity(path: identity)),
            ("unknown identity type", .badIdentity(path: identity)),
            ("malformed secret key", .badIdentity(path: identity)),
            ("malformed SSH identity", .badIdentity(path: identity)),
        ]
        let ofFile = [
            // The header's line of a recipient.
            "recipient", "scrypt", "failed to read header", "parsing age header", "bad header MAC",
            "payload chunk", "failed to read nonce", "invalid armor", "unexpected EOF",
        ]
        return ofIdentity + ofFile.map { ($0, .damaged(path: file)) }
            + [("failed to read \"", .badIdentity(path: identity))]
    }

    /// age's own message decides, and is never shown: nobody knows what it may quote.
    private static func trouble(
        _ outcome: ChildProgram.Outcome,
        _ meanings: [Meaning],
        _ task: StoreTrouble.AgeTask
    ) -> StoreTrouble {
        let message = String(decoding: outcome.complaint, as: UTF8.self)
        let signal = outcome.exit - 128
        if [SIGINT, SIGTERM, SIGHUP].contains(signal) { return .interrupted(signal: signal) }
        return meanings.first { contains(message, $0.words) }?.trouble
            ?? .ageFailed(exit: outcome.exit, task: task)
    }

    private static func contains(_ text: String, _ part: String) -> Bool {
        let (text, part) = (Array(text.utf8), Array(part.utf8))
        guard text.count >= part.count else { return false }
        return (0...(text.count - part.count)).contains { text[$0...].starts(with: part) }
    }
}
