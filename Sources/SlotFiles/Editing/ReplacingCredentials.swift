package import SlotModel

/// A slot file in which credentials are to be had elsewhere.
///
/// Only the values change: comments, order, line ends, indentation, and the quotes of everything else stay. The
/// result is read again and compared, so that what comes out is what was asked for, or a finding.
///
/// - Parameters:
///   - bytes: The file.
///   - slot: The slot's name.
///   - references: What the fields get. A field that the file lacks comes behind the last one. A value that is no
///     reference is written into the file as it is.
///   - fields: What the slot has no more; other fields have to be left.
///   - day: The last day of the new key, for a file that names one under `expires`; `nil` leaves that as it is.
/// - Throws: The file's own first error; `slot.shared-value` at an alias that would change too; `slot.not-editable`.
package func replacingCredentials(
    in bytes: [UInt8],
    of slot: String,
    with references: [CredentialField: SecretReference],
    removing fields: Set<CredentialField> = [],
    expires day: CalendarDate? = nil
) throws(Finding) -> [UInt8] {
    let file = "slots/\(slot).yaml"
    if let error = readSlot(bytes, named: slot).findings.first(where: { $0.severity == .error }) {
        throw error
    }
    guard let original = CredentialEdit(bytes, file: file) else {
        throw Finding(
            .error,
            "slot.not-editable",
            "\(file) is written in a way that slots cannot change safely",
            slot: slot,
            help: "change the credentials by hand"
        )
    }
    let changed = fields.union(references.keys)
    var edited = original
    func edit(_ change: (CredentialEdit) throws(Finding) -> [UInt8]) throws(Finding) {
        guard let next = CredentialEdit(try change(edited), file: file) else {
            throw original.reasonAgainst(changing: changed)
        }
        edited = next
    }
    for (field, reference) in references.sorted(by: { $0.key < $1.key }) {
        try edit { file throws(Finding) in try file.putting(reference, into: field) }
    }
    for field in fields.sorted() {
        try edit { file throws(Finding) in try file.removing(field) }
    }
    if let day {
        try edit { file throws(Finding) in try file.putting(day) }
    }
    guard let result = readSlot(edited.bytes, named: slot).slot,
        edited.isEqual(to: original, exceptFor: changed, andExpiry: day != nil),
        day == nil || result.expires?.value == day,
        edited.bytes.count <= BoundedFile.maximumSize,
        references.allSatisfy({ result.credentials[$0.key]?.value == $0.value }),
        fields.allSatisfy({ result.credentials[$0] == nil })
    else { throw original.reasonAgainst(changing: changed) }
    return edited.bytes
}
