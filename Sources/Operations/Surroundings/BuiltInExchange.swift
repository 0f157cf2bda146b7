package import Exchanges
import Sandbox
package import SlotModel

/// The built-in exchange, started inside the process when a slot runs on the sandbox.
package struct BuiltInExchange: Sendable {
    private let server: SandboxServer

    /// - Throws: a ``Finding`` when no loopback port can be had.
    package init() throws(Finding) {
        do throws(SandboxError) {
            server = try SandboxServer.start()
        } catch {
            throw Finding(
                .error,
                "sandbox.not-started",
                "the built-in exchange does not start: \(error.message)",
                help: error.help
            )
        }
    }

    package func stop() { server.stop() }

    package func origins(of selector: Selector) -> ConnectorProfile.Origins? {
        SandboxHost.hosts(of: selector).map { ConnectorProfile.Origins($0.mapValues(server.origin(of:))) }
    }
}

extension SandboxError {
    /// What went wrong; no capital, no full stop.
    package var message: String {
        switch self {
        case .portOutOfRange(let port): "\(port) and the ports after it are not all between 1 and 65535"
        case .portInUse(0): "no port of this machine is free"
        case .portInUse(let port): "port \(port) is in use"
        case .system(let operation, let code): "\(operation) failed with error \(code)"
        case .cannotStart(let reason): reason
        }
    }

    /// Whether another port would do.
    package var isOfTheCommandLine: Bool {
        switch self {
        case .portOutOfRange, .portInUse: true
        case .system, .cannotStart: false
        }
    }

    package var help: String? {
        switch self {
        case .portInUse(0): "end programs that hold many ports, or wait a minute, and start again"
        case .portOutOfRange, .portInUse:
            "choose another one with --port, or leave it out, and free ones are taken"
        case .system, .cannotStart: nil
        }
    }
}
