import Foundation
import Glibc

/// A workspace of one test, removed with it.
final class TemporaryWorkspace {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("slots-\(UUID().uuidString)")
        .path

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ bytes: [UInt8], to name: String, mode: mode_t = 0o600) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
        guard chmod(path + "/" + name, mode) == 0 else { throw POSIXError(.EPERM) }
    }

    func write(_ text: String, to name: String, mode: mode_t = 0o600) throws {
        try write(Array(text.utf8), to: name, mode: mode)
    }
}
