import Glibc

/// A connected pair of descriptors, one end for the child; ours does not block.
///
/// A pipe for what it writes. A socket for what it reads, because writing to one whose reader went away can be told not
/// to raise a signal.
final class ChildChannel {
    enum Direction { case reading, writing }

    private(set) var ours: CInt = -1
    private(set) var theirs: CInt = -1

    init(_ direction: Direction) throws(ChildProgram.Failure) {
        var ends: [CInt] = [-1, -1]
        let code =
            switch direction {
            case .reading: pipe(&ends)
            case .writing:
                socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends)
            }
        guard code == 0, let first = ends.first, let last = ends.last else { throw .notStarted(code: errno) }
        (ours, theirs) = (first, last)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(ours, F_SETFL, O_NONBLOCK)
    }

    func closeTheirs() {
        if theirs >= 0 { close(theirs) }
        theirs = -1
    }

    func closeOurs() {
        if ours >= 0 { close(ours) }
        ours = -1
    }

    deinit {
        closeTheirs()
        closeOurs()
    }
}
