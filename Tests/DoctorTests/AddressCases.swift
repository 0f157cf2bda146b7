import HTTPTransport
import SlotModel
import Doctor

extension ExaminationTests {
    private static let own = "this machine's own toward the exchanges; none has told yet what it sees"

    private static func translated(_ address: String) -> String {
        "a router shows the exchanges another address than this machine's own (\(address)), and none has told it yet"
    }

    /// Our end of the way to an exchange.
    private static func address(_ address: String, _ outcome: CheckResult.Outcome, _ message: String) -> Case
    {
        Case(
            "our own address \(address)",
            .address,
            outcome,
            message,
            machine: { $0.http = Machine.answering(to: address) }
        )
    }

    /// Our address, and the authorities by which those of exchanges are judged.
    static let addressCases: [Case] = [
        Case(
            "no address told",
            .address,
            .skip,
            "no exchange has told yet from which address we come",
            help:
                "a server's provider or a router shows it on its page; Aster and Bitget may tell it to a live key, then it stands here"
        ),
        address("203.0.113.9", .pass, "203.0.113.9, \(own)"),
        address("2001:db8::9", .pass, "2001:db8::9, \(own)"),
        address("::ffff:203.0.113.9", .pass, "203.0.113.9, \(own)"),
        address("192.168.1.5", .skip, translated("192.168.1.5")),
        address("172.31.255.255", .skip, translated("172.31.255.255")),
        address("172.32.0.0", .pass, "172.32.0.0, \(own)"),
        address("100.64.0.1", .skip, translated("100.64.0.1")),
        address("fd00::1", .skip, translated("fd00::1")),
        address("no address", .skip, "no exchange has told yet from which address we come"),
        Case(
            "our own address, through a proxy",
            .address,
            .skip,
            "no exchange has told yet from which address we come",
            machine: { $0.http = Machine.answering(to: "203.0.113.9") },
            needs: { $0.hosts[0].proxy = "http://10.0.0.1:1" }
        ),
        Case(
            "our own address, within this machine",
            .address,
            .skip,
            "no exchange has told yet from which address we come",
            machine: { $0.http = Machine.answering(to: "127.0.0.1") },
            needs: { $0.hosts[0].origin = "http://127.0.0.1:1" }
        ),
        Case(
            "address of a recorded check",
            .address,
            .pass,
            "203.0.113.7, as an exchange told at 2026-11-20T10:00:00.000Z",
            machine: { $0.http = Machine.answering(to: "192.168.1.5") },
            needs: { $0.recordedAddress = ("203.0.113.7", Machine.noon) }
        ),
        Case("certificates", .authorities, .pass, "2 certificates in /ca.pem"),
        Case(
            "no certificate",
            .authorities,
            .fail,
            "/ca.pem holds no certificate",
            help: "install them: sudo apt install ca-certificates",
            machine: { $0.read = { _ in [] } }
        ),
        Case(
            "a bundle that was cut off",
            .authorities,
            .fail,
            "1 certificate in /ca.pem is damaged, so that libcurl may read none of them",
            help: "make the file anew: sudo update-ca-certificates --fresh",
            machine: { $0.read = { _ in Array(Machine.certificates(3).dropLast(20)) } }
        ),
        Case(
            "certificates that are none",
            .authorities,
            .fail,
            "2 certificates in /ca.pem are damaged, so that libcurl may read none of them",
            machine: { machine in
                let text = String(decoding: Machine.certificates(2), as: UTF8.self)
                machine.read = { _ in Array(text.replacing("MIIB", with: "MII!").utf8) }
            }
        ),
        Case(
            "line ends of Windows",
            .authorities,
            .pass,
            "2 certificates in /ca.pem",
            machine: { machine in
                let text = String(decoding: Machine.certificates(2), as: UTF8.self)
                machine.read = { _ in Array(text.replacing("\n", with: "\r\n").utf8) }
            }
        ),
        Case(
            "unreadable bundle",
            .authorities,
            .fail,
            "/ca.pem cannot be read",
            machine: { $0.read = { _ in nil } }
        ),
        Case(
            "no store",
            .authorities,
            .fail,
            "libcurl knows no certificate authorities",
            machine: { $0.trustStore = { TrustStore(bundle: nil, folder: nil) } }
        ),
        Case(
            "a folder that is not there",
            .authorities,
            .fail,
            "there is no folder /certs",
            machine: { $0.trustStore = { TrustStore(bundle: nil, folder: "/certs") } }
        ),
    ]
}
