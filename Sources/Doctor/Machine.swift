package import HTTPTransport
package import Secrets
package import SlotModel

/// The machine as the doctor sees it; each look is a closure, so that a test can show another machine.
package struct Machine: Sendable {
    /// What the kernel says about its clock.
    package enum KernelClock: Sendable, Hashable {
        /// Kept in step by a time service, to within the error at most.
        case synchronized(maximumError: Duration)
        case free
        /// The kernel does not tell; an errno value.
        case unknown(code: Int32)
    }

    package struct FileStatus: Sendable, Hashable {
        package var isFolder: Bool
        /// Neither a file nor a folder, but a pipe, a socket or a device.
        package var isSpecial: Bool
        /// The permission bits.
        package var mode: UInt32
        package var owner: UInt32

        package init(isFolder: Bool = false, isSpecial: Bool = false, mode: UInt32, owner: UInt32) {
            self.isFolder = isFolder
            self.isSpecial = isSpecial
            self.mode = mode
            self.owner = owner
        }
    }

    package enum Limit: Sendable, Hashable {
        case coreFile, lockedMemory, openFiles
    }

    /// What the system allows a process; `nil`: no limit.
    package struct Allowance: Sendable, Hashable {
        package var soft: UInt64?
        package var hard: UInt64?

        package init(soft: UInt64?, hard: UInt64?) {
            self.soft = soft
            self.hard = hard
        }
    }

    package struct Space: Sendable, Hashable {
        /// For us; what is kept for root does not count.
        package var freeBytes: UInt64
        /// `nil` where the file system does not count files.
        package var freeFiles: UInt64?
        package var isReadOnly: Bool
        /// Whether we may make files there.
        package var isOurs: Bool

        package init(
            freeBytes: UInt64,
            freeFiles: UInt64? = nil,
            isReadOnly: Bool = false,
            isOurs: Bool = true
        ) {
            self.freeBytes = freeBytes
            self.freeFiles = freeFiles
            self.isReadOnly = isReadOnly
            self.isOurs = isOurs
        }
    }

    package enum NameAnswer: Sendable, Hashable {
        case addresses([String])
        /// The resolver's words.
        case failed(String)
        case timedOut
    }

    package var user: UInt32
    package var now: @Sendable () -> Timestamp
    package var clock: @Sendable () -> KernelClock
    /// Symbolic links are followed; `nil` when there is nothing, or nothing that we may see.
    package var status: @Sendable (_ path: String) -> FileStatus?
    /// At most 4 MiB; `nil` when it cannot be read.
    package var read: @Sendable (_ path: String) -> [UInt8]?
    /// The limits that the process was started with.
    package var limit: @Sendable (Limit) -> Allowance?
    /// Whether a crash could leave an image of our memory; `nil`: the kernel does not tell.
    package var mayBeDumped: @Sendable () -> Bool?
    package var space: @Sendable (_ path: String) -> Space?
    package var trustStore: @Sendable () -> TrustStore
    package var lookUp: @Sendable (_ host: String, _ limit: Duration) async -> NameAnswer
    package var http: HTTPClient
    package var age: @Sendable () -> AgeSearch
    package var libraries: @Sendable () -> [LinkedLibrary]

    /// A machine on which everything is as it is given, and nothing else is there.
    package init(
        user: UInt32,
        now: @escaping @Sendable () -> Timestamp,
        clock: @escaping @Sendable () -> KernelClock,
        status: @escaping @Sendable (String) -> FileStatus?,
        read: @escaping @Sendable (String) -> [UInt8]?,
        limit: @escaping @Sendable (Limit) -> Allowance?,
        mayBeDumped: @escaping @Sendable () -> Bool?,
        space: @escaping @Sendable (String) -> Space?,
        trustStore: @escaping @Sendable () -> TrustStore,
        lookUp: @escaping @Sendable (String, Duration) async -> NameAnswer,
        http: HTTPClient,
        age: @escaping @Sendable () -> AgeSearch,
        libraries: @escaping @Sendable () -> [LinkedLibrary]
    ) {
        self.user = user
        self.now = now
        self.clock = clock
        self.status = status
        self.read = read
        self.limit = limit
        self.mayBeDumped = mayBeDumped
        self.space = space
        self.trustStore = trustStore
        self.lookUp = lookUp
        self.http = http
        self.age = age
        self.libraries = libraries
    }
}
