import SlotModel

/// A text with `⟦` where findings are expected, so that nobody counts columns.
struct Marked {
    let text: String
    /// Line and column of each mark, in their order.
    let places: [String]

    init(_ marked: String) {
        var text = ""
        var places: [String] = []
        var (line, column) = (1, 1)
        for scalar in marked.unicodeScalars {
            if scalar == "⟦" {
                places.append("\(line):\(column)")
                continue
            }
            text.unicodeScalars.append(scalar)
            column += 1
            if scalar == "\n" { (line, column) = (line + 1, 1) }
        }
        self.text = text
        self.places = places
    }

    var bytes: [UInt8] { Array(text.utf8) }
}

extension Finding {
    /// `error slot.unknown-key: unknown key 'dealy' | did you mean 'delay'?`.
    var told: String {
        "\(severity.rawValue) \(code): \(message)" + (help.map { " | \($0)" } ?? "")
    }

    var spot: String { place.map { "\($0.line):\($0.column)" } ?? "nowhere" }
}

/// The names of selectors, as a message lists them.
func names(_ selectors: [SlotModel.Selector]) -> String { selectors.map(\.rawValue).joined(separator: ", ") }
