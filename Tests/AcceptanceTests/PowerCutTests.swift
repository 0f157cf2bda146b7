import Foundation
import Glibc
import TestSupport
import Testing

/// What is on the disk at a moment of an apply, looked at as if the power had gone then.
///
/// The workspace lies in a file system in an image; its copy holds what the file system has given to the disk so far.
@Suite(
    "an apply in the middle of which the power goes",
    .enabled(if: LongRun.isWanted, "only scripts/test --long does it")
)
struct PowerCutTests {
    enum Disk: String, Sendable {
        case ext4, xfs, btrfs

        /// The smallest that its tools make.
        var size: String {
            switch self {
            case .ext4: "32M"
            case .xfs: "320M"
            case .btrfs: "128M"
            }
        }

        static let reason: Comment =
            "only root may mount images, with loop devices and the file system's tools"

        /// Whether a file system of this kind can be made and mounted here.
        var isPossible: Bool {
            guard geteuid() == 0, Tool.isThere("mkfs.\(rawValue)"), let folder = try? TemporaryFolder(),
                (try? make(at: folder.path + "/image")) != nil,
                let mounted = try? Mounted(folder.path + "/image", on: TestWorkspace())
            else { return false }
            mounted.unmount()
            return true
        }

        func make(at path: String) throws {
            try sh("truncate -s \(size) '\(path)' && mkfs.\(rawValue) -q '\(path)'")
        }
    }

    /// A workspace whose folder is a mounted image.
    struct Mounted {
        let workspace: TestWorkspace

        init(_ image: String, on workspace: TestWorkspace) throws {
            self.workspace = workspace
            // XFS refuses the copy of an image that is still mounted, as it is in a namespace made meanwhile.
            let mount = "mount -o loop"
            let path = workspace.folder.path
            try sh("\(mount),nouuid '\(image)' '\(path)' 2>&- || \(mount) '\(image)' '\(path)'")
        }

        /// Who was killed a moment ago may still be in the folder.
        func unmount() {
            let line =
                "for i in $(seq 200); do umount '\(workspace.folder.path)' && exit; sleep 0.02; done 2>&-; exit 1"
            #expect(throws: Never.self) { try sh(line) }
        }
    }

    private static let path = "bots/gunbot/config.js"
    private static let apply = ["apply", "--offline", "--yes", "--quiet"]
    private static let old = "{\"exchanges\": {}, \"more\": \"\(String(repeating: "x", count: 20_000))\"}\n"

    @Test("leaves the old file or the new one on ext4", .enabled(if: Disk.ext4.isPossible, Disk.reason))
    func ext4() async throws { try await cut(.ext4) }

    @Test("leaves the old file or the new one on XFS", .enabled(if: Disk.xfs.isPossible, Disk.reason))
    func xfs() async throws { try await cut(.xfs) }

    @Test("leaves the old file or the new one on btrfs", .enabled(if: Disk.btrfs.isPossible, Disk.reason))
    func btrfs() async throws { try await cut(.btrfs) }

    /// An image with a workspace before the apply.
    private func image(_ disk: Disk, in folder: TemporaryFolder) throws -> String {
        let template = try TestWorkspace()
        try template.addConnected(lines: ["delay: 5s"])
        try template.folder.write(Self.path, Self.old, mode: 0o640)
        let image = folder.path + "/old"
        try disk.make(at: image)
        let mounted = try Mounted(image, on: TestWorkspace())
        defer { mounted.unmount() }
        try sh("cp -a '\(template.folder.path)/.' '\(mounted.workspace.folder.path)'")
        return image
    }

    private func cut(_ disk: Disk) async throws {
        let images = try TemporaryFolder()
        let old = try image(disk, in: images)
        @Sendable func copy(_ image: String, _ name: String) throws -> String {
            try sh("cp --sparse=always '\(image)' '\(images.path)/\(name)'")
            return "\(images.path)/\(name)"
        }

        let whole = try Mounted(try copy(old, "whole"), on: TestWorkspace())
        let points = try SystemCallSweep.points(of: Self.apply, in: whole.workspace)
        // What was told as done is on the disk.
        let after = try Mounted(try copy(images.path + "/whole", "after"), on: TestWorkspace())
        #expect(try after.workspace.folder.text(Self.path).contains("asterdex"))
        after.unmount()
        whole.unmount()

        try await SystemCallSweep.forAll(points, "power cuts, \(disk)") { point in
            let during = try Mounted(try copy(old, "during\(point.number)"), on: TestWorkspace())
            let wrapper = SystemCallSweep.strike(.signal(SIGSTOP), at: point)
            let child = try during.workspace.start(Self.apply, wrapper: wrapper)
            _ = child.waits { _ in SystemCallSweep.isStruck(point) }
            let image = try copy("\(images.path)/during\(point.number)", "cut\(point.number)")
            child.signal(SIGKILL)
            _ = child.end()
            during.unmount()

            // At the same place: what was cut off elsewhere is not finished here.
            let cut = try Mounted(image, on: during.workspace)
            defer { cut.unmount() }
            let (folder, comment) = (cut.workspace.folder, Comment("power cut at \(point)"))
            try cut.workspace.expectRecovery(by: ["plan", "--offline"], comment)
            let text = try folder.text(Self.path)
            #expect(text == Self.old || text.contains("asterdex"), comment)
            let again = try cut.workspace.start(text == Self.old ? Self.apply : ["apply", "--offline"]).end()
            #expect(again.exit == 0, "\(comment): \(again.told)")
            #expect(try folder.text(Self.path).contains("asterdex"), comment)
            #expect(try folder.names("bots/gunbot") == ["config.js"], comment)
            for name in ["during", "cut"] {
                try FileManager.default.removeItem(atPath: "\(images.path)/\(name)\(point.number)")
            }
        }
    }
}

/// Runs a line of the shell that has to succeed.
private func sh(_ line: String) throws {
    let ended = try Child(["sh", "-c", line], in: URL(fileURLWithPath: "/")).end()
    try #require(ended.exit == 0, ended.told)
}
