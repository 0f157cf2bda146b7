import Exchanges
import HTTPTransport
import SlotModel

/// Why a question to the network was not asked.
let leftOut = "left out with --offline"

/// What came of one request to a host.
struct HostAnswer: Sendable {
    enum Outcome: Sendable {
        case answered(HTTPResponse)
        case failed(HTTPError)
    }

    var host: MachineNeeds.Host
    var outcome: Outcome
}

extension MachineNeeds.Host {
    /// The host's name; with its port where that is not the scheme's own.
    var shownName: String {
        (try? Origin(origin))?.authority ?? origin
    }

    /// Whether this machine itself answers.
    var isHere: Bool { proxy == nil && (try? Origin(origin))?.isLoopback == true }

    /// Names that our own resolver has to know: the host's, or that of the proxy which looks up the host's.
    fileprivate var names: [String] {
        guard let origin = try? Origin(origin) else { return [] }
        let own = origin.isLoopback ? nil : origin.host
        guard let proxy else { return [own].compactMap(\.self) }
        let proxyHost = hostOfProxy(proxy)
        return [proxy.hasPrefix("socks5://") ? own : nil, proxyHost].compactMap(\.self)
    }
}

/// The host of `scheme://[user:password@]host[:port]`; nothing of the user.
private func hostOfProxy(_ proxy: String) -> String? {
    guard let slashes = proxy.firstRange(of: "://") else { return nil }
    let rest = proxy[slashes.upperBound...]
    let host = rest.lastIndex(of: "@").map { rest[rest.index(after: $0)...] } ?? rest
    return (try? Origin("https://" + host))?.host
}

/// Whether the resolver need not be asked: an address, or this machine.
private func isAddress(_ host: String) -> Bool {
    host == "localhost" || IPAddress(host) != nil
}

/// Whether the names of the exchanges' hosts can be looked up, each within three seconds.
func examineNames(_ machine: Machine, _ needs: MachineNeeds) async -> MachineResult {
    guard !needs.isOffline else { return MachineResult(.names, .skip, leftOut) }
    let names = Set(needs.triedHosts.flatMap(\.names)).filter { !isAddress($0) }.sorted()
    guard !names.isEmpty else {
        return MachineResult(.names, .skip, "no name has to be looked up: everything is on this machine")
    }
    let answers = await withTaskGroup(of: (String, Machine.NameAnswer).self) { group in
        for name in names { group.addTask { (name, await machine.lookUp(name, .seconds(3))) } }
        var answers: [String: Machine.NameAnswer] = [:]
        for await (name, answer) in group { answers[name] = answer }
        return answers
    }
    var remarks = Remarks()
    for name in names {
        switch answers[name] {
        case .addresses(let addresses) where !addresses.isEmpty: continue
        case .failed(let reason):
            remarks.add(
                .fail,
                "\(name) is not found: \(reason)",
                help: namesHelp
            )
        case .timedOut:
            remarks.add(
                .fail,
                "looking up \(name) takes more than three seconds",
                help: namesHelp
            )
        case .addresses, nil:
            remarks.add(.fail, "\(name) has no address", help: namesHelp)
        }
    }
    return remarks.result(
        .names,
        else: "\(counted(names.count, "name")) found",
        data: [.init("names", .list(names))]
    )
}

private let namesHelp = "see which name server the system asks: cat /etc/resolv.conf"

/// Makes one public read from each host.
func reachHosts(_ machine: Machine, _ needs: MachineNeeds) async -> [HostAnswer] {
    guard !needs.isOffline else { return [] }
    return await withTaskGroup(of: HostAnswer.self) { group in
        for host in needs.triedHosts {
            guard let path = host.path else { continue }
            let request = HTTPRequest(url: host.origin + path, proxy: host.proxy, timeout: needs.timeout)
            group.addTask {
                do throws(HTTPError) {
                    return HostAnswer(host: host, outcome: .answered(try await machine.http.send(request)))
                } catch {
                    return HostAnswer(host: host, outcome: .failed(error))
                }
            }
        }
        var answers: [HostAnswer] = []
        for await answer in group { answers.append(answer) }
        return answers.sorted { $0.host.shownName < $1.host.shownName }
    }
}

/// Whether TCP, TLS and HTTP reach the exchanges.
func examineReach(_ answers: [HostAnswer], _ needs: MachineNeeds) -> MachineResult {
    guard !needs.isOffline else { return MachineResult(.reach, .skip, leftOut) }
    guard !answers.isEmpty else { return MachineResult(.reach, .skip, "there is no exchange to reach") }
    var remarks = Remarks()
    var slowest = Duration.zero
    for answer in answers {
        let proxy = answer.host.proxy.map { hostOfProxy($0).map { " \($0)" } ?? "" }
        let name = answer.host.shownName + (proxy.map { " through the proxy\($0)" } ?? "")
        switch answer.outcome {
        case .answered(let response):
            slowest = max(slowest, response.timings.total)
            guard !(200...299).contains(response.status) else { continue }
            remarks.add(
                .warn,
                "\(name) answers with HTTP \(response.status)",
                help: [403, 451].contains(response.status)
                    ? "the exchange may refuse the country or the provider that this machine is in"
                    : "try again; if it stays, look at the exchange's status page"
            )
        case .failed(let error):
            let (reason, help) = told(error, isHere: answer.host.isHere)
            remarks.add(.fail, "\(name) cannot be reached: \(reason)", help: help)
        }
    }
    let untried = needs.hosts.count - needs.triedHosts.count
    return remarks.result(
        .reach,
        else: "\(counted(answers.count, "exchange host")) answered, the slowest after "
            + "\(slowest.wholeMilliseconds) ms" + (untried > 0 ? "; \(untried) more were not tried" : ""),
        data: [
            .init("hosts", .list(answers.map(\.host.shownName))),
            .init("slowest_ms", .integer(slowest.wholeMilliseconds)),
            .init("untried", .integer(Int64(untried))),
        ]
    )
}

/// - Parameter isHere: Whether this machine itself should have answered.
private func told(_ error: HTTPError, isHere: Bool) -> (reason: String, help: String) {
    let network =
        isHere
        ? "start what should listen there, such as 'slots sandbox'; if nothing on this machine can be reached: sudo ip "
            + "link set lo up"
        : "see that a firewall or the provider lets connections to port 443 out"
    switch error {
    case .timedOut(.nameLookup): return ("looking up the name takes too long", namesHelp)
    case .timedOut(let phase): return ("no time was left while \(phase.rawValue)", network)
    case .nameNotFound(let host): return ("the name \(host) is not found", namesHelp)
    case .cannotConnect(let message): return (message, network)
    case .proxy(let message):
        return (
            message, "see that the slot's proxy runs, lets it in and allows the exchange"
        )
    case .tls(let message):
        return (
            message,
            "see what answers there, such as a proxy or a portal on the way; slots wants TLS 1.2 or later"
        )
    case .certificate(let message):
        return (
            message,
            "see that the clock is right and that no proxy or virus scanner opens the connection"
        )
    case .interrupted(let message): return (message, network)
    case .bodyTooLarge, .headersTooLarge:
        return ("the answer is too large", "something else may answer in the exchange's place")
    case .notSendable(let message): return (message, "correct the slot's 'endpoint' or 'proxy'")
    case .cancelled: return ("cancelled", "run it again")
    case .transport(let code, let message):
        return ("\(message) (libcurl \(code))", network)
    }
}
