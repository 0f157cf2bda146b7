import Cryptography
package import Files
import Glibc
import Locking
package import Processes

/// The encrypted secrets of a workspace: `secrets.age`, read and written with the `age` program.
///
/// An ordinary age file that `age -d` opens without us; what stands inside is told by ``StoreContents``. Its
/// recipients stand in `secrets.recipients`, a file that `age -R` takes as it is.
package final class SecretStore: Sendable {
    package static let fileName = "secrets.age"
    package static let previousName = "secrets.age.previous"
    package static let recipientsName = "secrets.recipients"

    /// How often a change is done again on what somebody else wrote meanwhile.
    private static let attempts = 3

    /// What a change came to, for whoever asked for it.
    package struct Change: Sendable {
        /// How many can open the file now; 0: whoever knows the passphrase.
        package var recipients: Int
        /// Where an identity was made, if one was.
        package var newIdentity: String?
        /// Whether the new file was opened again and compared before it took its place.
        package var isVerified: Bool
    }

    /// What became of files that were to take their places.
    package enum Placing: Sendable {
        case placed
        /// Somebody else wrote one of the store's files meanwhile; nothing was changed.
        case changedMeanwhile
        /// Nothing was changed, for a reason that is known where they were to be placed.
        case refused
    }

    let workspace: String
    private let named: String?
    private let terminal: TerminalUse
    private let environment: @Sendable (String) -> String?
    private let opened = Lock<Result<Opened, StoreTrouble>?>(nil)
    private let age = Lock<Result<AgeProgram, StoreTrouble>?>(nil)

    /// - Parameters:
    ///   - workspace: The absolute path of the folder with `slots.yaml`.
    ///   - identity: As `slots.yaml` names it.
    ///   - terminal: Where age asks for passphrases.
    ///   - environment: The value of a variable; `nil` when it is not set.
    package init(
        workspace: String,
        identity: String?,
        terminal: TerminalUse = .none,
        environment: @escaping @Sendable (String) -> String?
    ) {
        self.workspace = workspace
        named = identity
        self.terminal = terminal
        self.environment = environment
    }

    /// Whether there is one.
    package var exists: Bool { isThere(Self.fileName) }

    /// A link to a place that is not there just now counts, and is told when it is read.
    private func isThere(_ name: String) -> Bool {
        var status = stat()
        return lstat(workspace + "/" + name, &status) == 0
    }

    /// A new store would take the place of the version before a lost one: nobody begins one by accident.
    package func checkNotLost() throws(StoreTrouble) {
        if !exists, isThere(Self.previousName) { throw .lost }
    }

    /// What it holds; decrypted once, however often it is asked for.
    package func contents() throws(StoreTrouble) -> StoreContents { try openedOnce().contents }

    private func openedOnce() throws(StoreTrouble) -> Opened {
        // Whoever comes second waits for the first: a passphrase is asked for once.
        try opened.withLock { opened in
            if let opened { return opened }
            let result: Result<Opened, StoreTrouble>
            do throws(StoreTrouble) { result = .success(try open()) } catch { result = .failure(error) }
            opened = result
            return result
        }
        .get()
    }

    /// Opens it, if it is there, and looks whether it could be written: for whoever is about to ask for a value.
    package func prepare() throws(StoreTrouble) -> StoreContents {
        _ = try program()
        try checkNotLost()
        guard exists else { return StoreContents() }
        let state = try openedOnce()
        _ = try addressees(of: state)
        return state.contents
    }

    /// Whether new secrets go there unless somebody says otherwise: it is there already, or age is.
    package var takesNewSecrets: Bool { exists || (try? program()) != nil }

    /// The contents, if they were asked for before and could be had; opens nothing.
    package var knownContents: StoreContents? {
        if case .success(let opened) = opened.withLock({ $0 }) { opened.contents } else { nil }
    }

    /// Whether the file is what it was when it was opened or written; also where it was not opened yet.
    package func isUnchanged() throws(StoreTrouble) -> Bool {
        guard case .success(let opened) = opened.withLock({ $0 }) else { return true }
        switch (try StoreFile(Self.fileName, in: workspace).read(), opened.file?.content) {
        case (nil, nil): return true
        case (let now?, let before?): return now.isEqual(to: before)
        default: return false
        }
    }

    /// Programs that are called age, are something else, and stand before it on `PATH`; known once it was needed.
    package var foreignPrograms: [String] {
        if case .success(let age) = age.withLock({ $0 }) { age.foreign } else { [] }
    }

    /// The recipients that a file names, one on each line, as `age -R` takes it.
    package static func recipients(inFile path: String) throws(StoreTrouble) -> [String] {
        guard let text = try StoreFile(path, at: path).read(limit: RecipientList.maximumSize) else {
            throw .cannotRead(path: path, code: ENOENT)
        }
        let list = try RecipientList(reading: text, of: path)
        guard !list.recipients.isEmpty else { throw .noRecipients(path: path) }
        return list.recipients
    }

    /// The key file that opens it; `nil` for a passphrase, and where nobody can tell.
    package var identityPath: String? { (try? identity())?.path }

    // MARK: - Changing

    /// Changes what it holds, or to whom it is encrypted; for whoever holds the workspace's lock.
    ///
    /// - Parameters:
    ///   - recipients: To whom it is encrypted from now on, as `age -r` takes them; `nil`: as before.
    ///   - edit: Gets what the file holds now, and answers whether it is to be written; called again when somebody else
    ///     wrote meanwhile.
    ///   - placing: Puts the store's new files in their places, perhaps together with others: all of them or none.
    /// - Returns: `nil` when nothing was written.
    package func change(
        recipients: [String]? = nil,
        _ edit: (inout StoreContents) -> Bool,
        placing: ([FileChange]) -> Placing
    ) throws(StoreTrouble) -> Change? {
        try checkNotLost()
        for _ in 0..<Self.attempts {
            var state =
                try exists
                ? current() : Opened(contents: StoreContents(), file: nil, identity: identity())
            guard edit(&state.contents) else { return nil }
            let addressees =
                if let recipients { Addressees(list: try RecipientList(recipients), isNew: true) } else {
                    try self.addressees(of: state)
                }
            let encrypted = try encrypt(state, to: addressees)
            switch placing(try changes(of: state, to: addressees, encrypted.content)) {
            case .changedMeanwhile: continue
            case .refused: return nil
            case .placed:
                remember(state, as: encrypted.content)
                return Change(
                    recipients: addressees.list?.recipients.count ?? 0,
                    newIdentity: addressees.newIdentity,
                    isVerified: encrypted.isVerified
                )
            }
        }
        throw .keepsChanging
    }

    /// The new file, opened again and compared where that is possible.
    private func encrypt(_ state: Opened, to addressees: Addressees) throws(StoreTrouble) -> (
        content: Secret, isVerified: Bool
    ) {
        let age = try program()
        let text = state.contents.text
        guard text.count <= StoreContents.maximumSize else {
            throw .tooLarge(path: Self.fileName, maximum: StoreContents.maximumSize)
        }
        let encrypted = try age.encrypt(text, to: addressees.list?.recipients ?? [])
        return (encrypted, try verify(encrypted, text, state.identity, age))
    }

    private func changes(of state: Opened, to addressees: Addressees, _ encrypted: Secret)
        throws(StoreTrouble) -> [FileChange]
    {
        var changes: [FileChange] = []
        if let before = state.file {
            let previous = StoreFile(Self.previousName, in: workspace)
            let found = try previous.find()
            if found?.content.isEqual(to: before.content) != true {
                changes.append(try previous.change(to: before.content, mode: 0o600, from: found))
            }
        }
        if addressees.isNew, let list = addressees.list {
            let names = StoreFile(Self.recipientsName, in: workspace)
            let before = try names.find(limit: RecipientList.maximumSize)
            let text = list.text(replacing: before?.content)
            changes.append(try names.change(to: text, mode: 0o644, from: before))
        }
        let file = StoreFile(Self.fileName, in: workspace)
        return changes + [try file.change(to: encrypted, mode: 0o600, from: state.file)]
    }

    /// Unless somebody else wrote it at once, this is what is known from now on.
    private func remember(_ state: Opened, as encrypted: Secret) {
        let found = try? StoreFile(Self.fileName, in: workspace).find()
        let written = Opened(contents: state.contents, file: found, identity: state.identity)
        let isKnown = found?.content.isEqual(to: encrypted) == true
        opened.withLock { $0 = isKnown ? .success(written) : nil }
    }

    /// Opens the new file before the old one goes; not with a passphrase, which would have to be typed once more.
    private func verify(_ encrypted: Secret, _ text: Secret, _ identity: Identity, _ age: AgeProgram)
        throws(StoreTrouble) -> Bool
    {
        guard !identity.isPassphrase else { return false }
        try identity.check()
        let back: Secret
        do throws(StoreTrouble) {
            back = try age.decrypt(encrypted, with: identity, file: Self.fileName)
        } catch {
            if case .wrongIdentity(let identity) = error { throw .locksOut(identity: identity) }
            throw error
        }
        guard back.isEqual(to: text) else { throw .notVerified }
        return true
    }

    // MARK: - Opening

    private struct Opened: Sendable {
        var contents: StoreContents
        /// As it lies on the disk; `nil`: there is no file yet.
        var file: FoundFile?
        var identity: Identity
    }

    private func open() throws(StoreTrouble) -> Opened {
        guard let file = try StoreFile(Self.fileName, in: workspace).find() else {
            try checkNotLost()
            throw .noStore(path: Self.fileName)
        }
        let encrypted = file.content
        var identity = try identity()
        if AgeFile(encrypted).isPassphrase {
            identity = .passphrase
        } else if identity.isPassphrase {
            throw .wrongIdentity(identity: identity.description)
        }
        try identity.check()
        let text = try program().decrypt(encrypted, with: identity, file: Self.fileName)
        do throws(StoreReadError) {
            return Opened(
                contents: try StoreContents(reading: text),
                file: file,
                identity: identity
            )
        } catch {
            throw .contents(error)
        }
    }

    /// What the file holds at this moment; a passphrase is typed once, as long as nobody else writes.
    private func current() throws(StoreTrouble) -> Opened {
        if case .success(let known) = opened.withLock({ $0 }), let before = known.file,
            let now = try StoreFile(Self.fileName, in: workspace).read(), now.isEqual(to: before.content)
        {
            return known
        }
        return try open()
    }

    func identity() throws(StoreTrouble) -> Identity {
        try Identity.choose(named: named, workspace: workspace, environment: environment)
    }

    func program() throws(StoreTrouble) -> AgeProgram {
        try age.withLock { known in
            if let known { return known }
            let result: Result<AgeProgram, StoreTrouble>
            do throws(StoreTrouble) {
                result = .success(
                    try AgeProgram.find(
                        on: environment("PATH") ?? "/usr/bin:/bin",
                        folder: workspace,
                        terminal: terminal
                    )
                )
            } catch {
                result = .failure(error)
            }
            known = result
            return result
        }
        .get()
    }

    // MARK: - Recipients

    /// To whom the file is encrypted.
    private struct Addressees {
        /// `nil`: to a passphrase.
        var list: RecipientList?
        /// Whether `secrets.recipients` has to be written.
        var isNew = false
        var newIdentity: String?
    }

    private func addressees(of state: Opened) throws(StoreTrouble) -> Addressees {
        let isFirst = state.file == nil
        if let text = try StoreFile(Self.recipientsName, in: workspace).read(limit: RecipientList.maximumSize)
        {
            let list = try RecipientList(reading: text, of: Self.recipientsName)
            guard !list.recipients.isEmpty else { throw .noRecipients(path: Self.recipientsName) }
            // From a passphrase to key files is what such a list beside an older file asks for.
            guard !state.identity.isPassphrase || !isFirst else {
                throw .passphraseWithRecipients(path: Self.recipientsName)
            }
            return Addressees(list: list)
        }
        if state.identity.isPassphrase { return Addressees() }
        if let encrypted = state.file?.content {
            let count = AgeFile(encrypted).recipientKinds?.count ?? 0
            guard count == 1 else { throw .unknownRecipients(count: count) }
        }
        let newIdentity = try isFirst ? makeIdentityIfMissing(state.identity) : nil
        return Addressees(list: try ownRecipients(state.identity), isNew: true, newIdentity: newIdentity)
    }

    /// The recipients that belong to the key file.
    func ownRecipients(_ identity: Identity) throws(StoreTrouble) -> RecipientList {
        guard let path = identity.path else { throw .cannotDerive(identity: identity.description) }
        try identity.check()
        if let recipients = try program().recipients(ofIdentity: path) {
            return try RecipientList(recipients)
        }
        guard
            let text = try StoreFile(path + ".pub", at: path + ".pub").read(limit: RecipientList.maximumSize),
            let list = try? RecipientList(reading: text, of: path + ".pub"), !list.recipients.isEmpty
        else { throw .cannotDerive(identity: path) }
        return list
    }

    /// Makes the default key file with `age-keygen` when there is none yet.
    ///
    /// - Returns: Its path when it was made.
    private func makeIdentityIfMissing(_ identity: Identity) throws(StoreTrouble) -> String? {
        guard identity.isDefault, case .file(let path) = identity.kind, access(path, F_OK) != 0,
            errno == ENOENT
        else { return nil }
        var folder = ""
        for part in path.split(separator: "/").dropLast() {
            folder += "/" + part
            if mkdir(folder, 0o700) != 0, errno != EEXIST { throw .cannotWrite(path: folder, code: errno) }
        }
        let identity = try program().newIdentity()
        do throws(FileError) {
            // Other workspaces share the folder: what one of them just made is not replaced.
            return try Folder(folder).writeIfAbsent(RealPath.split(path).file, identity) ? path : nil
        } catch {
            throw .cannotWrite(path: path, code: error.code == 0 ? EIO : error.code)
        }
    }
}
