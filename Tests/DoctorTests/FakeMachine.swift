import HTTPTransport
import Secrets
import SlotModel
import Doctor

extension Machine {
    static let noon = Timestamp(milliseconds: 1_795_168_800_000)

    /// Everything is as it should be.
    static func healthy() -> Machine {
        Machine(
            user: 1000,
            now: { noon },
            clock: { .synchronized(maximumError: .milliseconds(3)) },
            status: { _ in nil },
            read: { ["/proc/swaps": swaps(), "/ca.pem": certificates(2)][$0] },
            limit: { limit in
                switch limit {
                case .coreFile: Allowance(soft: 0, hard: 0)
                case .lockedMemory: Allowance(soft: 8 << 20, hard: 8 << 20)
                case .openFiles: Allowance(soft: 1024, hard: 65_536)
                }
            },
            mayBeDumped: { false },
            space: { _ in Space(freeBytes: 10 << 30, freeFiles: 1_000_000) },
            trustStore: { TrustStore(bundle: "/ca.pem", folder: nil) },
            lookUp: { _, _ in .addresses(["203.0.113.1"]) },
            http: answering(),
            age: { AgeSearch(path: "/usr/bin/age", version: "1.1.1") },
            libraries: { [LinkedLibrary("libcurl", version: "7.88.1", parts: ["OpenSSL/3.0.19", "HTTP/2"])] }
        )
    }

    /// `/proc/swaps` with these places.
    static func swaps(_ places: String...) -> [UInt8] {
        Array(
            (["Filename\tType\tSize\tUsed\tPriority"] + places.map { "\($0) partition\t1\t0\t-2" })
                .map { $0 + "\n" }.joined().utf8
        )
    }

    static func certificates(_ count: Int) -> [UInt8] {
        let one = "# a name\n-----BEGIN CERTIFICATE-----\nMIIB\nMA==\n-----END CERTIFICATE-----\n"
        return Array(String(repeating: one, count: count).utf8)
    }

    /// An exchange whose answer says that it is `date`; ours was sent at noon and answered 20 ms later.
    static func answering(
        _ status: Int = 200,
        date: String? = "Fri, 20 Nov 2026 10:00:00 GMT",
        to address: String? = nil
    ) -> HTTPClient {
        HTTPClient { _ in
            HTTPResponse(
                status: status,
                headers: date.map { [.init("Date", $0)] } ?? [],
                timings: HTTPTimings(
                    started: noon,
                    sent: .zero,
                    firstByte: .milliseconds(20),
                    total: .milliseconds(21)
                ),
                localAddress: address
            )
        }
    }

    static func failing(_ error: HTTPError) -> HTTPClient {
        HTTPClient { _ async throws(HTTPError) in throw error }
    }

    func with(_ change: (inout Machine) -> Void) -> Machine {
        var machine = self
        change(&machine)
        return machine
    }
}

extension MachineNeeds {
    /// Two slots on one host, one bot.
    static func usual() -> MachineNeeds {
        var needs = MachineNeeds(workspace: .read(slots: 2, bots: 1, errors: 0))
        needs.hosts = [Host(origin: "https://fapi.asterdex.com", path: "/fapi/v3/time")]
        needs.folders = [Folder(path: "/w", name: "the workspace")]
        needs.slotCount = 2
        needs.secretCount = 6
        return needs
    }

    func with(_ change: (inout MachineNeeds) -> Void) -> MachineNeeds {
        var needs = self
        change(&needs)
        return needs
    }
}
