package import Foundation

/// The folder of public test suites and references that lies beside the repository.
///
/// Tests that need it are skipped where it is absent.
package enum Shared {
    /// `$SLOTS_SHARED`, or `../shared` seen from the repository; `nil` when neither is there.
    package static let folder: URL? = {
        let named = ProcessInfo.processInfo.environment["SLOTS_SHARED"].map { URL(fileURLWithPath: $0) }
        let beside = repository.deletingLastPathComponent().appendingPathComponent("shared")
        return [named, beside].compactMap(\.self).first {
            FileManager.default.fileExists(atPath: $0.appendingPathComponent("design.md").path)
        }
    }()

    package static var isPresent: Bool { folder != nil }

    /// The repository's top folder.
    package static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The bytes of a file of signing vectors (`Vectors/README.md`).
    package static func vectors(_ name: String) throws -> [UInt8] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "Vectors"
        )
        return [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
    }

    /// The bytes of a file below the shared folder.
    package static func bytes(_ path: String) throws -> [UInt8] {
        guard let folder else { throw CocoaError(.fileNoSuchFile) }
        return [UInt8](try Data(contentsOf: folder.appendingPathComponent(path)))
    }
}
