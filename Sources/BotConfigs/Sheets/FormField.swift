import Cryptography
import SlotModel

/// One field of the form into which somebody types a connection, as a sheet shows it.
struct FormField: Sendable {
    enum Value: Sendable {
        /// Never looked at here: whoever prints the sheet puts it in.
        case credential(CredentialField)
        case text(String)
        /// Neither the slot nor the exchange says it.
        case unknown
    }

    var title: String
    var value: Value
    /// `nil`: there is nothing to prove.
    var proof: SeenSlot.Proof?

    /// The fields of a file that are for a slot, in the order of the template.
    static func all(of slot: BotSlot, _ file: BotTemplate.File, _ template: BotTemplate) -> [FormField] {
        let report = slot.facts?.report
        let seen = report.map { SeenSlot($0) } ?? SeenSlot()
        return file.fields.compactMap { field in
            if let condition = field.condition, !condition.holds(for: slot.slot, on: slot.network) {
                return nil
            }
            switch field.value {
            case .unknown: return nil
            case .constant(let value): return FormField(title: field.name, value: .text(value.word))
            case .from(let sources):
                // A form has no field for what this kind of key does not have.
                let isOfKeys = sources.allSatisfy { $0.credential != nil }
                if isOfKeys {
                    guard
                        let named = sources.compactMap(\.credential).first(where: {
                            slot.slot.credentials[$0] != nil
                        })
                    else { return nil }
                    return FormField(title: field.name, value: .credential(named), proof: signIn(report))
                }
                guard let source = sources.first else { return nil }
                return FormField(field, source, slot, template, seen)
            }
        }
    }

    private init(title: String, value: Value, proof: SeenSlot.Proof? = nil) {
        (self.title, self.value, self.proof) = (title, value, proof)
    }

    private init?(
        _ field: BotTemplate.Member,
        _ source: BotTemplate.Source,
        _ slot: BotSlot,
        _ template: BotTemplate,
        _ seen: SeenSlot
    ) {
        title = field.name
        if source == .exchange {
            guard let id = template.ids[slot.slot.exchange.value] else { return nil }
            value = .text(id.value)
            return
        }
        // What the exchange tells of the account is what it is, whatever the slot wants.
        if let trait = source.trait {
            let told = seen.word(for: trait)
            proof = told == nil ? .unknown : .met
            guard let word = told ?? slot.said(source)?.word(in: nil) else {
                value = .unknown
                return
            }
            value = .text(field.word(for: word))
            return
        }
        guard let word = slot.said(source)?.word(in: field.unit) else { return nil }
        value = .text(field.word(for: word))
    }

    private static func signIn(_ report: SlotReport?) -> SeenSlot.Proof {
        switch report?.checks.first(where: { $0.check == .signIn })?.outcome {
        case .pass, .warn: .met
        case .fail where report?.status == .invalidCredentials: .broken
        default: .unknown
        }
    }
}

extension BotTemplate.Member {
    /// What the form says for what a slot says; the same where the template has no other word.
    fileprivate func word(for said: String) -> String {
        values.first { $0.name == said }?.value.word ?? said
    }
}

extension BotTemplate.Source {
    fileprivate var trait: BotTemplate.AccountTrait? {
        switch self {
        case .contract: .contract
        case .positionMode: .positionMode
        case .marginMode: .marginMode
        default: nil
        }
    }
}

extension SaidValue {
    /// `nil`: a credential, or a number without an exact form.
    fileprivate func word(in unit: BotTemplate.Member.Unit?) -> String? {
        switch self {
        case .secret: nil
        case .text(let text): text
        case .number(let number): number.shifted(by: unit?.shift ?? 0)?.description
        }
    }
}

extension ExtraValue {
    /// As a form would take it.
    fileprivate var word: String {
        switch self {
        case .null, .list, .map: ""
        case .boolean(let value): value ? "yes" : "no"
        case .number(let text), .text(let text): text
        }
    }
}
