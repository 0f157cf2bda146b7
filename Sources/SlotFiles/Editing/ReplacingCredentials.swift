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
/// - Throws: The file's own first error; `slot.shared-value` at an alias that would change too; `slot.not-editable`.
package func replacingCredentials(
    in bytes: [UInt8],
    of slot: String,
    with references: [CredentialField: SecretReference]
) throws(Finding) -> [UInt8] {
    let file = "slots/\(slot).yaml"
    if let error = readSlot(bytes, named: slot).findings.first(where: { $0.severity == .error }) {
        throw error
    }
    guard let original = CredentialEdit(bytes, file: file) else {
        preconditionFailure("a slot that was read has credentials")
    }
    var edited = original
    for (field, reference) in references.sorted(by: { $0.key < $1.key }) {
        guard let next = CredentialEdit(try edited.putting(reference, into: field), file: file) else {
            throw original.reasonAgainst(changing: references.keys)
        }
        edited = next
    }
    let credentials = readSlot(edited.bytes, named: slot).slot?.credentials
    guard edited.isEqual(to: original, exceptFor: references.keys),
        edited.bytes.count <= BoundedFile.maximumSize,
        references.allSatisfy({ credentials?[$0.key]?.value == $0.value })
    else { throw original.reasonAgainst(changing: references.keys) }
    return edited.bytes
}
