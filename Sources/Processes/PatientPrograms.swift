import Locking

/// Programs that ask somebody at the terminal, and wait as long as that takes.
package enum PatientPrograms {
    private static let areGivenUp = Lock(false)

    /// Ends the one that is waiting, and every later one at once; for whoever is asked to end the process.
    package static func giveUp() { areGivenUp.withLock { $0 = true } }

    static var mayWait: Bool { !areGivenUp.withLock { $0 } }
}
