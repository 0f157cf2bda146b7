import Processes
import BotConfigs
import CLinux
import Cryptography
import Glibc
import Ledger
import HTTPTransport
import PlainJSON
import Sandbox
import Secrets
import SlotFiles
import SlotModel

extension Machine {
    /// The machine that this process runs on.
    package static func live() -> Machine {
        Machine(
            user: geteuid(),
            now: wallClock,
            clock: kernelClock,
            status: fileStatus,
            read: { readFile($0, limit: 4 << 20) },
            limit: allowance,
            mayBeDumped: {
                let answer = slots_may_be_dumped()
                return answer < 0 ? nil : answer == 1
            },
            space: space,
            trustStore: TrustStore.ofLibrary,
            lookUp: { host, limit in await NameLookup.addresses(of: host, within: limit) },
            http: .live(),
            age: { AgeSearch.result(on: environmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin") },
            libraries: {
                transportLibraries + cryptographyLibraries + fileLibraries + historyLibraries
                    + sandboxLibraries
                    + [LinkedLibrary("RapidJSON", version: rapidJSONVersion, isCompiledIn: true)]
                    + botConfigLibraries
            }
        )
    }

    private static func kernelClock() -> KernelClock {
        var maximumError: Int64 = 0
        switch slots_clock_is_synchronized(&maximumError) {
        case 1: return .synchronized(maximumError: .microseconds(maximumError))
        case 0: return .free
        case let code: return .unknown(code: -code)
        }
    }

    private static func fileStatus(_ path: String) -> FileStatus? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return FileStatus(
            isFolder: status.st_mode & S_IFMT == S_IFDIR,
            isSpecial: ![S_IFDIR, S_IFREG].contains(status.st_mode & S_IFMT),
            mode: status.st_mode & 0o7777,
            owner: status.st_uid
        )
    }

    private static func allowance(_ limit: Limit) -> Allowance? {
        let resource =
            switch limit {
            case .coreFile: RLIMIT_CORE
            case .lockedMemory: __RLIMIT_MEMLOCK
            case .openFiles: RLIMIT_NOFILE
            }
        var values = rlimit()
        guard getrlimit(__rlimit_resource_t(resource.rawValue), &values) == 0 else { return nil }
        // RLIM_INFINITY is a cast that Swift does not import.
        let unlimited = rlim_t.max
        let soft = limit == .coreFile ? ResourceLimits.atStart.coreFile ?? values.rlim_max : values.rlim_cur
        return Allowance(
            soft: soft == unlimited ? nil : UInt64(soft),
            hard: values.rlim_max == unlimited ? nil : UInt64(values.rlim_max)
        )
    }

    private static func space(_ path: String) -> Space? {
        var figures = statvfs()
        guard statvfs(path, &figures) == 0 else { return nil }
        let (bytes, overflow) = UInt64(figures.f_bavail).multipliedReportingOverflow(
            by: UInt64(figures.f_frsize)
        )
        return Space(
            freeBytes: overflow ? .max : bytes,
            freeFiles: figures.f_files == 0 ? nil : UInt64(figures.f_favail),
            isReadOnly: figures.f_flag & UInt(ST_RDONLY) != 0,
            isOurs: faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS) == 0
        )
    }
}

/// Reads a file of unknown size, as those of `/proc` are; `nil` when it cannot be read or holds more than the limit.
private func readFile(_ path: String, limit: Int) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return readToEnd(descriptor, limit: limit)
}

/// `nil` when reading fails or there is more than the limit.
private func readToEnd(_ descriptor: CInt, limit: Int) -> [UInt8]? {
    var content: [UInt8] = []
    var failed = false
    while content.count <= limit {
        let chunk = [UInt8](unsafeUninitializedCapacity: 16 << 10) { buffer, count in
            var got: Int
            repeat { got = read(descriptor, buffer.baseAddress, 16 << 10) } while got < 0 && errno == EINTR
            failed = got < 0
            count = max(0, got)
        }
        if failed { return nil }
        if chunk.isEmpty { return content }
        content += chunk
    }
    return nil
}
