import SlotModel

extension [Finding] {
    /// At most ``Reading/maximumFindings`` complaints about one file, and how many there are besides.
    ///
    /// - Parameter uncounted: Complaints that were left out already.
    func limited(besides uncounted: Int = 0, slot: String?) -> [Finding] {
        let left = Swift.max(0, count - Reading.maximumFindings) + uncounted
        let shown = prefix(Reading.maximumFindings)
        guard left > 0, let last = shown.last?.place else { return self }
        let more = Finding(
            .error,
            "file.too-many-findings",
            "\(left) more complaints about this file are not shown",
            at: last,
            slot: slot,
            help: "mend these first"
        )
        return shown + [more]
    }
}
