import SlotModel

/// What the accounts of one exchange are like; as it is made, everything as it should be.
protocol SandboxTraits: Sendable {
    static var selectors: [Selector] { get }
    /// Whether the exchange knows the key, or the main wallet.
    var isKnown: Bool { get }
    var fault: AnswerFault? { get set }

    init()
}

/// What an account is there to show, before it has credentials.
struct SandboxRole<Traits: SandboxTraits>: Sendable {
    let name: String
    let expected: Status
    let explanation: String
    let generations: [SandboxAccount.Generation]
    let selectors: [Selector]
    let slotLines: [String]
    /// Days from today that the slot's `expires:` line has to name; `nil`: no such line.
    let endsAfterDays: Int?
    let traits: Traits

    init(
        _ name: String,
        _ expected: Status,
        _ explanation: String,
        on generations: [SandboxAccount.Generation] = SandboxAccount.Generation.allCases,
        of selectors: [Selector] = Traits.selectors,
        slotLines: [String] = [],
        endsAfterDays: Int? = nil,
        _ change: (inout Traits) -> Void = { _ in }
    ) {
        (self.name, self.expected, self.explanation) = (name, expected, explanation)
        (self.generations, self.selectors) = (generations, selectors)
        (self.slotLines, self.endsAfterDays) = (slotLines, endsAfterDays)
        var traits = Traits()
        change(&traits)
        self.traits = traits
    }

    static func numbered(_ number: Int) -> SandboxRole {
        SandboxRole("numbered-\(number)", .connected, "one of many, for benchmarks")
    }

    /// What accounts of every exchange show.
    ///
    /// - Parameter foreign: Another exchange's error.
    static func faults(foreign: AnswerFault) -> [SandboxRole] {
        AnswerFault.shown(foreign: foreign).map { shown in
            SandboxRole(shown.role, shown.expected, shown.explanation) { $0.fault = shown.fault }
        }
    }

    /// - Parameters:
    ///   - generation: `nil`: the exchange has one kind of credentials.
    ///   - accountName: `nil`: the exchange tells none.
    func account(
        _ selector: Selector,
        _ credentials: [CredentialField: String],
        generation: SandboxAccount.Generation? = nil,
        accountName: String? = nil,
        mainWalletPrivateKey: String? = nil
    ) -> SandboxAccount {
        SandboxAccount(
            name: selector.rawValue + (generation == .v1 ? "-v1-" : "-") + name,
            selector: selector,
            generation: generation,
            credentials: credentials,
            accountName: accountName,
            expected: expected,
            explanation: explanation,
            fixedSlotLines: slotLines,
            endsAfterDays: endsAfterDays,
            mainWalletPrivateKey: mainWalletPrivateKey
        )
    }
}

/// The accounts of an exchange: each a role with a status to show.
protocol SandboxCast: Sendable {
    associatedtype Traits: SandboxTraits
    typealias Role = SandboxRole<Traits>

    static var roles: [Role] { get }

    static func account(
        _ role: Role,
        _ selector: Selector,
        _ generation: SandboxAccount.Generation
    ) -> SandboxAccount
}

extension SandboxCast {
    /// A selector's roles, of exchanges with several kinds of credentials those of one kind.
    static func roles(_ selector: Selector, _ generation: SandboxAccount.Generation = .v3) -> [Role] {
        roles.filter { $0.selectors.contains(selector) && $0.generations.contains(generation) }
    }

    /// All that the exchange knows, and as many numbered ones of each selector.
    static func everybody(
        numbered: Int,
        _ generation: SandboxAccount.Generation = .v3
    ) -> [(role: Role, selector: Selector)] {
        Traits.selectors.flatMap { selector in
            (roles(selector, generation).filter(\.traits.isKnown) + (0..<max(0, numbered)).map(Role.numbered))
                .map { ($0, selector) }
        }
    }
}
