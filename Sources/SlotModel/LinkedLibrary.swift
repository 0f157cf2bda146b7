/// A foreign library that the program works with, as it names itself.
package struct LinkedLibrary: Sendable, Hashable {
    package var name: String
    /// What the library tells while the program runs; of a compiled-in one, what its headers told; `nil`: nothing.
    package var version: String?
    /// Part of the program's own file; otherwise the system's, which may change without the program.
    package var isCompiledIn: Bool
    /// What it brings along: `OpenSSL/3.0.17`, `HTTP/2`.
    package var parts: [String]
    /// What the program needs and this library cannot do; no capital, no full stop.
    package var lacks: [String]

    package init(
        _ name: String,
        version: String?,
        isCompiledIn: Bool = false,
        parts: [String] = [],
        lacks: [String] = []
    ) {
        self.name = name
        self.version = version
        self.isCompiledIn = isCompiledIn
        self.parts = parts
        self.lacks = lacks
    }

    /// `libcurl 7.88.1 (OpenSSL/3.0.17, HTTP/2)`.
    package var text: String {
        let name = [self.name, version].compactMap(\.self).joined(separator: " ")
        return parts.isEmpty ? name : "\(name) (\(parts.joined(separator: ", ")))"
    }
}
