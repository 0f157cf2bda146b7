import Foundation
import Glibc
import SlotFiles
import SlotModel
import Testing

struct DiskTests {
    static let good = "exchange: aster\ncredentials: {key: env:A, secret: env:B}\n"
    static let workspace = "bots:\n  main: {template: gunbot, directory: bots/gunbot}\n"

    private func told(_ reading: WorkspaceReading) -> [String] {
        reading.findings.map { "\($0.place?.file ?? "-"):\($0.spot) \($0.told)" }
    }

    @Test("slots come in the order of their files' names, the rest of the folder is passed over")
    func folder() async throws {
        let workspace = try TemporaryWorkspace([
            "slots.yaml": Self.workspace, "slots/b.yaml": Self.good, "slots/a.yaml": Self.good,
            "slots/a-1.yaml": Self.good,
            "slots/.hidden.yaml": "]", "slots/.#a.yaml": "]", "slots/a.yaml~": "]", "slots/#a.yaml#": "]",
            "slots/a.yaml.swp": "]",
            "slots/README.md": "]", "slots/old/notes.txt": "]",
        ])
        let reading = await readWorkspace(at: workspace.path)
        #expect(told(reading) == [])
        #expect(reading.slots.map(\.name) == ["a", "a-1", "b"])
        #expect(reading.slotNames == ["a", "a-1", "b"])
        #expect(reading.slots.first?.place.file == "slots/a.yaml")
        #expect(reading.workspace?.bots.map(\.name) == ["main"])
        #expect(reading.workspace?.network.value == .sandbox)
        #expect(reading.sources["slots/a.yaml"] == Array(Self.good.utf8))
    }

    @Test("slots that lie unseen are told")
    func unseen() async throws {
        let workspace = try TemporaryWorkspace([
            "slots.yaml": Self.workspace, "slots/a.yaml": Self.good, "slots/old/b.yaml": Self.good,
            "slots/older/c.yaml": Self.good, "slots/older/d.yaml": Self.good, "slots/a.yaml.bak": Self.good,
            "e.yaml": Self.good, "f.yml": "label: x\n" + Self.good, "compose.yaml": "services: {}\n",
        ])
        let reading = await readWorkspace(at: workspace.path)
        let beside =
            "warning file.unseen: this file looks like a slot and is not read: slots lie in the folder slots/"
        #expect(
            told(reading) == [
                "e.yaml:1:1 \(beside) | move it to slots/", "f.yml:1:1 \(beside) | move it to slots/",
                "slots/a.yaml.bak:1:1 warning file.unseen: this file is not read: its name does not end in .yaml | give it a name that ends in .yaml if it is a slot; if not, move it out of slots/",
                "slots/old:1:1 warning file.unseen: the slot file in this folder is not read | move what is a slot into slots/ itself, and the rest out of it",
                "slots/older:1:1 warning file.unseen: the 2 slot files in this folder are not read | move what is a slot into slots/ itself, and the rest out of it",
            ]
        )
        #expect(reading.slots.map(\.name) == ["a"])
    }

    @Test("the folder of a bot may begin with ~/, and is no file")
    func botFolder() async throws {
        let text = "bots:\n  main: {template: gunbot, directory: ~/gunbot}\n"
        let workspace = try TemporaryWorkspace(["slots.yaml": text, "slots/a.yaml": Self.good])
        let reading = await readWorkspace(at: workspace.path, home: "/home/me")
        #expect(told(reading) == [])
        #expect(reading.workspace?.bots.first?.directory.value == "/home/me/gunbot")
        for (path, folder) in [
            ("bots/gunbot/config.js", "bots/gunbot"), ("config.js", "."), ("/a/B.JSON", "/a"),
        ] {
            let text = "bots:\n  main: {template: gunbot, directory: \(path)}\n"
            let findings = readWorkspaceText(Array(text.utf8)).findings
            #expect(findings.map(\.help) == ["write \(folder)"])
            #expect(findings.containErrors)
        }
    }

    @Test("every file's trouble is told in one run, sorted by place")
    func together() async throws {
        let workspace = try TemporaryWorkspace([
            "slots.yaml": Self.workspace + "polcy: {}\n", "slots/b.yaml": Self.good + "dealy: 1s\nfees: 1\n",
            "slots/a.yaml": Self.good + "bots: [mian]\n", "slots/c.yml": Self.good,
            "slots/Bad_Name.yaml": Self.good + "x: y\n",
            "slots/d.yaml": Self.good,
        ])
        let reading = await readWorkspace(at: workspace.path)
        #expect(
            reading.findings.map { "\($0.place?.file ?? "-") \($0.code)" } == [
                "slots.yaml workspace.unknown-key", "slots/Bad_Name.yaml slot.bad-name",
                "slots/Bad_Name.yaml slot.unknown-key",
                "slots/b.yaml slot.unknown-key", "slots/b.yaml slot.missing-unit",
                "slots/c.yml file.wrong-ending",
            ]
        )
        #expect(reading.workspace == nil)
        #expect(reading.slots.map(\.name) == ["a", "d"])
        #expect(reading.slotNames == ["Bad_Name", "a", "b", "d"])
    }

    @Test("bots and commands that slots.yaml does not have are found")
    func crossChecks() async throws {
        let slot = Marked(
            "exchange: aster\ncredentials: {key: ⟦cmd:valut, secret: env:B}\nbots: [main, ⟦mian]\nas: {⟦second: x}\n"
        )
        let workspace = try TemporaryWorkspace([
            "slots.yaml": Self.workspace + "secret-commands: {vault: [pass, show, x]}\n",
            "slots/a.yaml": slot.text,
        ])
        let reading = await readWorkspace(at: workspace.path)
        #expect(
            reading.findings.map(\.told) == [
                "error slot.unknown-command: slots.yaml has no command 'valut' | did you mean 'vault'?",
                "error slot.unknown-bot: slots.yaml has no bot 'mian' | did you mean 'main'?",
                "error slot.unknown-bot: slots.yaml has no bot 'second' | the bots are main",
            ]
        )
        #expect(reading.findings.map(\.spot) == slot.places)
        #expect(reading.slots.isEmpty)
    }

    @Test("names that differ in capitals only are found")
    func sameName() async throws {
        let workspace = try TemporaryWorkspace([
            "slots.yaml": "", "slots/a.yaml": Self.good, "slots/A.yaml": Self.good,
        ])
        let reading = await readWorkspace(at: workspace.path)
        #expect(
            told(reading) == [
                "slots/A.yaml:1:1 error slot.bad-name: 'A' is no slot name | did you mean 'a'? use small letters, digits and '-', at most 63, beginning with a letter or digit",
                "slots/a.yaml:1:1 error slot.same-name: this slot and 'A' have names that differ in capitals only | rename one of the two",
            ]
        )
    }

    @Test("what is no readable file is a finding, and nothing waits", .timeLimit(.minutes(1)))
    func oddities() async throws {
        let workspace = try TemporaryWorkspace(["slots.yaml": Self.workspace, "slots/good.yaml": Self.good])
        let slots = workspace.path + "/slots/"
        mkdir(slots + "folder.yaml", 0o755)
        mkfifo(slots + "fifo.yaml", 0o600)
        workspace.link("slots/fifo-link.yaml", to: "fifo.yaml")
        workspace.link("slots/device.yaml", to: "/dev/zero")
        workspace.link("slots/dangling.yaml", to: "nowhere")
        workspace.link("slots/loop.yaml", to: "loop.yaml")
        workspace.link("slots/folder-link.yaml", to: "folder.yaml")
        workspace.link("slots/link.yaml", to: "good.yaml")
        makeSocket(slots + "socket.yaml")
        let sparse = open(slots + "sparse.yaml", O_CREAT | O_WRONLY, 0o600)
        #expect(ftruncate(sparse, 100 << 20) == 0)
        close(sparse)
        try workspace.write("slots/large.yaml", "#" + String(repeating: "x", count: 1 << 20))
        try workspace.write(
            "slots/largest.yaml",
            Self.good + "#" + String(repeating: "x", count: (1 << 20) - 1 - Self.good.utf8.count)
        )

        let clock = ContinuousClock()
        var reading = WorkspaceReading()
        let time = await clock.measure { reading = await readWorkspace(at: workspace.path) }
        #expect(
            told(reading) == [
                "slots/dangling.yaml:1:1 error file.dangling-link: this symbolic link leads nowhere | mend or remove the link",
                "slots/device.yaml:1:1 error file.not-regular: this is a device, not a file | rename or remove it",
                "slots/fifo-link.yaml:1:1 error file.not-regular: this is a named pipe, not a file | rename or remove it",
                "slots/fifo.yaml:1:1 error file.not-regular: this is a named pipe, not a file | rename or remove it",
                "slots/folder-link.yaml:1:1 error file.not-regular: this is a folder, not a file | rename or remove it",
                "slots/folder.yaml:1:1 error file.not-regular: this is a folder, not a file | rename or remove it",
                "slots/large.yaml:1:1 error file.too-large: this file is larger than 1 MiB | such a file has a few lines: is it the right one?",
                "slots/loop.yaml:1:1 error file.link-loop: these symbolic links lead in a circle | replace the link by the file",
                "slots/socket.yaml:1:1 error file.not-regular: this is a socket, not a file | rename or remove it",
                "slots/sparse.yaml:1:1 error file.too-large: this file is larger than 1 MiB | such a file has a few lines: is it the right one?",
            ]
        )
        #expect(reading.slots.map(\.name) == ["good", "largest", "link"])
        #expect(time < .seconds(3))
    }

    @Test("a file without permission is a finding", .enabled(if: getuid() != 0, "root reads everything"))
    func unreadable() async throws {
        let workspace = try TemporaryWorkspace(["slots.yaml": "", "slots/a.yaml": Self.good])
        chmod(workspace.path + "/slots/a.yaml", 0)
        let reading = await readWorkspace(at: workspace.path)
        #expect(reading.findings.map(\.code) == ["file.unreadable"])
    }

    @Test("a folder without slots.yaml, without slots/, or with a file of that name")
    func missing() async throws {
        let workspace = try TemporaryWorkspace()
        rmdir(workspace.path + "/slots")
        var reading = await readWorkspace(at: workspace.path)
        #expect(reading.findings.map(\.code) == ["workspace.missing"])
        try workspace.write("slots", "x")
        try workspace.write("slots.yaml", "network: live")
        reading = await readWorkspace(at: workspace.path)
        #expect(reading.findings.map(\.code) == ["file.not-regular"])
        #expect(reading.workspace?.network.value == .live)
    }

    @Test("a file name that is no UTF-8 is told and does not stop the rest")
    func strangeNames() async throws {
        let workspace = try TemporaryWorkspace(["slots.yaml": "", "slots/a.yaml": Self.good])
        let name =
            Array((workspace.path + "/slots/").utf8CString.dropLast()) + [-1, 27] + Array(".yaml".utf8CString)
        close(open(name, O_CREAT | O_WRONLY, 0o600))
        let reading = await readWorkspace(at: workspace.path)
        #expect(reading.findings.map(\.code) == ["slot.bad-name", "slot.missing-key"])
        #expect(reading.slots.map(\.name) == ["a"])
        let shown = FindingRenderer(sources: reading.sources, colour: false).render(reading.findings)
        #expect(!shown.utf8.contains(27))
    }

    @Test("thousands of slots are read in order")
    func many() async throws {
        let workspace = try TemporaryWorkspace(["slots.yaml": Self.workspace])
        for number in 0..<1000 {
            let text = number % 100 == 7 ? Self.good + "dealy: 1s\n" : Self.good
            try workspace.write("slots/s\(number).yaml", text)
        }
        let reading = await readWorkspace(at: workspace.path)
        #expect(reading.slotNames == (0..<1000).map { "s\($0)" }.sorted())
        #expect(reading.slots.count == 990)
        #expect(reading.findings.map(\.code) == Array(repeating: "slot.unknown-key", count: 10))
        #expect(
            reading.findings.map { $0.place?.file } == reading.findings.map { $0.place?.file ?? "" }.sorted()
        )
    }

    private func makeSocket(_ path: String) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // The path of a socket is short; bind it by its name in its folder.
        let folder = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY)
        let short = "/proc/self/fd/\(folder)/\((path as NSString).lastPathComponent)"
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: short.utf8) }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        #expect(bound == 0)
        close(descriptor)
        close(folder)
    }
}
