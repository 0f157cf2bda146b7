/// The same numbers again for the same seed: SplitMix64, by Sebastiano Vigna; public domain.
package struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// What is made up by chance, and the same again for the same seed.
package protocol MadeUp {
    var numbers: SeededNumbers { get set }
}

extension MadeUp {
    package mutating func next() -> UInt64 { numbers.next() }
    package mutating func isTrue(_ count: Int, of total: Int) -> Bool { Int(next() % UInt64(total)) < count }
    package mutating func pick(_ texts: [String]) -> String { texts[Int(next() % UInt64(texts.count))] }
}
