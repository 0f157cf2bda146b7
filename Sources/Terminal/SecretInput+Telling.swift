import Glibc

extension SecretInput.Failure {
    /// What went wrong and what to do.
    package var told: (message: String, help: String?) {
        switch self {
        case .empty: ("no value was given", "type or paste it, or pipe it in: slots secret set NAME < FILE")
        case .tooLong(let maximum): ("more than \(maximum) bytes were given", "no credential is that long")
        case .severalLines:
            (
                "more than one line was pasted",
                "pipe a value of several lines in: slots secret set NAME < FILE"
            )
        case .controlCharacter:
            ("a key that is no character was typed, such as an arrow", "type or paste the value once more")
        case .lineTooLong(let maximum):
            (
                "a terminal takes at most \(maximum) bytes in a line",
                "pipe a longer value in: slots secret set NAME < FILE"
            )
        case .ended: ("the input ended", nil)
        case .system(let code): ("the value cannot be read: \(String(cString: strerror(code)))", nil)
        }
    }
}
