import Operations
import SlotsCLI
import Testing

@Suite("Declarations of commands")
struct DeclarationTests {
    static let all = CommandName.allCases.map(CommandDeclaration.of)

    @Test("name their own command", arguments: CommandName.allCases)
    func names(_ name: CommandName) { #expect(CommandDeclaration.of(name).name == name) }

    @Test("never take a secret as an option")
    func noSecrets() {
        let words = ["secret", "key", "pass", "token", "wallet", "credential"]
        // A choice of places, and addresses, which are public.
        let harmless = ["secrets", "api-wallet", "main-wallet"]
        for option in Self.all.flatMap(\.options) + CommonOptions.declarations
        where !harmless.contains(option.long) {
            #expect(!words.contains { option.long.contains($0) }, "--\(option.long)")
        }
    }

    @Test("use an option's name for one thing only, so that it may stand before the command")
    func oneMeaning() {
        var takesValue: [String: Bool] = [:]
        for option in Self.all.flatMap(\.options) + CommonOptions.declarations {
            let isValue = option.value != nil
            #expect(takesValue[option.long, default: isValue] == isValue)
            takesValue[option.long] = isValue
        }
        let own = Set(Self.all.flatMap(\.options).map(\.long))
        #expect(own.isDisjoint(with: CommonOptions.declarations.map(\.long)))
        let shorts = Set(Self.all.flatMap(\.options).compactMap(\.short))
        #expect(shorts.isDisjoint(with: CommonOptions.declarations.compactMap(\.short)))
    }

    @Test("are told in the house's style", arguments: CommandName.allCases)
    func style(_ name: CommandName) {
        let declaration = CommandDeclaration.of(name)
        let options = declaration.options + declaration.common
        let halves =
            [declaration.summary] + options.map(\.help) + declaration.arguments.map(\.help)
            + declaration.examples.map(\.purpose)
        for text in halves {
            #expect(!text.hasSuffix("."), "\(text)")
            #expect(text.first?.isUppercase == false, "\(text)")
        }
        for paragraph in declaration.description { #expect(paragraph.hasSuffix("."), "\(paragraph)") }
        #expect(!declaration.examples.isEmpty)
        #expect(declaration.exitCodes.contains(.done))
        #expect(declaration.exitCodes.contains(.usage))
        #expect(Set(declaration.exitCodes).count == declaration.exitCodes.count)
    }

    @Test("have examples that parse", arguments: CommandName.allCases)
    func examples(_ name: CommandName) throws {
        for example in CommandDeclaration.of(name).examples {
            let line = example.line.split(separator: "&&").last.map(String.init) ?? ""
            let words = (line.contains("slots ") ? line : example.line).split(separator: " ").map(String.init)
            let first = try #require(words.firstIndex { $0.hasSuffix("slots") }, "\(example.line)")
            let own = words[(first + 1)...].prefix { !["&&", ">"].contains($0) }
            guard case .run = try parseArguments(Array(own)) else {
                Issue.record("\(example.line)")
                continue
            }
        }
    }
}
