import Locking
package import Terminal

extension TextStream {
    /// A stream into memory, and what it got so far.
    package static func collecting(_ terminal: Screen = .plain) -> (TextStream, @Sendable () -> String) {
        let bytes = Lock([UInt8]())
        let stream = TextStream(terminal: terminal) { new in
            bytes.withLock { $0 += new }
            return .open
        }
        return (stream, { String(decoding: bytes.withLock { $0 }, as: UTF8.self) })
    }
}

extension TextStyle {
    package static let ascii = TextStyle(usesColor: false, usesUnicode: false)
    package static let colorful = TextStyle(usesColor: true, usesUnicode: true)
}
