/// The slots whose entries a plan may change; those of others stay as they are.
package enum SlotScope: Sendable, Hashable {
    case all
    case only(Set<String>)
    case except(Set<String>)

    /// - Parameter slot: A slot's name; one that is gone has entries, too.
    package func includes(_ slot: String) -> Bool {
        switch self {
        case .all: true
        case .only(let names): names.contains(slot)
        case .except(let names): !names.contains(slot)
        }
    }

    /// The same slots without these.
    package func leavingOut(_ slots: Set<String>) -> SlotScope {
        switch self {
        case .all: .except(slots)
        case .only(let names): .only(names.subtracting(slots))
        case .except(let names): .except(names.union(slots))
        }
    }
}
