import SlotFiles
import SlotModel
import Testing

@Suite("Text that is written into a file")
struct ScalarTextTests {
    @Test(
        "reads back as it was, whichever way it is written",
        arguments: [
            "a", "0x1F", "null", "no", "~", "-", "- a", "a: b", "a:", "a #b", "# a", "'", "it's", "\"",
            "a\"b\\",
            "{a}", "[a", "a,b", "*a", "&a", "!a", "|", ">", "%a", "@a", "`a", " a ", "a\tb", "ключ", "🔑",
            "'\u{301}",
            "secret:a.b-c_d", "file:/run/my keys/a", "env:A", "10s", "0.06%",
        ]
    )
    func readsBack(text: String) {
        let written = [
            ScalarText.plainWherePossible(text), ScalarText.quoted(text), ScalarText.singleQuoted(text),
        ]
        for value in written {
            for file in ["label: \(value)\nexchange: aster\n", "{label: \(value), exchange: aster,"] {
                let end = file.hasPrefix("{") ? " credentials: {key: a}}" : "credentials: {key: a}"
                let slot = readSlot(Array((file + end).utf8), named: "mine").slot
                #expect(slot?.label == text, "\(value)")
            }
        }
    }

    @Test("goes without quotes only where no program takes it for something else")
    func plain() {
        for text in ["secret:a.b-c_d", "env:A", "10s", "0.06%", "file:secrets/a"] {
            #expect(ScalarText.plainWherePossible(text) == text)
        }
        for text in ["", "null", "True", "no", "a:", "a b", "-a", "a#", "~", "é"] {
            #expect(ScalarText.plainWherePossible(text) == "\"\(text)\"")
        }
    }

    @Test("has escapes for what an editor would act on")
    func escapes() {
        #expect(
            ScalarText.quoted("\u{1B}\0\n\r\t\u{7F}\u{85}\u{202E}\u{FEFF}")
                == #""\u001b\u0000\n\r\t\u007f\u0085\u202e\ufeff""#
        )
        #expect(ScalarText.singleQuoted("a\nb") == #""a\nb""#)
        #expect(ScalarText.singleQuoted("a\u{202E}") == #""a\u202e""#)
    }
}
