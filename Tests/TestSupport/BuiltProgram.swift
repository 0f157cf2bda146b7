package import Foundation

/// The built program, run as a user would run it.
package struct BuiltProgram: Sendable {
    package struct Outcome: Sendable {
        package var stdout: String
        package var stderr: String
        /// The exit code, or 128 plus the signal that ended the process.
        package var exit: Int32
    }

    /// `$SLOTS_PROGRAM`, or the one that was built together with the tests.
    package static let path: String = {
        if let named = ProcessInfo.processInfo.environment["SLOTS_PROGRAM"] { return named }
        let build = Shared.repository.appendingPathComponent(".build/debug/slots")
        return build.path
    }()

    /// Runs the program to its end.
    ///
    /// - Parameters:
    ///   - arguments: Without the program's name.
    ///   - folder: Where it runs.
    ///   - environment: Added to a small one of its own (PATH, HOME in the folder, no proxies).
    ///   - input: Standard input; `nil`: closed (`/dev/null`).
    ///   - wrapper: A program and arguments in front, such as `["strace", "-f"]`.
    package static func run(
        _ arguments: [String],
        in folder: URL,
        environment: [String: String] = [:],
        input: String? = nil,
        wrapper: [String] = []
    ) throws -> Outcome {
        let process = Process()
        let line = wrapper + [path] + arguments
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = line
        process.currentDirectoryURL = folder
        process.environment = base(folder).merging(environment) { _, new in new }
        let (out, err) = (Pipe(), Pipe())
        process.standardOutput = out
        process.standardError = err
        if let input {
            let pipe = Pipe()
            process.standardInput = pipe
            try process.run()
            pipe.fileHandleForWriting.write(Data(input.utf8))
            try pipe.fileHandleForWriting.close()
        } else {
            process.standardInput = FileHandle.nullDevice
            try process.run()
        }
        // Both pipes are emptied side by side, so that neither fills up and blocks the program.
        let errors = Drain(err.fileHandleForReading)
        let stdout = out.fileHandleForReading.readDataToEndOfFile()
        let stderr = errors.wait()
        process.waitUntilExit()
        let signalled = process.terminationReason == .uncaughtSignal
        return Outcome(
            stdout: String(decoding: stdout, as: UTF8.self),
            stderr: String(decoding: stderr, as: UTF8.self),
            exit: (signalled ? 128 : 0) + process.terminationStatus
        )
    }

    private static func base(_ folder: URL) -> [String: String] {
        [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
            "HOME": folder.path,
            "XDG_RUNTIME_DIR": folder.path + "/run",
            "LC_ALL": "C.UTF-8",
        ]
    }

    /// Reads a pipe on a thread of its own.
    private final class Drain: @unchecked Sendable {
        // `@unchecked`: written by the thread before the semaphore is signalled, read after it.
        private var data = Data()
        private let done = DispatchSemaphore(value: 0)

        init(_ handle: FileHandle) {
            Thread.detachNewThread {
                self.data = handle.readDataToEndOfFile()
                self.done.signal()
            }
        }

        func wait() -> Data {
            done.wait()
            return data
        }
    }
}

/// A folder that is gone when the test is over.
package final class TemporaryFolder: Sendable {
    package let url: URL

    package init() throws {
        let base = URL(fileURLWithPath: NSTemporaryDirectory()).resolvingSymlinksInPath()
        url = base.appendingPathComponent("slots-test-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    package var path: String { url.path }

    /// Writes a file, making the folders above it.
    package func write(_ name: String, _ text: String, mode: Int? = nil) throws {
        try write(name, Data(text.utf8), mode: mode)
    }

    package func write(_ name: String, _ data: Data, mode: Int? = nil) throws {
        let file = url.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try data.write(to: file)
        if let mode {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
        }
    }

    package func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: url.appendingPathComponent(name)), as: UTF8.self)
    }

    package func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: url.appendingPathComponent(name)))
    }

    package func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: url.appendingPathComponent(name).path)
    }

    /// The permission bits.
    package func mode(_ name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(
            atPath: url.appendingPathComponent(name).path
        )
        return attributes[.posixPermissions] as? Int ?? 0
    }

    package func inode(_ name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(
            atPath: url.appendingPathComponent(name).path
        )
        return attributes[.systemFileNumber] as? Int ?? 0
    }

    /// Names in a folder, hidden ones included, sorted.
    package func names(_ folder: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: url.appendingPathComponent(folder).path).sorted()
    }
}
