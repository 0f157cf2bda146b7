import SlotModel

/// What slots say under `as:`.
extension IDAssignment {
    mutating func honourWishes() {
        for slot in waiting {
            guard let wish = slot.ids[bot.name] else { continue }
            let base = base(of: wish.value)
            if base.isEmpty || declared.isOther(base) || !isPossible(wish.value)
                || !wish.value.unicodeScalars.allSatisfy({ $0.properties.isPrintable })
            {
                refuse(
                    slot,
                    "slot.wrong-id",
                    "'\(bot.name)' cannot have a connection of this name",
                    at: wish.place,
                    help: "write the bot's id for the exchange, such as '\(example(for: slot))'"
                )
            } else if !declared.areNamedBySlot, let other = selectors(of: base).first,
                !selectors(of: base).contains(slot.exchange.value)
            {
                refuse(
                    slot,
                    "slot.wrong-id",
                    "'\(base)' is what \(template.kind) calls \(other.displayName), "
                        + "and this slot is for \(slot.exchange.value.displayName)",
                    at: wish.place,
                    help: "write '\(example(for: slot))'"
                )
            } else if let holder = holders[wish.value] {
                refuse(
                    slot,
                    "slot.duplicate-id",
                    "the slot '\(holder)' has the id '\(wish.value)' in '\(bot.name)' already",
                    at: wish.place,
                    help: "give one of the two another number, or leave 'as' out and slots picks one"
                )
            } else {
                if !declared.areNamedBySlot { warn(about: wish, base, slot) }
                give(wish.value, to: slot)
            }
        }
    }

    /// Whether the file can have a connection of that name.
    func isPossible(_ id: String) -> Bool { declared.naming != .variable || isVariableName(id) }

    /// Tells of an id that the bot would not give.
    private mutating func warn(about wish: Located<String>, _ base: String, _ slot: Slot) {
        if let further = unknownNumber(wish.value, base) {
            findings.append(
                Finding(
                    .warning,
                    "slot.unknown-id",
                    "'\(wish.value)' is no id of \(template.kind): a further connection has a number from 2 on",
                    at: wish.place,
                    slot: slot.name,
                    help: "write '\(further)'"
                )
            )
        }
        if selectors(of: base).isEmpty {
            findings.append(
                Finding(
                    .warning,
                    "slot.unknown-id",
                    "'\(base)' is no id that templates/\(template.kind) knows",
                    at: wish.place,
                    slot: slot.name,
                    help: "right if a newer \(template.kind) knows it"
                )
            )
        }
    }

    /// What stands before the separator.
    func base(of id: String) -> String {
        guard !template.isOnePerExchange else { return id }
        let (text, separator) = (Array(id.utf8), Array(template.numberSeparator.utf8))
        guard !separator.isEmpty, text.count >= separator.count else { return id }
        let end = (0...(text.count - separator.count)).first { text[$0...].starts(with: separator) }
        return end.map { String(decoding: text[..<$0], as: UTF8.self) } ?? id
    }

    /// The id that is meant by one whose number the bot would not give; `nil`: the id is as it should be.
    private func unknownNumber(_ id: String, _ base: String) -> String? {
        guard id != base else { return nil }
        let number = id.utf8.dropFirst(base.utf8.count + template.numberSeparator.utf8.count)
        let isPlain = !number.isEmpty && number.count <= 9 && number.allSatisfy { (0x30...0x39).contains($0) }
        if isPlain, number.first != UInt8(ascii: "0"), number.count > 1 || number.first != UInt8(ascii: "1") {
            return nil
        }
        return base + template.numberSeparator + "2"
    }

    private func selectors(of base: String) -> [Selector] {
        template.ids.filter { $0.value.value == base }.map(\.key).sorted()
    }

    private func example(for slot: Slot) -> String {
        let id = template.ids[slot.exchange.value]?.value ?? "bitget"
        let second = id + template.numberSeparator + "2"
        return isPossible(second) ? second : id
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isPrintable: Bool {
        switch generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            false
        default: true
        }
    }
}
