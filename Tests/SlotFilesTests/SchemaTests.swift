import Foundation
import PlainJSON
import SlotFiles
import SlotModel
import Testing

/// The part of JSON Schema that our schemas use, as an editor applies it.
private struct Validator {
    func accepts(_ value: JSONValue, _ schema: JSONValue) -> Bool {
        (schema.object ?? []).allSatisfy { keyword in holds(keyword, value, schema) }
    }

    private func holds(_ keyword: JSONValue.Member, _ value: JSONValue, _ schema: JSONValue) -> Bool {
        switch keyword.name {
        case "type":
            let names = keyword.value.array?.compactMap(\.string) ?? [keyword.value.string ?? ""]
            if case .number(let text) = value, names.contains("integer") { return Int(text) != nil }
            return names.contains(typeName(of: value))
        case "enum": return keyword.value.array?.contains(value) == true
        case "pattern":
            guard let text = value.string, let pattern = keyword.value.string else { return true }
            return text.range(of: pattern, options: .regularExpression) != nil
        case "minLength": return value.string.map { $0.unicodeScalars.count >= number(keyword) } ?? true
        case "maxLength": return value.string.map { $0.unicodeScalars.count <= number(keyword) } ?? true
        case "minimum":
            guard case .number(let text) = value else { return true }
            return ExactDecimal(text).map { $0 >= ExactDecimal(number(keyword)) } ?? false
        case "maximum":
            guard case .number(let text) = value else { return true }
            return ExactDecimal(text).map { $0 <= ExactDecimal(number(keyword)) } ?? false
        case "minItems": return value.array.map { $0.count >= number(keyword) } ?? true
        case "uniqueItems": return value.array.map { Set($0).count == $0.count } ?? true
        case "minProperties": return value.object.map { $0.count >= number(keyword) } ?? true
        case "maxProperties": return value.object.map { $0.count <= number(keyword) } ?? true
        case "items": return value.array?.allSatisfy { accepts($0, keyword.value) } ?? true
        case "required":
            return keyword.value.array?.compactMap(\.string).allSatisfy {
                value.object == nil || value[$0] != nil
            } ?? true
        case "properties":
            return keyword.value.object?.allSatisfy { property in
                value[property.name].map { accepts($0, property.value) } ?? true
            } ?? true
        case "propertyNames":
            return value.object?.allSatisfy { accepts(.string($0.name), keyword.value) } ?? true
        case "additionalProperties":
            let declared = Set(schema["properties"]?.object?.map(\.name) ?? [])
            return value.object?.filter { !declared.contains($0.name) }.allSatisfy { member in
                keyword.value.boolean ?? accepts(member.value, keyword.value)
            } ?? true
        case "anyOf": return keyword.value.array?.contains { accepts(value, $0) } == true
        case "$schema", "title", "description", "examples", "default", "format": return true
        default:
            Issue.record("the schema uses \(keyword.name)")
            return false
        }
    }

    private func number(_ keyword: JSONValue.Member) -> Int {
        keyword.value.numericText.flatMap { Int($0) } ?? -1
    }

    private func typeName(of value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .boolean: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

struct SchemaTests {
    /// Files in JSON, which is YAML as well, and whether they are good.
    static let slotFiles: [(String, Bool)] = {
        func slot(_ more: String) -> String {
            #"{"exchange": "aster", "credentials": {"key": "env:A", "secret": "env:B"}\#(more)}"#
        }
        return [
            (slot(""), true), (slot(#", "fees": "0.06%""#), true),
            (slot(#", "fees": {"maker": "-0.01%", "taker": "0%"}"#), true),
            (slot(#", "fees": 0.06"#), false), (slot(#", "fees": "0.06""#), false),
            (slot(#", "fees": {"maker": "1%"}"#), false),
            (slot(#", "delay": "10s", "rate-limit": "250ms""#), true), (slot(#", "delay": 10"#), false),
            (slot(#", "delay": "10 s""#), false), (slot(#", "delay": "010s""#), false),
            (slot(#", "label": "x", "enabled": false, "network": "live""#), true),
            (slot(#", "enabled": "yes""#), false),
            (slot(#", "label": 2024"#), true), (slot(#", "label": ["x"]"#), false),
            (slot(#", "network": "mainnet""#), false),
            (slot(#", "endpoint": "https://a.example""#), true),
            (slot(#", "endpoint": {"spot": "https://a.example"}"#), true),
            (slot(#", "endpoint": "http://a.example""#), false), (slot(#", "endpoint": {}"#), false),
            (slot(#", "endpoint": "https://a.example/x""#), false),
            (slot(#", "endpoint": "http://127.0.0.1:80""#), true),
            (
                slot(
                    #", "account": {"contract": "usdt", "position-mode": "one-way", "margin-mode": "isolated"}"#
                ), true
            ),
            (slot(#", "account": {"leverage": "5"}"#), false),
            (slot(#", "require": {"balance": {"USDT": 150, "BTC": "0.5"}, "market": "BTC/USDT"}"#), true),
            (slot(#", "require": {"balance": {"USDT": -1}}"#), false),
            (slot(#", "require": {"balance": {"USDT": "1_000"}}"#), false),
            (slot(#", "require": {"market": "BTCUSDT"}"#), false),
            (slot(#", "allow": ["withdraw", "shared-key"]"#), true),
            (slot(#", "allow": "withdraw""#), false), (slot(#", "allow": ["trade"]"#), false),
            (slot(#", "expires": "2027-11-20""#), true), (slot(#", "expires": "20.11.2027""#), false),
            (slot(#", "ip-allowlist": ["203.0.113.7", "10.0.0.0/8", "2001:db8::1"]"#), true),
            (slot(#", "ip-allowlist": ["example.com"]"#), false),
            (slot(#", "proxy": "socks5h://127.0.0.1:1080""#), true),
            (slot(#", "proxy": "socks5h://me:x@127.0.0.1:1080""#), false),
            (slot(#", "proxy": "127.0.0.1:1080""#), false),
            (
                slot(
                    #", "bots": ["main"], "as": {"main": "bitget#2"}, "extra": {"main": {"type": [1, null]}}"#
                ), true
            ),
            (slot(#", "bots": ["Main"]"#), false), (slot(#", "as": {"Main": "x"}"#), false),
            (slot(#", "extra": {"main": 1}"#), false),
            (slot(#", "dealy": "10s""#), false), (#"{"exchange": "aster"}"#, false),
            (#"{"exchange": "aster", "credentials": {}}"#, false),
            (#"{"exchange": "binance", "credentials": {"key": "x"}}"#, false), (#"["exchange"]"#, false),
            (#"{"exchange": "aster", "credentials": {"apiKey": "x"}}"#, false),
            (#"{"exchange": "aster", "credentials": {"key": "env:2X"}}"#, false),
            (#"{"exchange": "aster", "credentials": {"key": "plain", "secret": 12345}}"#, true),
            (#"{"exchange": "aster", "credentials": {"key": ["x"]}}"#, false),
        ]
    }()

    static let workspaceFiles: [(String, Bool)] = [
        ("{}", true), (#"{"network": "live"}"#, true), (#"{"network": "production"}"#, false),
        (#"{"bots": {"main": {"template": "gunbot", "directory": "x", "on-apply": ["a", "b"]}}}"#, true),
        (#"{"bots": {"main": {"template": "gunbot"}}}"#, false),
        (#"{"bots": {"main": {"template": "../x", "directory": "x"}}}"#, false),
        (#"{"bots": {"main": {"template": "gunbot", "directory": "x", "on-apply": []}}}"#, false),
        (#"{"bots": {"main": {"template": "gunbot", "directory": "x", "on-apply": "a b"}}}"#, false),
        (
            #"{"policy": {"withdraw": "warn", "fee-tolerance": "0.01%", "clock-skew": "500ms", "expiry-warning": "30d"}}"#,
            true
        ),
        (#"{"policy": {"withdraw": true}}"#, false), (#"{"policy": {"clock-skew": 1}}"#, false),
        (#"{"trusted-endpoints": ["https://a.example"]}"#, true),
        (#"{"trusted-endpoints": ["a.example"]}"#, false),
        (#"{"secret-commands": {"vault": ["pass", "show", "x"]}}"#, true),
        (#"{"secret-commands": {"vault": "pass show"}}"#, false),
        (#"{"secret-commands": {"a b": ["x"]}}"#, false), (#"{"polcy": {}}"#, false),
    ]

    @Test("reader and schema agree about slots", arguments: slotFiles)
    func slots(_ text: String, _ isGood: Bool) throws {
        let value = try JSONValue.read(Array(text.utf8))
        let findings = readSlot(Array(text.utf8), named: "x").findings
        #expect(findings.containErrors == !isGood, "\(findings.map(\.told))")
        #expect(Validator().accepts(value, jsonSchema(of: .slot)) == isGood)
    }

    @Test("reader and schema agree about workspaces", arguments: workspaceFiles)
    func workspaces(_ text: String, _ isGood: Bool) throws {
        let value = try JSONValue.read(Array(text.utf8))
        let findings = readWorkspaceText(Array(text.utf8)).findings
        #expect(findings.containErrors == !isGood, "\(findings.map(\.told))")
        #expect(Validator().accepts(value, jsonSchema(of: .workspace)) == isGood)
    }

    @Test(
        "a schema is JSON of its draft, describes every key and gives examples that it accepts",
        arguments: FileKind.allCases
    )
    func form(_ kind: FileKind) throws {
        let schema = jsonSchema(of: kind)
        #expect(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
        #expect(schema["additionalProperties"] == false)
        #expect(try JSONValue.read(Array(schema.text(pretty: true).utf8)) == schema)
        let properties = try #require(schema["properties"]?.object)
        for property in properties {
            #expect(property.value["description"]?.string?.isEmpty == false, "\(property.name)")
        }
        checkExamples(schema)
    }

    private func checkExamples(_ schema: JSONValue) {
        for property in schema["properties"]?.object ?? [] {
            for example in property.value["examples"]?.array ?? [] {
                #expect(Validator().accepts(example, property.value), "\(property.name): \(example)")
            }
            checkExamples(property.value)
            for choice in property.value["anyOf"]?.array ?? [] { checkExamples(choice) }
        }
    }

    @Test("the reader takes the example of every key")
    func examples() throws {
        let properties = try #require(jsonSchema(of: .slot)["properties"]?.object)
        let optional = properties.filter { !["exchange", "credentials"].contains($0.name) }
        #expect(optional.count > 15)
        for property in optional {
            for example in property.value["examples"]?.array ?? [] {
                let yaml = "exchange: aster\ncredentials: {key: env:A}\n\(property.name): \(example.text())\n"
                #expect(readSlot(Array(yaml.utf8), named: "x").findings.map(\.told) == [], "\(property.name)")
            }
        }
    }

    @Test("every code in the sources is explained, and every explanation is of use")
    func codes() throws {
        let codes = fileExplanations.map(\.code)
        #expect(Set(codes).count == codes.count)
        for explanation in fileExplanations {
            #expect(explanation.text.hasSuffix(".") && explanation.text.count > 60, "\(explanation.code)")
            #expect(
                !explanation.title.hasSuffix(".") && explanation.title.first?.isUppercase == false
                    || explanation.title.contains("YAML")
            )
        }
        var used: Set<String> = []
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../Sources/SlotFiles"
        )
        for case let file as URL in try #require(
            FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        )
        where file.pathExtension == "swift" && !file.path.contains("/Explanations/") {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /"((?:yaml|file|slot|workspace|template)\.[a-z]+(?:-[a-z]+)*)"/)
            where !match.1.hasSuffix(".yaml") && match.1 != "template.yaml" && match.1 != "slots.yaml" {
                used.insert(String(match.1))
            }
        }
        #expect(used.count > 20)
        #expect(used.subtracting(codes) == [])
    }
}
