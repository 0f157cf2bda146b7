package import Cryptography
package import SlotModel

/// Gives every slot of a bot its id: `as:`, or the id that it had, or the template's id, or that with the next number.
///
/// - Parameters:
///   - existing: The bot's file with the entries, as it is; `nil` when it is missing.
///   - owned: What slots wrote into that file.
///   - credentials: By the slot's name. An entry of the file that holds a slot's key is found again by it
///     when the state was lost.
/// - Returns: Slot name to id. A slot with an error finding has none.
package func assignIDs(
    to slots: [Slot],
    of bot: Bot,
    template: BotTemplate,
    existing: [UInt8]?,
    owned: OwnedMembers,
    credentials: [String: [CredentialField: Secret]] = [:]
) -> (ids: [String: String], findings: [Finding]) {
    ([:], [])
}
