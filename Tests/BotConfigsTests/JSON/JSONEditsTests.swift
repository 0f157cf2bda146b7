import BotConfigs
import Cryptography
import Foundation
import Testing

@Suite("Edits of a JSON document")
struct JSONEditsTests {
    private func number(_ text: String) -> JSONTree { .literal(Array(text.utf8)) }

    private func text(_ text: String) -> JSONTree { .string([.text(Array(text.utf8))]) }

    /// Applies one edit to the object at `path`.
    private func edit(
        _ source: String,
        at path: [String] = [],
        replace: [String: JSONTree] = [:],
        remove: Set<String> = [],
        add: [JSONTree.Member] = []
    ) throws -> String {
        let document = try JSONDocument(Array(source.utf8))
        var object = document.root
        for name in path {
            object = try #require(document.members(of: object).first { $0.name == name }).value
        }
        var edit = JSONObjectEdit(object, members: document.members(of: object))
        for (index, member) in edit.members.enumerated() {
            if let tree = replace[member.name] { edit.replaced[index] = tree }
            if remove.contains(member.name) { edit.removed.insert(index) }
        }
        edit.added = add
        var edits = JSONEdits(document)
        edits.apply(edit)
        return edits.text(in: source)
    }

    // MARK: - Style

    struct Style: CustomTestStringConvertible, Sendable {
        var before: String
        var path: [String] = []
        var after: String
        var testDescription: String { before }
    }

    @Test(
        "a member that is added looks like the rest of the file",
        arguments: [
            Style(before: #"{"a":1}"#, after: #"{"a":1,"new":{"x":1,"y":[2,3]}}"#),
            Style(before: #"{"a": 1, "b": 2}"#, after: #"{"a": 1, "b": 2, "new": {"x": 1, "y": [2, 3]}}"#),
            Style(
                before: "{\n  \"a\": 1\n}\n",
                after:
                    "{\n  \"a\": 1,\n  \"new\": {\n    \"x\": 1,\n    \"y\": [\n      2,\n      3\n    ]\n  }\n}\n"
            ),
            Style(
                before: "{\r\n\t\"a\" : {\r\n\t\t\"b\" : 1\r\n\t}\r\n}",
                path: ["a"],
                after:
                    "{\r\n\t\"a\" : {\r\n\t\t\"b\" : 1,\r\n\t\t\"new\" : {\r\n\t\t\t\"x\" : 1,\r\n\t\t\t\"y\" : [\r\n\t\t\t\t2,\r\n\t\t\t\t3\r\n\t\t\t]\r\n\t\t}\r\n\t}\r\n}"
            ),
            Style(
                before: "{\n    \"e\": {}\n}",
                path: ["e"],
                after:
                    "{\n    \"e\": {\n        \"new\": {\n            \"x\": 1,\n            \"y\": [\n                2,\n                3\n            ]\n        }\n    }\n}"
            ),
            Style(before: #"{"e":{}}"#, path: ["e"], after: #"{"e":{"new":{"x":1,"y":[2,3]}}}"#),
            Style(
                before: "{}",
                after:
                    "{\n    \"new\": {\n        \"x\": 1,\n        \"y\": [\n            2,\n            3\n        ]\n    }\n}"
            ),
            Style(
                before: "{\n  \"a\": {\"k\": 1, \"l\": 2},\n  \"b\": {\"k\": 1, \"l\": 2}\n}",
                after:
                    "{\n  \"a\": {\"k\": 1, \"l\": 2},\n  \"b\": {\"k\": 1, \"l\": 2},\n  \"new\": {\"x\": 1, \"y\": [2, 3]}\n}"
            ),
        ]
    )
    func style(_ style: Style) throws {
        let tree = JSONTree.object([
            .init(name: "x", value: number("1")),
            .init(name: "y", value: .list([number("2"), number("3")])),
        ])
        let result = try edit(style.before, at: style.path, add: [.init(name: "new", value: tree)])
        #expect(result == style.after)
    }

    // MARK: - Removal

    @Test(
        "a member that is removed takes one comma along",
        arguments: [
            ("a", "{ \"b\": 2,\n \"c\": 3 }"), ("b", "{ \"a\": 1,\n \"c\": 3 }"),
            ("c", "{ \"a\": 1, \"b\": 2 }"),
            ("ab", "{ \"c\": 3 }"), ("bc", "{ \"a\": 1 }"), ("ac", "{ \"b\": 2 }"), ("abc", "{}"),
        ]
    )
    func removal(_ names: String, _ expected: String) throws {
        let result = try edit("{ \"a\": 1, \"b\": 2,\n \"c\": 3 }", remove: Set(names.map { String($0) }))
        #expect(result == expected)
    }

    @Test("the last members go while others come")
    func exchange() throws {
        let added = [JSONTree.Member(name: "n", value: number("9"))]
        #expect(
            try edit("{\n  \"a\": 1,\n  \"b\": 2\n}", remove: ["b"], add: added)
                == "{\n  \"a\": 1,\n  \"n\": 9\n}"
        )
        #expect(try edit("{\n  \"a\": 1\n}", remove: ["a"], add: added) == "{\n  \"n\": 9\n}")
        #expect(try edit("{\"a\": 1}", remove: ["a"], add: added) == "{\"n\": 9}")
    }

    // MARK: - Secrets and text

    @Test(
        "text cannot break out of its string",
        arguments: [
            "\"", "\\", "\n\r\t\u{0}", "{{x}}", "\u{2028}\u{2029}", "</script>", "\",\"a\":\"", "😀", "\u{7F}",
        ]
    )
    func hostileText(_ value: String) throws {
        let secret = Secret(copying: Array(value.utf8))
        let result = try edit(
            "{\"a\": 0, \"b\": 1}",
            replace: ["a": text(value), "b": .string([.text(Array("<".utf8)), .secret(secret)])]
        )
        let parsed = try #require(
            try JSONSerialization.jsonObject(with: Data(result.utf8)) as? [String: String]
        )
        #expect(parsed == ["a": value, "b": "<" + value])
        #expect(!result.unicodeScalars.contains { "\u{2028}\u{2029}".unicodeScalars.contains($0) })
    }

    // MARK: - Any document, any edit

    @Test("nothing but the edited members changes, in any document", arguments: 0..<400)
    func property(_ seed: Int) throws {
        var random = RandomJSON(seed: UInt64(seed) + 1)
        let source = random.document()
        let document = try JSONDocument(Array(source.utf8))
        var edits = JSONEdits(document)
        var expectation = Expectation(document: document, seed: UInt64(seed) + 77)
        expectation.plan(document.root, into: &edits)
        let result = Array(edits.text(in: source).utf8)
        let parsed: JSONDocument
        do {
            parsed = try JSONDocument(result)
        } catch {
            Issue.record("\(error.message) at \(error.offset) of\n\(String(decoding: result, as: UTF8.self))")
            return
        }
        try expectation.check(document.root, against: parsed.root, in: parsed)
    }
}

/// Random edits of a document, remembered for comparing.
private struct Expectation {
    let document: JSONDocument
    var generator: SeededGenerator
    /// By the start of the object.
    var edits: [Int: JSONObjectEdit] = [:]

    init(document: JSONDocument, seed: UInt64) {
        self.document = document
        generator = SeededGenerator(seed: seed)
    }

    mutating func plan(_ object: JSONSpan, into edits: inout JSONEdits) {
        let members = document.members(of: object)
        var edit = JSONObjectEdit(object, members: members)
        for (index, member) in members.enumerated() {
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: edit.removed.insert(index)
            case 1: edit.replaced[index] = tree(index)
            default: if member.value.kind == .object { plan(member.value, into: &edits) }
            }
        }
        for index in 0..<Int.random(in: 0..<3, using: &generator) {
            edit.added.append(.init(name: "added\"\(index)", value: tree(index)))
        }
        edits.apply(edit)
        self.edits[object.range.lowerBound] = edit
    }

    private mutating func tree(_ index: Int) -> JSONTree {
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: .literal(Array("0.5\(index)".utf8))
        case 1:
            .string([.text(Array("t\"\(index)".utf8)), .secret(Secret(copying: Array("s\\\(index)".utf8)))])
        case 2: .object([.init(name: "in", value: .literal(Array("null".utf8)))])
        default: .list([.literal(Array("true".utf8)), .object([])])
        }
    }

    /// Whether `new` is `old` with the planned edits and without any other difference.
    func check(_ old: JSONSpan, against new: JSONSpan, in result: JSONDocument) throws {
        guard let edit = edits[old.range.lowerBound] else {
            #expect(result.raw(new.range) == document.raw(old.range))
            return
        }
        let members = result.members(of: new)
        let kept = edit.members.indices.filter { !edit.removed.contains($0) }
        try #require(members.count == kept.count + edit.added.count)
        for (index, member) in zip(kept, members) {
            #expect(result.raw(member.nameRange) == document.raw(edit.members[index].nameRange))
            if let tree = edit.replaced[index] {
                expectEqual(member.value, tree, in: result)
            } else if edit.members[index].value.kind == .object {
                try check(edit.members[index].value, against: member.value, in: result)
            } else {
                #expect(result.raw(member.value.range) == document.raw(edit.members[index].value.range))
            }
        }
        for (planned, member) in zip(edit.added, members.dropFirst(kept.count)) {
            #expect(member.name == planned.name)
            expectEqual(member.value, planned.value, in: result)
        }
    }

    private func expectEqual(_ value: JSONSpan, _ tree: JSONTree, in result: JSONDocument) {
        #expect(JSONCanonical(value, in: result) == JSONCanonical(tree))
    }
}

extension JSONEdits {
    /// A document's text after the edits.
    func text(in source: String) -> String {
        spliced(into: Secret(copying: Array(source.utf8))).withBytes { String(decoding: $0, as: UTF8.self) }
    }
}
