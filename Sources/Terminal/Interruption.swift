import Glibc
import Locking

/// Ctrl-C and the request to end, turned into a cancellation.
///
/// A handler passes SIGINT, SIGTERM and SIGHUP through a pipe to one thread. (To block them and wait for them is not enough:
/// Dispatch keeps a thread that takes every signal.) The first one cancels what the command does; a
/// second one, or three seconds without an end, ends the process. While files are being replaced both wait.
///
/// Ctrl-Z, going on after it, and Ctrl-\ take the same way, for the sake of the terminal's echo.
package final class Interruption: Sendable {
    /// What the command is doing, as far as a signal is concerned.
    package enum Phase: Sendable {
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
        /// Whether the thread has taken what ``settle()`` put behind all signals.
        var isSettled = false
    }

    /// What ``settle()`` puts behind all signals; no signal has this number.
    private static let mark: UInt8 = 0

    private static let patience: UInt32 = 3

    private let state = Lock(State())
    /// Ends the programs that wait for somebody at the terminal.
    private let endPrograms: @Sendable () -> Void
    private let isListening: Bool

    /// One that hears of nothing.
    package convenience init() { self.init(isListening: false) {} }

    private init(isListening: Bool, endPrograms: @escaping @Sendable () -> Void) {
        self.isListening = isListening
        self.endPrograms = endPrograms
    }

    /// Starts listening; call once.
    ///
    /// - Parameter endPrograms: Ends the programs that wait for somebody at the terminal; called when a signal comes while
    ///   files are to be written, and such a program is all that is waited for.
    package static func listen(endPrograms: @escaping @Sendable () -> Void) -> Interruption {
        let interruption = Interruption(isListening: true, endPrograms: endPrograms)
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
        // The pipe exists before a handler can write to it.
        precondition(signalPipe.reading >= 0, "a pipe for signals can be made")
        for number in [SIGINT, SIGTERM] { Glibc.signal(number, passOn) }
        // A terminal that went away is a request to end, unless nohup(1) says otherwise. Ctrl-\ at a prompt of age's would
        // leave the echo off. Shells without jobs have Ctrl-Z ignored.
        for number in [SIGHUP, SIGQUIT, SIGTSTP] where isDefault(number) { Glibc.signal(number, passOn) }
        Glibc.signal(SIGCONT, passOn)
        return interruption
    }

    private static func isDefault(_ number: CInt) -> Bool {
        var action = sigaction()
        return sigaction(number, nil, &action) == 0 && action.__sigaction_handler.sa_handler == nil
    }

    /// The signal that arrived, if one did.
    package var signal: Int32? { state.withLock { $0.signal } }

    /// What to call when a signal arrives; at once, when one has arrived already.
    package func whenSignalled(_ cancel: @escaping @Sendable () -> Void) {
        let isLate = state.withLock { state in
            state.cancel = cancel
            return state.signal != nil
        }
        if isLate { cancel() }
    }

    /// Tells what the command is about to do; `false` when a signal came first and it must not begin.
    package func enter(_ phase: Phase) -> Bool {
        state.withLock { state in
            if phase == .writing, state.signal != nil { return false }
            state.phase = phase
            return true
        }
    }

    /// The signal that arrived before its handler went; `nil`: none did.
    ///
    /// For whoever has taken the handlers away, so that no signal is lost in between: waits until the thread has taken all
    /// that they passed on.
    package func settle() -> Int32? {
        guard isListening else { return signal }
        var mark = Self.mark
        guard write(signalPipe.writing, &mark, 1) == 1 else { return signal }
        while !state.withLock({ $0.isSettled }) { usleep(100) }
        return signal
    }

    private func serve() {
        while true {
            var byte: UInt8 = 0
            guard read(signalPipe.reading, &byte, 1) == 1 else { continue }
            guard byte != Self.mark else {
                state.withLock { $0.isSettled = true }
                continue
            }
            switch CInt(byte) {
            case SIGTSTP: TerminalSettings.whileStopped { Self.letDefaultAct(SIGTSTP) }
            case SIGCONT: TerminalSettings.goOn()
            case SIGHUP: handle(SIGTERM)
            // Where nobody is asked, it ends the process on the spot as ever.
            case SIGQUIT: if TerminalSettings.isKept { handle(SIGINT) } else { Self.letDefaultAct(SIGQUIT) }
            case let number: handle(number)
            }
        }
    }

    private func handle(_ number: CInt) {
        let (isFirst, phase, cancel) = state.withLock { state in
            defer { state.signal = state.signal ?? number }
            return (state.signal == nil, state.phase, state.cancel)
        }
        switch phase {
        // Nothing has taken its place yet while age asks for a passphrase.
        case .writing: endPrograms()
        case .asking:
            // What the shell says next begins a line.
            if isatty(STDERR_FILENO) == 1 { _ = write(STDERR_FILENO, "\n", 1) }
            Self.end(128 + number)
        case .beforeWriting:
            guard isFirst else { Self.end(128 + number) }
            cancel?()
            Self.endLater(128 + number)
        }
    }

    /// Lets a signal do what it would without us; comes back when the process was stopped by it and goes on.
    private static func letDefaultAct(_ number: CInt) {
        Glibc.signal(number, SIG_DFL)
        // To this thread, which has it when the call returns; it concerns all of them.
        raise(number)
        Glibc.signal(number, passOn)
    }

    /// Ends the process at once, with the terminal's echo on.
    private static func end(_ code: Int32) -> Never {
        TerminalSettings.restorePending()
        _exit(code)
    }

    /// For work that goes on when it is cancelled.
    private static func endLater(_ code: Int32) {
        var thread = pthread_t()
        let context = UnsafeMutableRawPointer(bitPattern: Int(code))
        let trouble = pthread_create(
            &thread,
            nil,
            { context in
                sleep(Interruption.patience)
                Interruption.end(Int32(Int(bitPattern: context)))
            },
            context
        )
        // Nobody would end it later.
        guard trouble == 0 else { end(code) }
        pthread_detach(thread)
    }
}

/// From the handler to the thread; both ends are closed to programs that are started.
private let signalPipe: (reading: CInt, writing: CInt) = {
    var ends: [CInt] = [-1, -1]
    guard pipe(&ends) == 0 else { return (-1, -1) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
}()

/// The handler: only what a handler may do, and errno as it was.
private func passOn(_ number: CInt) {
    let before = errno
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(signalPipe.writing, &byte, 1)
    errno = before
}
