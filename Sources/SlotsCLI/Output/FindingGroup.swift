import SlotModel

/// Findings that differ in nothing but their places: a missing identity is one trouble, whoever needs it.
struct FindingGroup {
    let first: Finding
    private(set) var others: [Place] = []

    /// How many places are told; the rest is counted.
    private static let limit = 8

    var count: Int { 1 + others.count }

    /// `  also: slots/a.yaml:3:8, slots/b.yaml:4:10 and 2 more`; `nil` where there is one place only.
    var elsewhere: String? {
        guard !others.isEmpty else { return nil }
        let places = others.prefix(Self.limit).map {
            "\(escapedForeignText($0.file)):\($0.line):\($0.column)"
        }
        let rest = others.count - places.count
        return "  also: " + places.joined(separator: ", ")
            + (rest > 0 ? " and \(rest) more, which -o json has" : "")
    }

    /// In the order of the first of each; findings without a place stay alone.
    static func groups(of findings: [Finding]) -> [FindingGroup] {
        var groups: [FindingGroup] = []
        var numbers: [Finding: Int] = [:]
        for finding in findings {
            guard let place = finding.place else {
                groups.append(FindingGroup(first: finding))
                continue
            }
            var kind = finding
            (kind.place, kind.slot) = (nil, nil)
            if let number = numbers[kind] {
                groups[number].others.append(place)
            } else {
                numbers[kind] = groups.count
                groups.append(FindingGroup(first: finding))
            }
        }
        return groups
    }
}
