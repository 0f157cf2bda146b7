import Checks
import SlotModel
import Testing

@Suite("Rules about stored secrets")
struct StoredSecretTests {
    private let now = Timestamp(milliseconds: 1_795_687_200_000)

    private func inquiry(
        _ secrets: [(name: String, age: Int?, value: String)],
        used: Set<String>? = nil,
        maximumAge: Duration? = nil
    ) -> [String] {
        let stored = secrets.map { secret in
            StoredSecretInquiry.Stored(
                name: secret.name,
                set: secret.age.map { now - .seconds($0 * 86_400) },
                fingerprint: secret.value
            )
        }
        let inquiry = StoredSecretInquiry(secrets: stored, used: used, maximumAge: maximumAge, now: now)
        return storedSecretFindings(inquiry).map { "\($0.severity.rawValue): \($0.message) [\($0.code)]" }
    }

    @Test("have nothing against different ones that are used")
    func good() {
        #expect(inquiry([("a", 500, "x"), ("b", nil, "y")], used: ["a", "b"]).isEmpty)
        // Nobody knows what is used while a slot cannot be read.
        #expect(inquiry([("a", 1, "x")], used: nil).isEmpty)
    }

    @Test("tell of one value under two names, once for each further name")
    func duplicates() {
        #expect(
            inquiry([("c", 1, "x"), ("a", 1, "x"), ("b", 1, "x")]) == [
                "warning: the stored secrets 'a' and 'b' have the same value [secret.duplicate]",
                "warning: the stored secrets 'a' and 'c' have the same value [secret.duplicate]",
            ]
        )
    }

    @Test("tell of those that no slot uses")
    func unused() {
        #expect(
            inquiry([("a", 1, "x"), ("b", 1, "y")], used: ["b"]) == [
                "note: no slot uses the stored secret 'a' [secret.unused]"
            ]
        )
    }

    @Test("tell of those that are older than the policy allows, where their age is known")
    func old() {
        let secrets: [(String, Int?, String)] = [("a", 181, "x"), ("b", 180, "y"), ("c", nil, "z")]
        #expect(
            inquiry(secrets, maximumAge: .seconds(180 * 86_400)) == [
                "warning: the stored secret 'a' is 181 days old, and secret-age: allows 180 days [secret.old]"
            ]
        )
    }
}
