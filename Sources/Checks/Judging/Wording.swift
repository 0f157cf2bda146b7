import SlotModel

/// Foreign text cut to what a person reads; 300 Unicode scalars, the last of them `…`.
///
/// Control characters stay in it: whoever prints escapes them.
func limited(_ text: String, to limit: Int = 300) -> String {
    guard text.utf8.count > limit, text.unicodeScalars.count > limit else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit - 1))) + "…"
}

/// A length of time with nothing rounded away, in seconds: `0.375 s`.
func exactSeconds(_ duration: Duration) -> String { "\(duration.exactSeconds) s" }

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
