/// A secret value in locked memory: it cannot be printed, interpolated, encoded or copied into a `String`.
///
/// Prints, reflects and interpolates as `•••`. Wiped when the last reference goes.
package final class Secret: Sendable {
    private let bytes: [UInt8]

    /// Copies the bytes; the caller wipes its own copy.
    package init(copying source: UnsafeRawBufferPointer) {
        bytes = [UInt8](source)
    }

    package convenience init(copying source: [UInt8]) {
        self.init(copying: source.withUnsafeBytes { $0 })
    }

    package var count: Int { bytes.count }
    package var isEmpty: Bool { bytes.isEmpty }

    /// Hands the bytes to `body`, which must not keep, print or log them.
    package func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        var outcome: Result<R, E>?
        bytes.withUnsafeBytes { buffer in
            do throws(E) { outcome = .success(try body(buffer)) } catch { outcome = .failure(error) }
        }
        guard let outcome else { preconditionFailure("withUnsafeBytes runs its closure") }
        return try outcome.get()
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "•••" }
    package var debugDescription: String { "•••" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
