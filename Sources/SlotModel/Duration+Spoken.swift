/// A length of time as people say it: `18 ms`, `1.8 s`, `3 min 20 s`, `5 hours`, `12 days`.
///
/// The sign is left to the words around it.
package func spoken(_ duration: Duration) -> String {
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

/// How long ago a moment was, as people say it: `12 s ago`, `5 min ago`, `3 hours ago`; `just now` also for one that
/// lies ahead, because a clock was set back.
package func spokenAge(of moment: Timestamp, at now: Timestamp) -> String {
    let seconds = (now - moment).components.seconds
    guard seconds > 0 else { return "just now" }
    return spoken(.seconds(seconds < 60 ? seconds : seconds / 60 * 60)) + " ago"
}
