/// What `slots explain CODE` tells about a finding or a status.
package struct FindingExplanation: Sendable, Hashable {
    /// The finding's code (`slot.unknown-key`) or a status (`underfunded`).
    package var code: String
    /// One line, without a full stop.
    package var title: String
    /// What it means and how to mend it, in full sentences.
    package var text: String
    /// Something to copy, such as a line of a slot file.
    package var example: String?

    package init(code: String, title: String, text: String, example: String? = nil) {
        self.code = code
        self.title = title
        self.text = text
        self.example = example
    }
}
