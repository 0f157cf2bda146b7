import Glibc
import Locking

/// Ctrl-C and the request to end, turned into a cancellation.
///
/// SIGINT and SIGTERM are blocked everywhere and taken by one thread. The first one cancels what the command does; a
/// second one, or three seconds without an end, ends the process. While files are being replaced both wait.
final class Interruption: Sendable {
    /// What the command is doing, as far as a signal is concerned.
    enum Phase: Sendable {
        /// Nothing was written yet: stop soon.
        case beforeWriting
        /// Somebody is asked something: stop at once.
        case asking
        /// Files take their places: finish first.
        case writing
    }

    private struct State {
        var phase = Phase.beforeWriting
        var signal: Int32?
        var cancel: (@Sendable () -> Void)?
    }

    private static let patience: UInt32 = 3

    private let state = Lock(State())

    /// Starts listening; call once, before there are other threads.
    static func listen() -> Interruption {
        let interruption = Interruption()
        var signals = Self.signals
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        var thread = pthread_t()
        let context = Unmanaged.passRetained(interruption).toOpaque()
        let code = pthread_create(
            &thread,
            nil,
            { context in
                if let context {
                    Unmanaged<Interruption>.fromOpaque(context).takeRetainedValue().serve()
                }
                return nil
            },
            context
        )
        precondition(code == 0, "a thread for signals can be made")
        pthread_detach(thread)
        return interruption
    }

    /// The signal that arrived, if one did.
    var signal: Int32? { state.withLock { $0.signal } }

    /// The exit code for the signal that arrived: 128 plus its number.
    var exitCode: ExitCode? {
        switch signal {
        case SIGINT: .interrupted
        case SIGTERM: .terminated
        default: nil
        }
    }

    /// What to call when a signal arrives; at once, when one has arrived already.
    func whenSignalled(_ cancel: @escaping @Sendable () -> Void) {
        let isLate = state.withLock { state in
            state.cancel = cancel
            return state.signal != nil
        }
        if isLate { cancel() }
    }

    /// Tells what the command is about to do; `false` when a signal came first and it must not begin.
    func enter(_ phase: Phase) -> Bool {
        state.withLock { state in
            if phase == .writing, state.signal != nil { return false }
            state.phase = phase
            return true
        }
    }

    private static var signals: sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        return signals
    }

    private func serve() {
        var signals = Self.signals
        while true {
            var number: CInt = 0
            guard sigwait(&signals, &number) == 0 else { continue }
            let (isFirst, phase, cancel) = state.withLock { state in
                defer { state.signal = state.signal ?? number }
                return (state.signal == nil, state.phase, state.cancel)
            }
            switch phase {
            case .writing: continue
            case .asking: _exit(128 + number)
            case .beforeWriting:
                guard isFirst else { _exit(128 + number) }
                cancel?()
                Self.endLater(128 + number)
            }
        }
    }

    /// For work that does not heed its cancellation.
    private static func endLater(_ code: Int32) {
        var thread = pthread_t()
        let context = UnsafeMutableRawPointer(bitPattern: Int(code))
        pthread_create(
            &thread,
            nil,
            { context in
                sleep(Interruption.patience)
                _exit(Int32(Int(bitPattern: context)))
            },
            context
        )
        pthread_detach(thread)
    }
}
