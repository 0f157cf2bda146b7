import SlotModel

extension Examination {
    /// Tells answers of the built-in exchange as its own, not as those of the one that it stands for.
    mutating func speakForBuiltIn(_ selector: Selector) {
        let name = selector.descriptor.exchange
        for index in remarks.indices where remarks[index].code.hasPrefix("exchange.") {
            remarks[index].speakForBuiltIn(name, selector)
        }
        // Nobody is sent to the real one's pages for a fake key.
        for index in remarks.indices {
            guard let help = remarks[index].help, help.leadsTo(name) else { continue }
            let own =
                "choose another of the built-in exchange's keys (slots sandbox --fakes \(selector.rawValue))"
            let real = "for a key of \(name) itself write 'network: live' in slots.yaml"
            remarks[index].help = ([own] + help.parts(besidesThoseTo: name) + [real]).joined(separator: "; ")
        }
        if advice?.leadsTo(name) == true { advice = nil }
        if summary.leadsTo(name) { summary = String(summary.prefix { $0 != ";" }) }
        summary.replace(name, with: "the built-in exchange")
    }
}

extension Examination.Remark {
    fileprivate mutating func speakForBuiltIn(_ name: String, _ selector: Selector) {
        // A key of another network than the slot's is told by its own help.
        let isOfOtherNetwork = help?.contains("set 'network: ") == true
        if status == .ipNotAllowed {
            help =
                "this fake account shows a key with a list that lacks this machine; for a key of \(name) itself write "
                + "'network: live' in slots.yaml"
        }
        if status == .invalidCredentials, !isOfOtherNetwork {
            // Why a key of the real one could be gone explains nothing here.
            if message.hasPrefix(name) {
                let own = message.firstRange(of: " (\(name): ")?.lowerBound ?? message.endIndex
                message = String(message[..<own].prefix { $0 != ":" } + message[own...])
            }
            help =
                "the built-in exchange knows only its own keys (slots sandbox --fakes \(selector.rawValue)): copy one "
                + "whole, each value in its place; for a key of \(name) itself write 'network: live' in slots.yaml"
        }
        message =
            message.replacing(" (\(name): ", with: " (").replacing(name, with: "the built-in exchange")
            .replacing("the slot is for the live exchange", with: "the slot runs on the built-in exchange")
    }
}

extension String {
    /// What a help says to do here: `take it over with: slots replace-key main`.
    fileprivate func parts(besidesThoseTo exchange: String) -> [String] {
        split(separator: "; ").compactMap { part in
            let steps = part.split(separator: ", and ").filter { !String($0).leadsTo(exchange) }
            return steps.isEmpty ? nil : steps.joined(separator: ", and ")
        }
    }

    /// Whether a text leads to something that only the exchange's own site has.
    fileprivate func leadsTo(_ exchange: String) -> Bool {
        guard contains(exchange), !contains("'network: live'") else { return false }
        return [" page", "log in", "notices", "transfer", "deposit"].contains { contains($0) }
    }
}
