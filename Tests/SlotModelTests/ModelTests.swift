import SlotModel
import Testing

@Suite("Findings, statuses and concealed text")
struct ModelTests {
    @Test("findings keep the order of the files, those without a place come last")
    func sorting() {
        let late = Finding(.error, "b", "late", at: Place(file: "b.yaml", line: 1))
        let deep = Finding(.error, "a", "deep", at: Place(file: "a.yaml", line: 12, column: 3))
        let first = Finding(.warning, "a", "first", at: Place(file: "a.yaml", line: 2, column: 30))
        let nowhere = Finding(.note, "c", "nowhere")
        #expect(
            [nowhere, late, deep, first].sortedByPlace().map(\.message) == [
                "first", "deep", "late", "nowhere",
            ]
        )
    }

    @Test("the worst status comes first in the order")
    func precedence() {
        #expect([Status.connected, .underfunded, .expired, .unavailable].min() == .expired)
        #expect([Status.rateLimited, .unavailable].min() == .rateLimited)
        #expect([Status.expiring, .connected].min() == .expiring)
    }

    @Test("concealed text does not show, however it is printed")
    func concealed() {
        let text = Concealed(Array("hunter2-hunter2".utf8))
        var dumped = ""
        dump(text, to: &dumped)
        dump(SecretReference.plain(text), to: &dumped)
        dumped += "\(text) \(String(reflecting: text)) \(SecretReference.plain(text))"
        #expect(!dumped.contains("hunter"))
        #expect(text.withBytes { $0.count } == 15)
    }

    @Test("a slot's waiver wins over the policy")
    func waivers() throws {
        let place = Place(file: "slots/a.yaml")
        var slot = Slot(
            name: "a",
            place: place,
            exchange: Located(.aster, at: place),
            credentials: [:],
            credentialsPlace: place
        )
        #expect(Policy().verdict(on: .withdraw, for: slot) == .deny)
        #expect(Policy().verdict(on: .plaintextSecret, for: slot) == .warn)
        slot.allow = [Located(.withdraw, at: place)]
        #expect(Policy().verdict(on: .withdraw, for: slot) == .allow)
        #expect(Policy().verdict(on: .transfer, for: slot) == .deny)
    }
}
