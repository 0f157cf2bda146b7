import CLinux
package import Cryptography
import Glibc
import SlotModel

/// A program that takes this process's place, and finds it as this one was started: with its limits, signals, mask of file
/// modes and descriptors, and without our threads.
package struct NextProgram: Sendable {
    package enum Failure: Error, Hashable {
        /// No file of this name can be executed; an errno value.
        case noProgram(code: Int32)
        /// The folder cannot be entered; an errno value.
        case noFolder(code: Int32)
        /// An errno value.
        case notStarted(code: Int32)
    }

    /// Absolute, below home (`~/…`), or searched on `PATH`; from ``folder`` when it holds a slash.
    private let program: String
    /// With the program's name as it was given.
    private let arguments: [String]
    /// Absolute; where it runs.
    private let folder: String
    private let isLeftOut: @Sendable (String) -> Bool
    private let secrets: [(name: String, value: Secret)]

    /// - Parameters:
    ///   - words: The program and its arguments; no shell reads them.
    ///   - folder: Absolute; where it runs.
    ///   - isLeftOut: Whether it does not get a variable of ours.
    ///   - secrets: Variables that it gets besides, by name: their values were taken out of our environment.
    package init(
        _ words: [String],
        in folder: String,
        without isLeftOut: @escaping @Sendable (String) -> Bool,
        secrets: [String: Secret] = [:]
    ) {
        program = expandedHome(words.first ?? "", home: environmentVariable("HOME"))
        arguments = words
        self.folder = folder
        self.isLeftOut = isLeftOut
        self.secrets = secrets.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Where the program is; absolute.
    ///
    /// To be asked before long work is begun that would be in vain.
    package func locate() throws(Failure) -> String {
        var status = stat()
        guard stat(folder + "/", &status) == 0 else { throw .noFolder(code: errno) }
        guard !program.isEmpty, !arguments.contains(where: { $0.utf8.contains(0) }) else {
            throw .noProgram(code: ENOENT)
        }
        guard !program.utf8.contains(UInt8(ascii: "/")) else {
            let path = location(of: program, from: folder, home: nil)
            let code = Self.trouble(with: path)
            guard code == 0 else { throw .noProgram(code: code) }
            return path
        }
        var trouble = ENOENT
        for entry in (environmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin").split(
            separator: ":",
            omittingEmptySubsequences: false
        ) {
            let path = location(of: "\(entry)/\(program)", from: folder, home: nil)
            let code = Self.trouble(with: entry.isEmpty ? folder + "/" + program : path)
            if code == 0 { return entry.isEmpty ? folder + "/" + program : path }
            // A file that may not be executed says more than a folder without it.
            if code != ENOENT, code != ENOTDIR { trouble = code }
        }
        throw .noProgram(code: trouble)
    }

    /// Why the file cannot be executed, as an errno value; 0 when it can.
    private static func trouble(with path: String) -> Int32 {
        var status = stat()
        guard stat(path, &status) == 0 else { return errno }
        guard status.st_mode & S_IFMT == S_IFREG else { return EISDIR }
        return access(path, X_OK) == 0 ? 0 : errno
    }

    /// Lets all signals act as they did when the process was started.
    ///
    /// What arrives from now on acts as on the program that comes next.
    package static func restoreSignals() { slots_restore_signal_actions() }

    /// Ends this program and begins the other one, in the same process.
    ///
    /// Comes back only when that fails; signals then act as ``restoreSignals()`` left them.
    package func takeOver() throws(Failure) -> Never {
        let found = try locate()
        // As a shell does it: a script is told the path that was typed.
        let path = program.utf8.contains(UInt8(ascii: "/")) ? program : found
        guard chdir(folder) == 0 else { throw .noFolder(code: errno) }
        var code = InheritedDescriptors.closeOthersOnExec()
        guard code == 0 else { throw .notStarted(code: code) }
        let argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        let (inherited, added) = environment()
        let envp: [UnsafeMutablePointer<CChar>?] = inherited + added + [nil]
        code = ResourceLimits.asAtStart {
            Self.restoreSignals()
            let code = slots_restore_signal_mask()
            guard code == 0 else { return code }
            execve(path, argv, envp)
            return errno
        }
        // What is told now may meet a reader that went away.
        signal(SIGPIPE, SIG_IGN)
        for text in added {
            if let text { explicit_bzero(text, strlen(text)) }
            free(text)
        }
        for text in argv { free(text) }
        throw .notStarted(code: code)
    }

    /// What the program gets: variables of ours where they lie, and copies of others.
    private func environment() -> (
        inherited: [UnsafeMutablePointer<CChar>?], added: [UnsafeMutablePointer<CChar>?]
    ) {
        var inherited: [UnsafeMutablePointer<CChar>?] = []
        var hasFolder = false
        var next = slots_environment()
        while let entry = next, let text = entry.pointee {
            next = entry + 1
            let name = String(
                decoding: UnsafeRawBufferPointer(start: text, count: strcspn(text, "=")),
                as: UTF8.self
            )
            // It says where we are, and we go elsewhere.
            if name == "PWD" { hasFolder = true }
            let isReplaced = name == "PWD" || secrets.contains { $0.name == name }
            if !isReplaced, !isLeftOut(name) { inherited.append(text) }
        }
        var added = hasFolder ? [strdup("PWD=" + folder)] : []
        for (name, value) in secrets {
            let prefix = Array((name + "=").utf8)
            let count = prefix.count + value.count
            guard let text = malloc(count + 1) else { continue }
            text.copyMemory(from: prefix, byteCount: prefix.count)
            value.withBytes { bytes in
                if let start = bytes.baseAddress {
                    (text + prefix.count).copyMemory(from: start, byteCount: bytes.count)
                }
            }
            text.storeBytes(of: 0, toByteOffset: count, as: UInt8.self)
            added.append(text.assumingMemoryBound(to: CChar.self))
        }
        return (inherited, added)
    }
}
