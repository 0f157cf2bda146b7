import HTTPTransport
import Secrets
import SlotModel
import Doctor

extension ExaminationTests {
    static let clockHelp =
        "set this machine's clock: sudo timedatectl set-ntp true; for a container on its host; for WSL run 'wsl --shutdown' in "
        + "Windows and start it again"

    static let clockCases: [Case] = [
        Case(
            "free clock",
            .clock,
            .warn,
            "no time service keeps it in step; exchanges refuse requests when it drifts by seconds",
            help: clockHelp,
            machine: { $0.clock = { .free } }
        ),
        Case(
            "another age",
            .clock,
            .fail,
            "this machine's clock says 1966-09-12",
            help: clockHelp,
            machine: { $0.now = { Timestamp(milliseconds: -104_235_330_078) } }
        ),
        Case(
            "silent kernel",
            .clock,
            .warn,
            "the system does not tell whether a time service keeps it in step",
            machine: { $0.clock = { .unknown(code: 38) } }
        ),
        Case(
            "silent kernel, timesyncd",
            .clock,
            .pass,
            "set by systemd-timesyncd",
            machine: { machine in
                machine.clock = { .unknown(code: 38) }
                machine.status = {
                    $0 == "/run/systemd/timesync/synchronized" ? .init(mode: 0o644, owner: 0) : nil
                }
            }
        ),
        Case(
            "same second",
            .exchangeClock,
            .pass,
            "in step with 1 exchange host, as far as whole seconds tell"
        ),
        Case(
            "a second that may be none",
            .exchangeClock,
            .pass,
            "in step with 1 exchange host, as far as whole seconds tell",
            machine: { $0.http = Machine.answering(date: "Fri, 20 Nov 2026 10:00:01 GMT") }
        ),
        Case(
            "behind",
            .exchangeClock,
            .fail,
            "our clock is about 5 seconds behind that of fapi.asterdex.com",
            help: clockHelp,
            machine: { $0.http = Machine.answering(date: "Fri, 20 Nov 2026 10:00:05 GMT") }
        ),
        Case(
            "ahead",
            .exchangeClock,
            .fail,
            "our clock is about 59 seconds ahead of that of fapi.asterdex.com",
            machine: { $0.http = Machine.answering(date: "Fri, 20 Nov 2026 09:59:00 GMT") }
        ),
        Case(
            "the policy allows more",
            .exchangeClock,
            .pass,
            "in step with 1 exchange host, as far as whole seconds tell",
            machine: { $0.http = Machine.answering(date: "Fri, 20 Nov 2026 10:00:05 GMT") },
            needs: { $0.clockSkew = .seconds(10) }
        ),
        Case(
            "no Date",
            .exchangeClock,
            .skip,
            "no exchange told its time",
            machine: { $0.http = Machine.answering(date: nil) }
        ),
        Case(
            "a Date that is none",
            .exchangeClock,
            .skip,
            "no exchange told its time",
            machine: { $0.http = Machine.answering(date: "yesterday") }
        ),
    ]

    static let networkCases: [Case] = [
        Case(
            "unknown name",
            .names,
            .fail,
            "fapi.asterdex.com is not found: name or service not known",
            help: "see which name server the system asks: cat /etc/resolv.conf",
            machine: { $0.lookUp = { _, _ in .failed("name or service not known") } }
        ),
        Case(
            "slow name server",
            .names,
            .fail,
            "looking up fapi.asterdex.com takes more than three seconds",
            machine: { machine in
                machine.lookUp = { _, limit in limit == .seconds(3) ? .timedOut : .addresses(["::1"]) }
            }
        ),
        Case(
            "no address",
            .names,
            .fail,
            "fapi.asterdex.com has no address",
            machine: { $0.lookUp = { _, _ in .addresses([]) } }
        ),
        Case(
            "hosts of this machine",
            .names,
            .skip,
            "no name has to be looked up: everything is on this machine",
            machine: { $0.lookUp = { _, _ in .timedOut } },
            needs: { needs in
                needs.hosts = ["http://127.0.0.1:1", "http://localhost:2", "http://[::1]:3"].map {
                    .init(origin: $0, path: "/")
                }
            }
        ),
        Case(
            "a proxy that looks names up",
            .names,
            .fail,
            "proxy.example is not found: no",
            machine: { $0.lookUp = { _, _ in .failed("no") } },
            needs: { $0.hosts[0].proxy = "socks5h://user:p@ss@proxy.example:1080" }
        ),
        Case(
            "a proxy that does not",
            .names,
            .fail,
            "fapi.asterdex.com is not found: no; proxy.example is not found: no",
            machine: { $0.lookUp = { _, _ in .failed("no") } },
            needs: { $0.hosts[0].proxy = "socks5://proxy.example:1080" }
        ),
        Case("an answer", .reach, .pass, "1 exchange host answered, the slowest after 21 ms"),
        Case(
            "a proxy for each of many slots",
            .reach,
            .pass,
            "50 exchange hosts answered, the slowest after 21 ms; 9950 more were not tried",
            needs: { needs in
                needs.hosts = (0..<10_000).map {
                    .init(origin: "https://a.example", path: "/", proxy: "http://10.0.0.1:\($0)")
                }
            }
        ),
        Case(
            "blocked country",
            .reach,
            .warn,
            "fapi.asterdex.com answers with HTTP 451",
            help: "the exchange may refuse the country or the provider that this machine is in",
            machine: { $0.http = Machine.answering(451) }
        ),
        Case(
            "maintenance",
            .reach,
            .warn,
            "fapi.asterdex.com answers with HTTP 503",
            machine: { $0.http = Machine.answering(503) }
        ),
        Case(
            "interception",
            .reach,
            .fail,
            "fapi.asterdex.com cannot be reached: self-signed certificate in certificate chain",
            help: "see that the clock is right and that no proxy or virus scanner opens the connection",
            machine: {
                $0.http = Machine.failing(
                    .certificate(message: "self-signed certificate in certificate chain")
                )
            }
        ),
        Case(
            "firewall",
            .reach,
            .fail,
            "fapi.asterdex.com cannot be reached: no time was left while connecting",
            help: "see that a firewall or the provider lets connections to port 443 out",
            machine: { $0.http = Machine.failing(.timedOut(during: .connect)) }
        ),
        Case(
            "nothing listens on this machine",
            .reach,
            .fail,
            "127.0.0.1:8765 cannot be reached: refused",
            help:
                "start what should listen there, such as 'slots sandbox'; if nothing on this machine can be reached: "
                + "sudo ip link set lo up",
            machine: { $0.http = Machine.failing(.cannotConnect(message: "refused")) },
            needs: { $0.hosts = [.init(origin: "http://127.0.0.1:8765", path: "/")] }
        ),
        Case(
            "slow name server",
            .reach,
            .fail,
            "fapi.asterdex.com through the proxy proxy.example cannot be reached: looking up the name takes too long",
            help: "see which name server the system asks: cat /etc/resolv.conf",
            machine: { $0.http = Machine.failing(.timedOut(during: .nameLookup)) },
            needs: { $0.hosts[0].proxy = "http://user:p@ss@proxy.example:1080" }
        ),
        Case(
            "words for a terminal, which whoever prints them makes harmless",
            .reach,
            .fail,
            "fapi.asterdex.com cannot be reached: \u{1B}[2Jgone",
            machine: { $0.http = Machine.failing(.cannotConnect(message: "\u{1B}[2Jgone")) }
        ),
        Case(
            "nothing to reach",
            .reach,
            .skip,
            "there is no exchange to reach",
            needs: { $0.hosts = [] }
        ),
    ]

    /// One file of that kind, with that mode and owner.
    private static func file(
        _ kind: MachineNeeds.File.Kind,
        _ mode: UInt32,
        owner: UInt32 = 1000,
        _ outcome: CheckResult.Outcome,
        _ message: String,
        help: String? = nil
    ) -> Case {
        Case(
            "\(kind) \(String(mode, radix: 8)) of \(owner)",
            .modes,
            outcome,
            message,
            help: help,
            machine: { $0.status = { $0 == "/w/a b" ? .init(mode: mode, owner: owner) : nil } },
            needs: { $0.files = [.init(path: "/w/a b", name: "a b", kind: kind)] }
        )
    }

    private static let closed = "1 file that matters is closed to others"

    static let fileCases: [Case] = [
        Case("no file", .modes, .skip, "there is no file to look at"),
        file(.secret, 0o600, .pass, closed),
        file(.secret, 0o400, owner: 0, .pass, closed),
        file(
            .secret,
            0o640,
            .fail,
            "a b holds a secret and is open to other users (0640)",
            help: "chmod 600 'a b'"
        ),
        file(
            .secret,
            0o600,
            owner: 7,
            .fail,
            "a b belongs to another user (7)",
            help: "sudo chown 1000 'a b'"
        ),
        file(
            .plainSecret,
            0o644,
            .fail,
            "a b holds a plain secret and is open to other users (0644)",
            help: "chmod 600 'a b'"
        ),
        file(.plainSecret, 0o600, .pass, closed),
        file(.declaration, 0o664, .pass, closed),
        file(.declaration, 0o666, .fail, "a b can be changed by everybody (0666)", help: "chmod o-w 'a b'"),
        file(.declaration, 0o644, owner: 0, .pass, closed),
        file(
            .declaration,
            0o644,
            owner: 7,
            .warn,
            "a b belongs to another user (7), who can change it",
            help: "unless you trust that user with your keys, become the owner: sudo chown 1000 'a b'"
        ),
        file(.botFolder, 0o755, owner: 7, .pass, closed),
        file(.botFolder, 0o777, owner: 7, .fail, "a b can be changed by everybody (0777)"),
        file(.stateFolder, 0o700, .pass, closed),
        file(.stateFolder, 0o755, .warn, "a b is open to other users (0755)", help: "chmod 700 'a b'"),
        file(
            .stateFolder,
            0o700,
            owner: 0,
            .fail,
            "a b belongs to another user (0), who ran slots here",
            help: "run slots as that user, or take the whole workspace over: sudo chown -R 1000 ."
        ),
        file(
            .botFile,
            0o644,
            .warn,
            "a b holds the bot's keys and can be read by everybody (0644)",
            help: "chmod o-rwx 'a b'"
        ),
        file(.botFile, 0o640, .pass, closed),
        Case(
            "a pipe for a bot's file",
            .modes,
            .fail,
            "a b is a pipe, a socket or a device",
            help: "move it away, and let the bot make its file",
            machine: { $0.status = { _ in .init(isSpecial: true, mode: 0o644, owner: 1000) } },
            needs: { $0.files = [.init(path: "/w/a b", name: "a b", kind: .botFile)] }
        ),
        file(.botFile, 0o606, .fail, "a b can be changed by everybody (0606)"),
        Case(
            "many files: the worst decides, five are told",
            .modes,
            .fail,
            "f1 holds a secret and is open to other users (0666); f0 is open to other users (0666); "
                + "f2 is open to other users (0666); f3 is open to other users (0666); "
                + "f4 is open to other users (0666); and 2 more",
            machine: { $0.status = { $0 == "/s" ? nil : .init(mode: 0o666, owner: 1000) } },
            needs: { needs in
                needs.files = (0..<7).map {
                    .init(path: "/f\($0)", name: "f\($0)", kind: $0 == 1 ? .secret : .stateFolder)
                }
            }
        ),
    ]
}
