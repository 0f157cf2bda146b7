import Foundation
import Glibc

/// A folder that goes away with the value.
final class TemporaryWorkspace {
    let path: String

    init(_ files: [String: String] = [:]) throws {
        path = NSTemporaryDirectory() + "/slot-files-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path + "/slots", withIntermediateDirectories: true)
        for (name, text) in files { try write(name, text) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws {
        let url = URL(fileURLWithPath: path + "/" + name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: url)
    }

    func link(_ name: String, to target: String) {
        precondition(symlink(target, path + "/" + name) == 0, "symlink failed")
    }
}
