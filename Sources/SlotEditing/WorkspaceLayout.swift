import Cryptography
import Exchanges
import Files
import Glibc
import Ledger
import Operations
import Processes
import Sandbox
import SlotFiles
package import SlotModel

/// The files of a new workspace.
package struct WorkspaceLayout {
    package struct Failure: Error {
        package let message: String
        package let help: String
    }

    private let folder: String
    private let network: Network
    /// Whether slots with public fake keys are laid out.
    package private(set) var hasExamples: Bool
    package private(set) var written: [String] = []
    package private(set) var kept: [String] = []

    package init(folder: String, network: Network, hasExamples: Bool) {
        self.folder = folder
        self.network = network
        self.hasExamples = hasExamples
    }

    package mutating func write() throws(Failure) {
        guard let (templates, template) = Self.installedTemplate() else {
            throw Failure(
                message: "the templates that come with slots are neither in "
                    + SystemEnvironment.templateFolders().joined(separator: " nor in "),
                help:
                    "copy the repository's folder 'templates' beside the program, or install slots with scripts/install"
            )
        }
        let bots = try formerBots()
        let home = bots.isEmpty ? ["bots/\(template.kind)"] : []
        for part in ["", "slots", "templates/\(template.kind)"] + home { try makeFolder(part) }
        if access(folder + "/" + WorkspaceFolder.file, F_OK) == 0 { hasExamples = false }
        for connector in hasExamples ? Connectors.all : [] {
            let selector = connector.profile.selector
            if let text = Self.slotText(selector) { try add("slots/\(selector.rawValue).yaml", text) }
        }
        let file = "\(template.kind)/template.yaml"
        try add("templates/" + file, try Self.text("\(templates)/\(file)"))
        try add(".gitignore", ".slots/\nbots/\nsecrets/\nsecrets.age.previous\n")
        // Last, because a folder without it is no workspace yet, and is laid out again.
        try add(WorkspaceFolder.file, workspaceText(for: template, bots))
    }

    /// The bots that slots wrote for while there was a slots.yaml: without them, an apply would make new files beside
    /// those that the bots read.
    private func formerBots() throws(Failure) -> [(name: String, kind: String, directory: String)] {
        guard let folder = RealPath.of(folder) else { return [] }
        let owned: Ownership
        do throws(FileError) {
            owned = try Ledger.sqlite(in: StateFolder(workspace: folder)).ownership()
        } catch {
            let finding = error.finding()
            throw Failure(message: finding.message, help: finding.help ?? "look at the folder .slots")
        }
        let templates = templateKinds(inWorkspace: folder, fallbacks: SystemEnvironment.templateFolders())
            .compactMap { kind in
                readTemplate(
                    Located(kind, at: Place(file: WorkspaceFolder.file)),
                    inWorkspace: folder,
                    fallbacks: SystemEnvironment.templateFolders()
                ).template
            }
        return owned.installations.compactMap { bot, directory, files in
            let template = templates.first { template in files.allSatisfy { template.file(at: $0) != nil } }
            return template.map { (bot, $0.kind, directory) }
        }
    }

    /// The kind of bot that a new workspace is for, or else the first that the program comes with, and the folder of all
    /// kinds.
    private static func installedTemplate() -> (folder: String, template: BotTemplate)? {
        for folder in SystemEnvironment.templateFolders() {
            let templates = templateKinds(in: [folder]).compactMap { kind in
                let named = Located(kind, at: Place(file: folder))
                return readTemplate(named, inWorkspace: folder, fallbacks: [folder]).template
            }
            if let template = templates.first(where: \.isStandard) ?? templates.first {
                return (folder, template)
            }
        }
        return nil
    }

    private func workspaceText(
        for template: BotTemplate,
        _ bots: [(name: String, kind: String, directory: String)]
    ) -> String {
        let file = template.files.first?.path.value ?? "file"
        let former = bots.map { name, kind, directory in
            """
              \(ScalarText.plainWherePossible(name)):
                template: \(ScalarText.plainWherePossible(kind))
                directory: \(ScalarText.plainWherePossible(directory))
            """
        }
        let fresh = """
              main:
                template: \(template.kind)
                directory: bots/\(template.kind)      # the folder with \(template.kind)'s \(file)
            """
        return """
            # Where the slots run. 'sandbox' is the exchange that is built into slots, with
            # fake accounts; 'live' is where your own keys work.
            network: \(network.rawValue)

            bots:
            \((former.isEmpty ? [fresh] : former).joined(separator: "\n"))
            """ + "\n"
    }

    /// A slot that works at once, with the documented fake keys of the sandbox.
    private static func slotText(_ selector: Selector) -> String? {
        // V3 comes first among Aster's: it is what new keys are.
        let account = SandboxAccounts.all.first { $0.selector == selector && $0.expected == .connected }
        guard let account,
            let secret = account.credentials.keys.sorted().first(where: { $0 != .key && !$0.isPublic })
        else { return nil }
        let fields = account.credentials.sorted { $0.key < $1.key }.map { field, value in
            "  \(field.rawValue): \"\(value)\"\n"
        }
        let name = "\(selector.rawValue).\(secret.rawValue)"
        return """
            # \(selector.displayName): one connection, with fake keys of the sandbox.
            # Keep your own in secrets.age: slots secret set \(name)
            # and here instead of the value:  \(secret.rawValue): secret:\(name)
            exchange: \(selector.rawValue)
            credentials:
            \(fields.joined())fees: \(selector.descriptor.usualFee)
            delay: 10s
            """ + "\n"
    }

    /// Whether a slot's file is as an init laid it out, which may have been cut off.
    package static func isExample(_ name: String, in folder: String) -> Bool {
        guard let text = Selector(rawValue: name).flatMap(slotText) else { return false }
        return (try? Self.text("\(folder)/slots/\(name).yaml")) == text
    }

    private mutating func add(_ name: String, _ text: String) throws(Failure) {
        let path = folder + "/" + name
        do throws(FileError) {
            let (parent, file) = RealPath.split(path)
            // Whole or not at all: an empty .gitignore would hide nothing, and the next init would keep it.
            let isNew = try Folder(parent).writeIfAbsent(
                file,
                Secret(copying: Array(text.utf8)),
                mode: 0o644 & ~UInt32(ResourceLimits.maskAtStart & 0o077)
            )
            if isNew { written.append(name) } else { kept.append(name) }
        } catch {
            throw Self.failure(path, error)
        }
    }

    private func makeFolder(_ name: String) throws(Failure) {
        var path = name.isEmpty ? folder : folder + "/"
        let parts = name.isEmpty ? [""] : name.split(separator: "/").map(String.init)
        for (index, part) in parts.enumerated() {
            path += (index > 0 ? "/" : "") + part
            while path.count > 1, path.hasSuffix("/") { path.removeLast() }
            let (above, name) = RealPath.split(path)
            do throws(FileError) { _ = try Folder(above).makeFolder(name, mode: 0o755) } catch {
                throw Self.failure(path, error)
            }
        }
    }

    private static func text(_ path: String) throws(Failure) -> String {
        do throws(FileError) {
            let place = try RealPath.place(of: path)
            let found = try Folder(place.folder).read(place.file, limit: 1 << 20)
            if let found { return String(decoding: found.bytes, as: UTF8.self) }
        } catch {
            throw failure(path, error)
        }
        throw failure(path, ENOENT)
    }

    private static func failure(_ path: String, _ error: FileError) -> Failure {
        failure(path, error.code == 0 ? EINVAL : error.code)
    }

    private static func failure(_ path: String, _ code: Int32) -> Failure {
        Failure(
            message: "cannot write \(path): \(FileError.describe(code))",
            help: [ENOSPC, EDQUOT].contains(code)
                ? "make room on the disk, then start again"
                : "name a folder that you may write to: slots init DIR"
        )
    }
}
