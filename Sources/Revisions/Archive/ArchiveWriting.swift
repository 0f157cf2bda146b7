package import Cryptography

extension Archive {
    /// The tar, in which the contents of the files lie where they are.
    ///
    /// - Parameter seconds: When its files were as they are, since the Unix epoch; earlier counts as 1970.
    package func text(at seconds: Int64) -> SecretText {
        var text = SecretText()
        func append(_ part: String) { text.append(Secret(copying: Array(part.utf8))) }
        for member in members {
            if !Self.fits(member.name) {
                let record = Self.paxRecord("path", member.name)
                append(Self.header("pax/header", kind: "x", size: record.utf8.count, seconds))
                append(record + Self.padding(record.utf8.count))
            }
            let short = Self.fits(member.name) ? member.name : "pax/file"
            append(Self.header(short, kind: "0", size: member.content.count, seconds))
            text.append(member.content)
            append(Self.padding(member.content.count))
        }
        append(Self.zeros(2 * Self.blockSize))
        return text
    }

    static let blockSize = 512

    /// The name field of a header holds 100 bytes, and says nothing of their encoding.
    private static func fits(_ name: String) -> Bool {
        name.utf8.count <= 100 && name.utf8.allSatisfy { $0 < 0x80 }
    }

    private static func zeros(_ count: Int) -> String { String(repeating: "\0", count: count) }

    private static func padding(_ size: Int) -> String { zeros((blockSize - size % blockSize) % blockSize) }

    /// `LENGTH path=NAME` and a line end; the length counts its own digits (pax, POSIX.1-2017).
    static func paxRecord(_ key: String, _ value: String) -> String {
        let rest = " \(key)=\(value)\n"
        var length = rest.utf8.count
        while String(length).utf8.count + rest.utf8.count != length {
            length = String(length).utf8.count + rest.utf8.count
        }
        return String(length) + rest
    }

    /// A header as ustar has it (POSIX.1-2017), without owner and group.
    private static func header(_ name: String, kind: String, size: Int, _ seconds: Int64) -> String {
        let start =
            field(name, 100) + octal(0o600, 8) + octal(0, 8) + octal(0, 8) + octal(size, 12)
            + octal(Int(clamping: max(seconds, 0)), 12)
        let end = kind + zeros(100) + field("ustar", 6) + "00" + zeros(32 + 32) + octal(0, 8) + octal(0, 8)
        let rest = zeros(155 + 12)
        let blank = start + String(repeating: " ", count: 8) + end + rest
        let sum = blank.utf8.reduce(0) { $0 + Int($1) }
        return start + octal(sum, 7) + " " + end + rest
    }

    private static func field(_ text: String, _ width: Int) -> String {
        text + zeros(width - text.utf8.count)
    }

    /// Digits up to the last byte, which is zero.
    private static func octal(_ number: Int, _ width: Int) -> String {
        let digits = String(number, radix: 8)
        return String(repeating: "0", count: max(0, width - 1 - digits.utf8.count)) + digits + "\0"
    }
}
