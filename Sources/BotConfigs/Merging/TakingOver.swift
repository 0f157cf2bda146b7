package import SlotModel

extension Slot {
    /// How other credentials come into the slot: `take them over with: slots replace-key bitget`.
    package var takingOver: String {
        keepsItsOwn
            ? "take them over with: slots replace-key \(name)" : "put them where the slot takes its own from"
    }

    /// Whether all credentials lie where slots can change them.
    package var keepsItsOwn: Bool {
        credentials.values.allSatisfy { reference in
            switch reference.value {
            case .store, .file, .plain: true
            case .environment, .systemd, .command: false
            }
        }
    }
}
