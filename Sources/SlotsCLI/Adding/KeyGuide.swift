package import Terminal
package import SlotModel

/// What is said before anything is asked: where to make the key, how, and for which system.
package struct KeyGuide: Sendable {
    package enum Purpose: Sendable {
        case newSlot, replacement
    }

    package var purpose: Purpose
    package var slot: String
    package var selector: Selector
    /// Where the exchange has several.
    package var form: String?
    package var network: Network
    /// Of the connector.
    package var steps: [String]
    /// Outgoing addresses that slots of the workspace name in their keys' lists.
    package var addresses: [String]
    /// This machine's own, as an exchange told it.
    package var outgoing: String?
    /// Where the slot's hosted bots sign in from.
    package var botAddresses: [String] = []

    package init(
        purpose: Purpose = .newSlot,
        slot: String,
        selector: Selector,
        form: String?,
        network: Network,
        steps: [String],
        addresses: [String],
        outgoing: String? = nil
    ) {
        self.purpose = purpose
        self.slot = slot
        self.selector = selector
        self.form = form
        self.network = network
        self.steps = steps
        self.addresses = addresses.map(escapedForeignText)
        self.outgoing = outgoing.map(escapedForeignText)
    }

    /// Lines with their ends.
    package func text(width: Int?, style: TextStyle) -> String {
        let width = min(width ?? 100, 100)
        let start =
            switch purpose {
            case .newSlot: "A new slot '\(slot)' for"
            case .replacement: "New credentials for the slot '\(slot)' on"
            }
        let title = "\(start) \(selector.displayName)\(form.map { ", of the kind '\($0)'" } ?? "")."
        var text = wrapped(title, to: width).map { style.bold($0) + "\n" }.joined()
        if let note = networkNote { text += indented(note, by: 0, width: width) }
        text += "\n"
        for (number, step) in (steps + [addressStep]).enumerated() {
            let lines = wrapped(step, to: width - 5)
            for (row, line) in lines.enumerated() {
                text += row == 0 ? "  \(number + 1). \(line)\n" : "     \(line)\n"
            }
        }
        text += "\n"
        text += indented(
            "Now paste the values. What is secret is not shown. Ctrl-C leaves "
                + (purpose == .newSlot ? "nothing behind." : "everything as it is."),
            by: 0,
            width: width
        )
        return text
    }

    private var networkNote: String? {
        switch network {
        case .live: nil
        case .testnet: "On the test network: real keys do not work there."
        case .sandbox:
            "On the sandbox, the exchange that is built into slots. It knows fake keys only, and "
                + "'slots sandbox --fakes \(selector.rawValue)' prints them."
                + (purpose == .newSlot ? " For a real key start again with '--network live'." : "")
        }
    }

    private var addressStep: String {
        guard !botAddresses.isEmpty else { return ownAddress }
        let addresses = listed(botAddresses.map(escapedForeignText))
        return "\(ownAddress) The slot's bots sign in from \(addresses): then name that, too."
    }

    private var ownAddress: String {
        let start = "If you restrict the key to addresses, name "
        let others = addresses.filter { $0 != outgoing }
        let whose = purpose == .newSlot ? "other slots here name" : "the old key's list has"
        let named = others.isEmpty ? "" : "; \(whose) \(others.joined(separator: ", "))"
        if let outgoing {
            return start + "\(outgoing), which an exchange saw this machine come from\(named)."
        }
        return start + "the one that this machine goes out with"
            + (named.isEmpty
                ? ": on a server the provider's page shows it, at home the router's." : named + ".")
    }
}

extension CredentialField {
    /// As the prompt calls it.
    package var caption: String {
        switch self {
        case .key: "API key"
        case .secret: "secret"
        case .passphrase: "passphrase"
        case .apiWallet: "API wallet's address"
        case .privateKey: "API wallet's private key"
        case .mainWallet: "main wallet's address"
        }
    }
}
