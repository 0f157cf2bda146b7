import Secrets
import SlotModel
import Doctor

extension ExaminationTests {
    /// A swap there, and what else can be read.
    private static func swap(
        _ place: String,
        reading files: [String: String] = [:],
        _ outcome: CheckResult.Outcome,
        _ message: String
    ) -> Case {
        Case(
            "swap on \(place) \(files.values.joined())",
            .swap,
            outcome,
            message,
            machine: { machine in
                machine.read = { path in
                    switch path {
                    case "/proc/swaps": Machine.swaps(place)
                    case "/ca.pem": Machine.certificates(1)
                    default: files[path].map { Array($0.utf8) }
                    }
                }
            }
        )
    }

    private static let safe = "encrypted or in memory"

    private static func plain(_ place: String) -> String {
        "\(place) is not encrypted, as far as can be seen; slots locks its secrets in memory, but the bot may not"
    }

    static let memoryCases: [Case] = [
        Case("no swap", .swap, .pass, "there is none"),
        swap("/dev/sda2", .warn, plain("/dev/sda2")),
        swap("/swapfile", .warn, plain("/swapfile")),
        swap("/dev/dm-1", .warn, plain("/dev/dm-1")),
        swap("/dev/dm-1", reading: ["/sys/block/dm-1/dm/uuid": "LVM-abc"], .warn, plain("/dev/dm-1")),
        swap("/dev/dm-1", reading: ["/sys/block/dm-1/dm/uuid": "CRYPT-PLAIN-swap"], .pass, safe),
        swap("/dev/zram0", .pass, safe),
        swap("/dev/zram0", reading: ["/sys/block/zram0/backing_dev": "none\n"], .pass, safe),
        swap(
            "/dev/zram0",
            reading: ["/sys/block/zram0/backing_dev": "/dev/sda3\n"],
            .warn,
            plain("/dev/zram0")
        ),
        Case(
            "dumps allowed",
            .coreDumps,
            .fail,
            "a crash of slots could leave its memory, with secrets, in a file",
            machine: { $0.mayBeDumped = { true } }
        ),
        Case(
            "dumps unknown",
            .coreDumps,
            .warn,
            "the system does not tell whether a crash of slots leaves its memory in a file",
            machine: { $0.mayBeDumped = { nil } }
        ),
        Case("no dumps", .coreDumps, .pass, "off, for slots and what is started here"),
        Case(
            "dumps of others",
            .coreDumps,
            .pass,
            "off for slots; a crash of the bot, which knows the keys too, may leave one",
            machine: { machine in
                let limit = machine.limit
                machine.limit = { $0 == .coreFile ? .init(soft: nil, hard: nil) : limit($0) }
            }
        ),
        Case(
            "dumps to a program",
            .coreDumps,
            .pass,
            "off for slots; a crash of the bot, which knows the keys too, may leave one",
            machine: { machine in
                let read = machine.read
                machine.read = {
                    $0 == "/proc/sys/kernel/core_pattern"
                        ? Array("|/lib/systemd/systemd-coredump %P\n".utf8) : read($0)
                }
            }
        ),
        Case("room to lock", .lockedMemory, .pass, "8 MB may be locked"),
        Case(
            "no room to lock",
            .lockedMemory,
            .warn,
            "only 64 KB may be locked, so that secrets may reach the swap; 128 KB are wanted",
            machine: { machine in
                let limit = machine.limit
                machine.limit = { $0 == .lockedMemory ? .init(soft: 64 << 10, hard: nil) : limit($0) }
            }
        ),
        Case(
            "root may lock",
            .lockedMemory,
            .pass,
            "0 bytes may be locked",
            machine: { machine in
                machine.user = 0
                let limit = machine.limit
                machine.limit = { $0 == .lockedMemory ? .init(soft: 0, hard: 0) : limit($0) }
            }
        ),
    ]

    /// So much room in a bot's folder.
    private static func disk(
        _ space: Machine.Space?,
        _ outcome: CheckResult.Outcome,
        _ message: String
    ) -> Case {
        Case(
            "\(space.map { "\($0)" } ?? "no folder")",
            .disk,
            outcome,
            message,
            machine: { $0.space = { $0 == "/b" ? space : .init(freeBytes: 10 << 30) } },
            needs: { $0.folders.append(.init(path: "/b", name: "bots/b")) }
        )
    }

    static let otherCases: [Case] = [
        disk(.init(freeBytes: 10 << 30), .pass, "10 GB free"),
        disk(.init(freeBytes: 500 << 20), .pass, "500 MB free"),
        disk(.init(freeBytes: (500 << 20) - 1), .warn, "only 499 MB are free in bots/b"),
        disk(.init(freeBytes: 50 << 20), .warn, "only 50 MB are free in bots/b"),
        disk(.init(freeBytes: (50 << 20) - 1), .fail, "only 49.9 MB are free in bots/b"),
        disk(.init(freeBytes: 0), .fail, "only 0 bytes are free in bots/b"),
        disk(.init(freeBytes: 10 << 30, freeFiles: 10), .fail, "hardly any new file fits into bots/b"),
        disk(
            .init(freeBytes: 10 << 30, isReadOnly: true),
            .fail,
            "bots/b is on a file system that cannot be written"
        ),
        disk(.init(freeBytes: 10 << 30, isOurs: false), .warn, "this user may not write into bots/b"),
        disk(
            .init(freeBytes: 1 << 20, isOurs: false),
            .fail,
            "only 1 MB are free in bots/b; this user may not write into bots/b"
        ),
        disk(nil, .warn, "the room in bots/b cannot be seen"),
        Case("files", .openFiles, .pass, "65536 at once"),
        Case(
            "few files",
            .openFiles,
            .warn,
            "only 1024 at once; 4256 are wanted for 1000 slots, else checks wait in line",
            machine: { machine in
                let limit = machine.limit
                machine.limit = { $0 == .openFiles ? .init(soft: 64, hard: 1024) : limit($0) }
            },
            needs: { $0.slotCount = 1000 }
        ),
        Case("age", .age, .pass, "1.1.1 at /usr/bin/age"),
        Case(
            "no age",
            .age,
            .warn,
            "it is not installed; without it there is no secrets.age",
            help: "install it: sudo apt install age",
            machine: { $0.age = { AgeSearch(path: nil, version: nil) } }
        ),
        Case(
            "no age for a store",
            .age,
            .fail,
            "it is not installed, and secrets.age needs it",
            machine: { $0.age = { AgeSearch(path: nil, version: nil) } },
            needs: { $0.usesStore = true }
        ),
        Case(
            "only another program",
            .age,
            .fail,
            "/opt/age is another program of that name, and secrets.age needs it",
            machine: { $0.age = { AgeSearch(path: nil, version: nil, foreign: ["/opt/age"]) } },
            needs: { $0.usesStore = true }
        ),
        Case(
            "another program first",
            .age,
            .warn,
            "1.1.1 at /usr/bin/age; before it on PATH stands another program of that name: /opt/age",
            machine: { $0.age = { AgeSearch(path: "/usr/bin/age", version: "1.1.1", foreign: ["/opt/age"]) } }
        ),
        Case("libraries", .libraries, .pass, "libcurl 7.88.1 (OpenSSL/3.0.19, HTTP/2)"),
        Case(
            "a library that does not tell its version",
            .libraries,
            .pass,
            "libsecp256k1 (libsecp256k1.so.1.0.1), mustache",
            machine: { machine in
                machine.libraries = {
                    [
                        LinkedLibrary("libsecp256k1", version: nil),
                        LinkedLibrary("mustache", version: nil, isCompiledIn: true),
                    ]
                }
                let read = machine.read
                machine.read = { path in
                    let maps = """
                        7f3376514000-7f3376515000 r--p 00000000 00:1c 4711       /usr/lib/libsecp256k1x.so.3
                        7f3376514000-7f3376515000 r--p 00000000 00:1c 4711       /usr/lib/libsecp256k1.so.1.0.1
                        7f3376515000-7f3376516000 r-xp 00001000 00:1c 4711       /usr/lib/libsecp256k1.so.1.0.1
                        7ffd00000000-7ffd00001000 rw-p 00000000 00:00 0          [stack]
                        """
                    return path == "/proc/self/maps" ? Array(maps.utf8) : read(path)
                }
            }
        ),
        Case(
            "no TLS",
            .libraries,
            .fail,
            "libcurl was built without TLS and HTTP/2",
            machine: {
                $0.libraries = { [LinkedLibrary("libcurl", version: "8", lacks: ["TLS", "HTTP/2"])] }
            }
        ),
        Case(
            "no HTTP/2",
            .libraries,
            .warn,
            "libcurl was built without HTTP/2",
            machine: { $0.libraries = { [LinkedLibrary("libcurl", version: "8", lacks: ["HTTP/2"])] } }
        ),
        Case("workspace", .workspace, .pass, "2 slots and 1 bot were read"),
        Case(
            "wrong files",
            .workspace,
            .fail,
            "there is 1 error in the workspace's files",
            help: "see them with: slots validate",
            needs: { $0.workspace = .read(slots: 2, bots: 1, errors: 1) }
        ),
        Case(
            "no workspace",
            .workspace,
            .skip,
            "there is none here: the machine alone is looked at",
            needs: { $0.workspace = .none("there is none here", isWanted: false) }
        ),
        Case(
            "no such folder",
            .workspace,
            .fail,
            "there is no folder x",
            needs: { $0.workspace = .none("there is no folder x", isWanted: true) }
        ),
    ]
}
