import SlotModel

/// Foreign text cut to what a person reads; 300 Unicode scalars, the last of them `…`.
///
/// Control characters stay in it: whoever prints escapes them.
func limited(_ text: String, to limit: Int = 300) -> String {
    guard text.utf8.count > limit, text.unicodeScalars.count > limit else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit - 1))) + "…"
}

/// A length of time as people say it: `18 ms`, `1.8 s`, `3 min 20 s`, `5 hours`, `12 days`.
///
/// The sign is left to the words around it.
func spoken(_ duration: Duration) -> String {
    let milliseconds = duration.wholeMilliseconds.magnitude
    let seconds = milliseconds / 1000
    switch seconds {
    case 0: return "\(milliseconds) ms"
    case 1..<60:
        let tenths = milliseconds % 1000 / 100
        return tenths == 0 ? "\(seconds) s" : "\(seconds).\(tenths) s"
    case 60..<7200:
        return seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds / 60) min \(seconds % 60) s"
    case 7200..<172_800: return "\(seconds / 3600) hours"
    default: return "\(seconds / 86_400) days"
    }
}

/// A length of time with nothing rounded away, in seconds: `0.375 s`.
func exactSeconds(_ duration: Duration) -> String { "\(duration.exactSeconds) s" }

/// `reading, futures trading and withdrawing`.
func listed(_ items: [String], last: String = "and") -> String {
    guard let final = items.last, items.count > 1 else { return items.first ?? "" }
    return "\(items.dropLast().joined(separator: ", ")) \(last) \(final)"
}

func counted(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(number) \(number == 1 ? singular : plural ?? singular + "s")"
}

extension Permission {
    /// As a thing that a key may do.
    var spoken: String {
        switch self {
        case .read: "reading"
        case .spot: "spot trading"
        case .futures: "futures trading"
        case .withdraw: "withdrawing"
        case .transfer: "transferring"
        }
    }
}
