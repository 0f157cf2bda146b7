/// Why a text is not JSON, and where.
package struct JSONFault: Error, Hashable {
    /// In bytes from the start of the text.
    package var offset: Int
    /// No capital, no full stop, nothing of the text itself.
    package var message: String
}
