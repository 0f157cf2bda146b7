/// Whether the bytes are UTF-8 as RFC 3629 has it.
///
/// Looks at them in place; nothing is copied.
package func isUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.withMemoryRebound(to: UInt8.self) { text in
        do {
            _ = try UTF8Span(validating: text.span)
            return true
        } catch {
            return false
        }
    }
}
