import BotConfigs
import Foundation
import TestSupport
import Testing

@Suite("Mustache", .enabled(if: Shared.isPresent, "no public suite in ../shared"))
struct MustacheSpecTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var module: String
        var name: String
        var template: String
        var data: MustacheValue
        var expected: String
        var testDescription: String { "\(module): \(name)" }
    }

    static let cases: [Case] = ["comments", "delimiters", "interpolation", "inverted", "sections"]
        .flatMap { module -> [Case] in
            guard let bytes = try? Shared.bytes("data/mustache-spec/specs/\(module).json"),
                let json = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any],
                let tests = json["tests"] as? [[String: Any]]
            else { return [] }
            return tests.compactMap { test in
                guard let name = test["name"] as? String, let template = test["template"] as? String,
                    let expected = test["expected"] as? String
                else { return nil }
                // Partials are not offered.
                guard test["partials"] == nil else { return nil }
                return Case(
                    module: module,
                    name: name,
                    template: template,
                    data: value(test["data"]) ?? .object([:]),
                    expected: expected
                )
            }
        }

    /// `nil` for null, which the specification treats like a missing name.
    static func value(_ json: Any?) -> MustacheValue? {
        switch json {
        case let number as NSNumber where isBoolean(number): .boolean(number.boolValue)
        case let number as NSNumber: .text("\(number)")
        case let text as String: .text(text)
        case let list as [Any]: .list(list.map { value($0) ?? .boolean(false) })
        case let object as [String: Any]: .object(object.compactMapValues(value))
        default: nil
        }
    }

    private static func isBoolean(_ number: NSNumber) -> Bool {
        String(cString: number.objCType) == "c" || String(cString: number.objCType) == "B"
    }

    @Test("does what the specification's core modules say", arguments: cases)
    func specification(_ testCase: Case) throws {
        let template = try MustacheTemplate(testCase.template)
        let output = try template.render(testCase.data, escapesHTML: true, isStrict: false, limit: 1 << 20)
        #expect(String(decoding: output, as: UTF8.self) == testCase.expected)
    }

    @Test("the specification is there in full")
    func isComplete() {
        #expect(Self.cases.count == 122)
    }
}
