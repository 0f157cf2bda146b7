import BotConfigs
import Cryptography
import SlotModel

/// The newer generation of Aster's keys, told by the look of the values: an address, and a private key.
struct AsterWallet {
    let credentials: [CredentialField: Secret]
    /// As the file has it; public.
    let address: String

    init?(_ entry: ImportedEntry, _ selector: Selector) {
        guard selector.descriptor.forms.contains(where: { $0.fields.contains(.apiWallet) }),
            let key = entry.credentials[.apiWallet], let secret = entry.credentials[.privateKey],
            key.withBytes({ Self.isHex($0[...], digits: 40, needsPrefix: true) }),
            secret.withBytes({ Self.isHex($0[...], digits: 64, needsPrefix: false) })
        else { return nil }
        credentials = [.apiWallet: key, .privateKey: secret]
        address = key.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    private static func isHex(_ text: Slice<UnsafeRawBufferPointer>, digits: Int, needsPrefix: Bool) -> Bool {
        let hasPrefix = text.prefix(2).elementsEqual("0x".utf8) || text.prefix(2).elementsEqual("0X".utf8)
        guard hasPrefix || !needsPrefix else { return false }
        let rest = hasPrefix ? text.dropFirst(2) : text
        return rest.count == digits
            && rest.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 0x20) }
    }
}
