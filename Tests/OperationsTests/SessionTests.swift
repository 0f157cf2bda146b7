import Foundation
import Locking
import Operations
import Revisions
import SlotModel
import Testing

@Suite("operations")
struct SessionTests {
    @Test("run many times in one process, and print nothing")
    func rounds() async throws {
        let result = try await #require(
            processExitsWith: .success,
            observing: [\.standardOutputContent, \.standardErrorContent]
        ) {
            let workspace = try Workspace()
            for round in 1...2 {
                let session = try await Session.open(workspace.path, .live())
                let told = Lock<[String]>([])
                let events: EventSink = { event in
                    switch event {
                    case .asking(let names): told.withLock { $0 += names.map { "asking \($0)" } }
                    case .slotStarted(let name): told.withLock { $0.append("started \(name)") }
                    case .slotFinished(let report): told.withLock { $0.append("\(report.status)") }
                    case .asked: told.withLock { $0.append("asked") }
                    }
                }
                let checked = try await session.check(events: events)
                #expect(checked.exit == .done, "\(checked.findings)")
                #expect(checked.reports.map(\.status) == [.connected])
                #expect(
                    told.withLock { $0 } == ["asking hitbtc", "started hitbtc", "connected", "asked"]
                )
                let planned = try await session.plan()
                #expect(planned.exit == .done, "\(planned.findings)")
                #expect(planned.plan?.isEmpty == (round == 2))
                let applied = try await session.apply([], ApplyOptions()) { _ in .refused }
                #expect(applied.exit == .done, "\(applied.planned.findings)")
                #expect(applied.end == .written && applied.agreement == nil)
                #expect(applied.applied.written == (round == 1 ? ["bots/gunbot/config.js"] : []))
                let verified = try await session.verify()
                #expect(verified.exit == .done, "\(verified.findings)")
                let again = try await session.verify(accepting: .seconds(600))
                #expect(again.exit == .done && again.fresh.isEmpty)
            }
        }
        #expect(String(decoding: result.standardOutputContent, as: UTF8.self) == "")
        #expect(String(decoding: result.standardErrorContent, as: UTF8.self) == "")
    }

    private static let foreign = """
        {"exchanges": {"hitbtc": {"masterkey": "old", "key": "old", "mastersecret": "old", "secret": "old"}}}
        """

    /// A workspace in whose bot somebody else's keys stand.
    private func occupied() throws -> Workspace {
        let workspace = try Workspace()
        try workspace.write("bots/gunbot/config.js", Self.foreign)
        return workspace
    }

    private var offline: ApplyOptions { ApplyOptions(PlanOptions(isOffline: true)) }

    @Test("nobody else is kept waiting while somebody is asked")
    func asksWithoutLock() async throws {
        let workspace = try occupied()
        let session = try await Session.open(workspace.path, .live())
        let result = try await session.apply([], offline) { planned in
            #expect(planned.plan?.consents.isEmpty == false)
            let lock = try? await session.takeLock(for: "test", wait: .zero)
            #expect(lock != nil)
            return .refused
        }
        #expect(result.end == .notAgreed(.refused) && result.exit == .stopped)
        #expect(try workspace.text("bots/gunbot/config.js") == Self.foreign)
    }

    @Test("nothing is written when a slot changed while somebody thought about it")
    func comparesFiles() async throws {
        let workspace = try occupied()
        let session = try await Session.open(workspace.path, .live())
        let result = try await session.apply([], offline) { _ in
            do {
                let text = try workspace.text("slots/hitbtc.yaml")
                try workspace.write("slots/hitbtc.yaml", text.replacing("10s", with: "20s"))
            } catch {
                Issue.record(error)
            }
            return .given
        }
        #expect(result.end == .notWritten && result.exit == .stopped)
        #expect(result.planned.findings.contains { $0.code == "apply.changed-meanwhile" })
        #expect(try workspace.text("bots/gunbot/config.js") == Self.foreign)
    }

    @Test("what another apply wrote meanwhile is planned on, and no second consent is wanted")
    func comparesState() async throws {
        let workspace = try occupied()
        let session = try await Session.open(workspace.path, .live())
        let offline = offline
        let result = try await session.apply([], offline) { _ in
            var other = offline
            other.agrees = true
            let first = try? await session.reopened().apply([], other) { _ in .refused }
            #expect(first?.end == .written)
            return .given
        }
        #expect(result.end == .written && result.exit == .done, "\(result.planned.findings)")
        #expect(result.applied.written.isEmpty)
        let after = try await session.reopened().plan([], PlanOptions(isOffline: true))
        #expect(after.plan?.isEmpty == true)
    }

    @Test("another holder of the lock is named: command, process, user and host; and nothing is written")
    func locked() async throws {
        let workspace = try Workspace()
        let session = try await Session.open(workspace.path, .live())
        let lock = try await session.takeLock(for: "test", wait: .zero)
        let result = try await session.apply([], offline) { _ in .given }
        withExtendedLifetime(lock) {}
        #expect(result.end == .notWritten && result.exit == .locked)
        let host = try String(contentsOfFile: "/proc/sys/kernel/hostname", encoding: .utf8)
            .trimmingCharacters(in: .newlines)
        let holder = "slots test, process \(getpid()), \(NSUserName()) on \(host), since "
        #expect(
            result.planned.findings.contains { $0.message.contains(holder) },
            "\(result.planned.findings)"
        )
        #expect(throws: (any Error).self) { _ = try workspace.text("bots/gunbot/config.js") }
    }

    @Test("a caller that is about to end keeps files from being written")
    func guardian() async throws {
        let workspace = try Workspace()
        let session = try await Session.open(workspace.path, .live())
        let guardian = Guardian(enter: { false }, leave: {})
        let result = try await session.apply([], offline, guardian: guardian) { _ in .given }
        #expect(result.end == .notWritten && result.exit == .interrupted)
        #expect(throws: (any Error).self) { _ = try workspace.text("bots/gunbot/config.js") }
    }
}
