import SlotModel
import Testing

@Suite("Files that every slot has for itself")
struct TemplateFilesTests {
    private let template: BotTemplate = {
        var template = BotTemplate(kind: "x", place: Place(file: "template.yaml"))
        template.files = ["all.json", "a/x.{name}.json"].map {
            BotTemplate.File(path: Located($0, at: Place(file: "template.yaml")), format: .json)
        }
        return template
    }()

    @Test("one for each slot, and for each that is gone and whose file was written")
    func files() {
        let files = template.files(
            of: ["b", "c"],
            known: ["a/x.a.json", "all.json", "a/x.b.json", "y.json"]
        )
        #expect(files.map(\.path.value) == ["all.json", "a/x.a.json", "a/x.b.json", "a/x.c.json"])
        #expect(files.map(\.slot) == [nil, "a", "b", "c"])
        #expect(files.map { $0.isFor("b") } == [true, false, true, false])
        #expect(files.allSatisfy { !$0.isPerSlot })
    }

    @Test(
        "are known by their path",
        arguments: [
            ("a/x.b.json", "b"), ("a/x.b.json.json", nil), ("a/x..json", nil), ("x.b.json", nil),
            ("a/x.b/c.json", nil), ("a/x.json", nil), ("", nil), ("a/x.\u{E4}.json", nil),
            ("a/x.B.json", nil),
            ("a/x.a-1.json", "a-1"),
        ]
    )
    func known(_ path: String, _ slot: String?) {
        #expect(template.file(at: path)?.slot == slot)
        if slot != nil { #expect(template.file(at: path)?.path.value == path) }
        #expect(template.file(at: "all.json")?.path.value == "all.json")
    }

    @Test("are no files that all slots share, though one be called like them")
    func shared() {
        var template = template
        template.files[1].path.value = "{name}.json"
        #expect(template.files(of: [], known: ["all.json"]).map(\.slot) == [nil])
        #expect(template.files(of: [], known: ["b.json"]).map(\.slot) == [nil, "b"])
    }
}
