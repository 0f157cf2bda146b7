import Cryptography
import PlainJSON
import TestSupport
import Testing

/// The primitives of `Vectors/signing.json`.
///
/// `eip191_personal` and `abi_encode` belong to a signing scheme that the exchange has withdrawn; nothing here can
/// make or read such signatures, and so they are left out.
enum Vectors {
    static func list(_ name: String) throws -> [JSONValue] {
        let file = try JSONValue.read(try Shared.vectors("signing.json"))
        let list = try #require(file["primitives"]?[name]?.array, "\(name)")
        #expect(!list.isEmpty)
        return list
    }
}

extension JSONValue {
    func text(_ name: String) throws -> String {
        try #require(self[name]?.string, "\(name)")
    }

    /// The bytes of a member that holds hexadecimal digits, with or without `0x`.
    func bytes(_ name: String) throws -> [UInt8] {
        let text = try text(name)
        return try #require(Hex.bytes(text.hasPrefix("0x") ? text.dropFirst(2) : text[...]), "\(name)")
    }
}

extension Secret {
    convenience init(text: String) { self.init(copying: Array(text.utf8)) }

    var array: [UInt8] { withBytes { Array($0) } }
}
