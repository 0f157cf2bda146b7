/// One finding, addressed to the person who has to act on it.
package struct Finding: Error, Hashable, Sendable {
    /// How bad it is: only an error stops a command.
    package enum Severity: String, Sendable, CaseIterable {
        case note, warning, error
    }

    package var severity: Severity
    /// Stable and searchable, such as `slot.unknown-key`; `slots explain` knows it.
    package var code: String
    /// What is wrong, in the user's words; no capital, no full stop, never a secret.
    package var message: String
    package var place: Place?
    /// The slot's name, where the finding belongs to a slot.
    package var slot: String?
    /// What to do instead.
    package var help: String?

    package init(
        _ severity: Severity,
        _ code: String,
        _ message: String,
        at place: Place? = nil,
        slot: String? = nil,
        help: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.place = place
        self.slot = slot
        self.help = help
    }
}

extension [Finding] {
    /// Whether one of them is an error.
    package var containErrors: Bool { contains { $0.severity == .error } }

    /// By place; those without a place come last and keep their order.
    package func sortedByPlace() -> [Finding] {
        enumerated().sorted { left, right in
            switch (left.element.place, right.element.place) {
            case (let first?, let second?) where first != second: first < second
            case (_?, nil): true
            case (nil, _?): false
            default: left.offset < right.offset
            }
        }
        .map(\.element)
    }
}
