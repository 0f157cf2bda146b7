import Foundation
import Glibc

/// Looks for a secret in whatever came out, also in the usual disguises.
struct Canary {
    /// The forms that a secret might take, with what they are called.
    private let forms: [(name: String, bytes: Data)]

    init(_ secret: String) {
        let text = Data(secret.utf8)
        let digits = secret.hasPrefix("0x") ? String(secret.dropFirst(2)) : secret
        var forms: [(String, Data)] = [
            ("as it is", text), ("without 0x", Data(digits.utf8)),
            ("in capitals", Data(digits.uppercased().utf8)),
            ("in small letters", Data(digits.lowercased().utf8)),
            ("reversed", Data(String(digits.reversed()).utf8)),
            ("in hex", Data(Self.hex(Data(digits.utf8)).utf8)),
            ("URL-encoded", Data(Self.percent(secret).utf8)),
            ("in UTF-16", Data(digits.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })),
        ]
        // Base64 of the secret at any offset of a longer text: the inner part is the same.
        for (name, bytes) in [("text", Data(digits.utf8)), ("bytes", Self.bytes(ofHex: digits))] {
            for offset in 0..<3 {
                let encoded = (Data(repeating: 0, count: offset) + bytes).base64EncodedString()
                let inner = encoded.dropFirst(4).prefix { $0 != "=" }.dropLast(4)
                if inner.count >= 16 { forms.append(("in base64 of its \(name)", Data(inner.utf8))) }
            }
        }
        let raw = Self.bytes(ofHex: digits)
        if raw.count >= 16 {
            forms.append(("as raw bytes", raw))
            forms.append(("as raw bytes, the last one first", Data(raw.reversed())))
        }
        // A part of a secret is a secret: neither half must show.
        forms.append(("in its first half", Data(digits.prefix(digits.count / 2).utf8)))
        forms.append(("in its second half", Data(digits.suffix(digits.count / 2).utf8)))
        self.forms = forms.filter { $0.1.count >= 8 }
    }

    /// The forms that were found.
    func found(in data: Data) -> [String] {
        forms.filter { data.holds($0.bytes) }.map(\.name)
    }

    func found(in text: String) -> [String] { found(in: Data(text.utf8)) }

    /// The files below a folder in which it was found.
    func found(below folder: URL, except isAllowed: (String) -> Bool) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { name in
            guard !isAllowed(name) else { return false }
            var isFolder: ObjCBool = false
            let path = folder.path + "/" + name
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue,
                let data = FileManager.default.contents(atPath: path)
            else { return false }
            return !found(in: data).isEmpty
        }
    }

    private static func hex(_ data: Data) -> String { data.map { String(format: "%02x", $0) }.joined() }

    private static func percent(_ text: String) -> String {
        text.utf8.map { String(format: "%%%02X", $0) }.joined()
    }

    private static func bytes(ofHex text: String) -> Data {
        var data = Data()
        var rest = Substring(text)
        while rest.count >= 2, let byte = UInt8(rest.prefix(2), radix: 16) {
            data.append(byte)
            rest = rest.dropFirst(2)
        }
        return rest.isEmpty ? data : Data()
    }
}

extension Data {
    /// Whether these bytes stand in it somewhere; ten times as fast as looking for their range.
    fileprivate func holds(_ part: Data) -> Bool {
        withUnsafeBytes { whole in
            part.withUnsafeBytes { part in
                guard let start = whole.baseAddress, let wanted = part.baseAddress, let first = part.first
                else { return false }
                var offset = 0
                while offset + part.count <= whole.count,
                    let hit = memchr(start + offset, CInt(first), whole.count - part.count - offset + 1)
                {
                    if memcmp(hit, wanted, part.count) == 0 { return true }
                    offset = UnsafeRawPointer(hit) - start + 1
                }
                return false
            }
        }
    }
}
