import Glibc

/// A long text with secrets in it, in pieces that lie where they are: a file in which a few bytes change is not copied.
package struct SecretText: Sendable {
    private struct Piece {
        let secret: Secret
        /// From zero, in the secret.
        let start: Int
        /// From zero, in the text.
        let place: Range<Int>
    }

    /// What passes through memory for a moment does so in blocks of this size, in bytes.
    package static let blockSize = 256 << 10

    /// None is empty.
    private var pieces: [Piece] = []
    /// In bytes.
    package private(set) var count = 0

    package init() {}

    package init(_ whole: Secret) { append(whole) }

    /// Adds what stands at a place in a secret; `nil`: all of it.
    package mutating func append(_ secret: Secret, _ range: Range<Int>? = nil) {
        let range = range ?? 0..<secret.count
        precondition(range.upperBound <= secret.count, "a piece ends inside its secret")
        guard !range.isEmpty else { return }
        pieces.append(Piece(secret: secret, start: range.lowerBound, place: count..<count + range.count))
        count += range.count
    }

    /// All of it as one value; only copied where it does not lie together.
    package var whole: Secret { onlyPiece ?? part(0..<count) }

    /// The one value that it consists of; `nil`: several, or a part of one.
    package var onlyPiece: Secret? {
        guard pieces.count == 1, let only = pieces.first?.secret, only.count == count else { return nil }
        return only
    }

    /// A copy of what stands at a place, which lies inside the text.
    package func part(_ range: Range<Int>) -> Secret {
        Secret(count: range.count) { buffer in
            var rest = buffer[...]
            forEachPiece(in: range) { piece in
                UnsafeMutableRawBufferPointer(rebasing: rest).copyMemory(from: piece)
                rest = rest.dropFirst(piece.count)
            }
        }
    }

    /// Room for it, or for a block of it: what is small needs no more than it has, and one byte to see that it ends.
    package var blockSize: Int { count < 4 << 10 ? count + 1 : Self.blockSize }

    /// Hands all bytes to `body` at once, which must not keep, print or log them; a copy, where there are several pieces.
    package func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try whole.withBytes(body)
    }

    /// Hands the bytes of a place to `body`, piece by piece, which must not keep, print or log them.
    ///
    /// - Parameter range: Inside the text; `nil`: all of it.
    package func forEachPiece<E: Error>(
        in range: Range<Int>? = nil,
        _ body: (UnsafeRawBufferPointer) throws(E) -> Void
    ) throws(E) {
        let range = range ?? 0..<count
        precondition(range.upperBound <= count, "a part ends inside its text")
        var position = range.lowerBound
        for piece in pieces[index(of: position)...] {
            guard position < range.upperBound else { return }
            let end = min(range.upperBound, piece.place.upperBound)
            let start = piece.start + position - piece.place.lowerBound
            try piece.secret.withBytes { (bytes) throws(E) in
                try body(UnsafeRawBufferPointer(rebasing: bytes[start..<start + end - position]))
            }
            position = end
        }
    }

    /// The piece that a byte stands in; behind the end there is none.
    private func index(of position: Int) -> Int {
        var (low, high) = (0, pieces.count)
        while low < high {
            let middle = (low + high) / 2
            if pieces[middle].place.upperBound <= position { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Whether bytes are what stands at a place in it.
    ///
    /// - Parameter start: From zero; a part that goes beyond the end is not in it.
    package func holds(_ part: UnsafeRawBufferPointer, at start: Int) -> Bool {
        guard start >= 0, part.count <= count - start else { return part.isEmpty }
        var (isEqual, rest) = (true, part[...])
        forEachPiece(in: start..<start + part.count) { piece in
            isEqual =
                isEqual && Self.areSame(piece, UnsafeRawBufferPointer(rebasing: rest.prefix(piece.count)))
            rest = rest.dropFirst(piece.count)
        }
        return isEqual
    }

    /// Whether both hold the same bytes; the time taken tells their lengths only, where one could be a credential.
    package func isEqual(to other: SecretText) -> Bool {
        guard count == other.count else { return false }
        guard count > Secret.longestCredential else { return whole.isEqual(to: other.whole) }
        var (isEqual, position) = (true, 0)
        forEachPiece { piece in
            isEqual = isEqual && other.holds(piece, at: position)
            position += piece.count
        }
        return isEqual
    }

    package func isEqual(to other: Secret) -> Bool { isEqual(to: SecretText(other)) }

    /// What is one and the same memory need not be looked at.
    private static func areSame(_ one: UnsafeRawBufferPointer, _ other: UnsafeRawBufferPointer) -> Bool {
        guard let first = one.baseAddress, let second = other.baseAddress else {
            return one.count == other.count
        }
        return first == second || memcmp(first, second, one.count) == 0
    }
}

extension SecretText: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "•••" }
    package var debugDescription: String { "•••" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
