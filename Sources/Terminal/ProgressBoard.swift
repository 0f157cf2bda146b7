package import SlotModel

/// What is known while slots are checked, and how it looks at a moment.
package struct ProgressBoard: Sendable {
    private enum Phase {
        case waiting
        case running(since: ContinuousClock.Instant)
        case done(Status, Duration?)
    }

    private let names: [String]
    private let numbers: [String: Int]
    private var phases: [Phase]
    /// The slots at work, the oldest first.
    private var running: [Int] = []
    private var counts: [Status: Int] = [:]
    private var finishedCount = 0

    package init(names: [String]) {
        let names = names.sorted()
        self.names = names.map(escapedForeignText)
        numbers = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        phases = names.map { _ in .waiting }
    }

    package mutating func start(_ name: String, at now: ContinuousClock.Instant) {
        guard let number = numbers[name], case .waiting = phases[number] else { return }
        phases[number] = .running(since: now)
        running.append(number)
    }

    package mutating func finish(_ name: String, _ status: Status, took: Duration?) {
        guard let number = numbers[name] else { return }
        if case .done = phases[number] { return }
        phases[number] = .done(status, took)
        running.removeAll { $0 == number }
        counts[status, default: 0] += 1
        finishedCount += 1
    }

    /// The lines at a moment, none of them wider than the terminal or more than fit its height.
    ///
    /// - Parameters:
    ///   - frame: Counts up, for the sign of life.
    package func lines(
        at now: ContinuousClock.Instant,
        frame: Int,
        width: Int,
        height: Int,
        style: TextStyle
    ) -> [String] {
        let room = max(height - 2, 1)
        let fits = names.count <= room
        let shown = fits ? Array(names.indices) : Array(running.prefix(room - 1))
        let margin = shown.reduce(0) { max($0, displayWidth(names[$1])) }
        var lines = shown.map { line(of: $0, at: now, frame, min(margin, max(width - 24, 8)), width, style) }
        if !fits { lines.append(truncated(summary, to: width - 1, style)) }
        return lines
    }

    /// `checked 37 of 1000: 35 connected, 2 underfunded; 20 at work`.
    private var summary: String {
        let parts = Status.allCases.reversed().compactMap { status in
            counts[status].map { "\($0) \(status.rawValue)" }
        }
        let results = parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")
        return "checked \(finishedCount) of \(names.count)\(results); \(running.count) at work"
    }

    private func line(
        of number: Int,
        at now: ContinuousClock.Instant,
        _ frame: Int,
        _ margin: Int,
        _ width: Int,
        _ style: TextStyle
    ) -> String {
        let (symbol, words, tone): (String, String, Tone) =
            switch phases[number] {
            case .waiting: (Tone.faint.symbol(style), "waiting", .faint)
            case .running(let since): (spinner(frame, style), "asking  \(tenths(now - since))", .normal)
            case .done(let status, let took):
                (
                    status.tone.symbol(style),
                    status.rawValue + (took.map { "  \($0.wholeMilliseconds) ms" } ?? ""),
                    status.tone
                )
            }
        let name = padded(truncated(names[number], to: margin, style), to: margin)
        let rest = truncated(words, to: max(width - margin - 6, 1), style)
        return "\(style.toned(symbol, tone)) \(name)  \(style.toned(rest, tone))"
    }

    private func spinner(_ frame: Int, _ style: TextStyle) -> String {
        let frames =
            style.usesUnicode ? ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"] : ["|", "/", "-", "\\"]
        return frames[frame % frames.count]
    }

    /// `1.2 s`.
    private func tenths(_ duration: Duration) -> String {
        let tenths = max(0, duration.wholeMilliseconds / 100)
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
