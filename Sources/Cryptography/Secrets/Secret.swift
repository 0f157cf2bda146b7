import CSodium
import Glibc
package import SlotModel

/// A secret value in locked memory: it cannot be printed, interpolated, encoded or copied into a `String`.
///
/// Prints, reflects and interpolates as `•••`. Lies in memory that is guarded, kept out of core dumps and, as far as
/// the system's limit allows, out of swap. Wiped when the last reference goes.
package final class Secret: @unchecked Sendable {
    // `@unchecked`: the bytes are written by the initializer only, before anybody else has the reference.
    private let memory: SecretMemory
    package let count: Int

    /// Makes room for up to `capacity` bytes and lets `filling` write them in place.
    ///
    /// - Parameter filling: Gets zeroed memory and returns how many bytes of it, from the start, are the value.
    package init<E: Error>(
        capacity: Int,
        filling: (UnsafeMutableRawBufferPointer) throws(E) -> Int
    ) throws(E) {
        let memory = SecretMemory(count: capacity)
        let count: Int
        do throws(E) {
            count = try filling(memory.buffer)
        } catch {
            memory.wipe()
            throw error
        }
        precondition((0...capacity).contains(count), "a secret ends inside its memory")
        self.memory = memory
        self.count = count
    }

    deinit { memory.wipe() }

    package var isEmpty: Bool { count == 0 }

    /// Hands the bytes to `body`, which must not keep, print or log them.
    package func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try body(UnsafeRawBufferPointer(rebasing: memory.buffer[..<count]))
    }

    /// Whether both hold the same bytes; the time taken tells their lengths only, where one could be a credential.
    package func isEqual(to other: Secret) -> Bool {
        guard count == other.count else { return false }
        return withBytes { left in
            other.withBytes { right in
                // Whole files are compared several times in a change, and nobody guesses one.
                guard count > Self.longestCredential, let first = left.baseAddress,
                    let second = right.baseAddress
                else { return isEqualInConstantTime(left, right) }
                return memcmp(first, second, count) == 0
            }
        }
    }

    /// Whether bytes are what stands at a place in it.
    ///
    /// - Parameter start: From zero; a part that goes beyond the end is not in it.
    package func holds(_ part: UnsafeRawBufferPointer, at start: Int) -> Bool {
        withBytes { own in
            guard start >= 0, part.count <= own.count - start, let place = own.baseAddress,
                let bytes = part.baseAddress
            else { return part.isEmpty }
            return memcmp(place + start, bytes, part.count) == 0
        }
    }

    /// What is longer, in bytes, is a file.
    static let longestCredential = 16 << 10
}

extension Secret {
    /// A secret of exactly `count` bytes that `filling` writes in place.
    package convenience init<E: Error>(
        count: Int,
        filling: (UnsafeMutableRawBufferPointer) throws(E) -> Void
    ) throws(E) {
        try self.init(capacity: count) { (buffer) throws(E) in
            try filling(buffer)
            return count
        }
    }

    /// Copies the bytes; the caller wipes its own copy.
    package convenience init(copying source: UnsafeRawBufferPointer) {
        self.init(count: source.count) { $0.copyMemory(from: source) }
    }

    package convenience init(copying source: [UInt8]) {
        self.init(count: source.count) { $0.copyBytes(from: source) }
    }

    package convenience init(copying source: Concealed) {
        let count = source.withBytes { $0.count }
        self.init(count: count) { buffer in source.withBytes { buffer.copyMemory(from: $0) } }
    }

    /// A part of a longer secret.
    package enum Part: Sendable {
        case open(String)
        case secret(Secret)
    }

    /// All parts, one behind the other, without a copy outside guarded memory.
    package convenience init(joining parts: [Part]) {
        let counts = parts.map { part in
            switch part {
            case .open(let text): text.utf8.count
            case .secret(let secret): secret.count
            }
        }
        self.init(count: counts.reduce(0, +)) { buffer in
            var start = 0
            for (part, count) in zip(parts, counts) {
                let place = UnsafeMutableRawBufferPointer(rebasing: buffer[start..<start + count])
                switch part {
                case .open(let text): place.copyBytes(from: text.utf8)
                case .secret(let secret): secret.withBytes { place.copyMemory(from: $0) }
                }
                start += count
            }
        }
    }

    /// Fresh bytes from the system's generator.
    package static func random(count: Int) -> Secret {
        Secret(count: count) { fillWithRandomBytes($0) }
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "•••" }
    package var debugDescription: String { "•••" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Whether two values are the same; the time taken tells their lengths only.
package func isEqualInConstantTime(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard left.count == right.count else { return false }
    guard let first = left.baseAddress, let second = right.baseAddress else { return true }
    return sodium_memcmp(first, second, left.count) == 0
}

/// Compares in a time that depends on the lengths only.
package func isEqualInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.withUnsafeBytes { left in right.withUnsafeBytes { right in isEqualInConstantTime(left, right) } }
}
