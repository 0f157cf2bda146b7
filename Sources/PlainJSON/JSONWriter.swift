extension JSONValue {
    /// The text of the value, without blanks between tokens; `pretty` gives two spaces of indentation.
    ///
    /// Control characters and the line separators U+2028 and U+2029 are escaped.
    package func text(pretty: Bool = false) -> String {
        ""
    }
}
