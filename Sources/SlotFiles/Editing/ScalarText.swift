package import SlotModel

/// How a piece of text is written in a file, so that YAML reads the same text back.
package enum ScalarText {
    /// Without quotes where nothing in the text means something to YAML, or else in double quotes.
    package static func plainWherePossible(_ text: String) -> String {
        isPlain(text) ? text : quoted(text)
    }

    /// In double quotes, as JSON has them too, with nothing that an editor or a terminal would act on.
    package static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22: result += "\\\""
            case 0x5C: result += "\\\\"
            case 0x09: result += "\\t"
            case 0x0A: result += "\\n"
            case 0x0D: result += "\\r"
            case _ where TextCheck.isRefused(scalar): result += "\\u" + hexadecimal(scalar.value)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// In single quotes where these can hold the text, or else in double quotes.
    package static func singleQuoted(_ text: String) -> String {
        let needsEscapes = text.unicodeScalars.contains { $0 == "\n" || TextCheck.isRefused($0) }
        guard !needsEscapes else { return quoted(text) }
        return "'" + text.unicodeScalars.map { $0 == "'" ? "''" : String($0) }.joined() + "'"
    }

    /// Letters, digits and a few signs between them; words that YAML gives a type are left out.
    private static func isPlain(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, let last = bytes.last, isLetterOrDigit(first), last != colon,
            bytes.allSatisfy({ isLetterOrDigit($0) || $0 == colon || "%-._/".utf8.contains($0) })
        else { return false }
        return !["null", "true", "false", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
    }

    private static let colon = UInt8(ascii: ":")

    /// Four digits; what needs an escape never has more.
    private static func hexadecimal(_ value: UInt32) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, 4 - text.utf8.count)) + text
    }
}

extension SecretReference {
    /// The reference as a slot file names it, such as `secret:aster.key`; `nil` for a value that stands there itself.
    package var name: String? {
        switch self {
        case .store(let name): "\(ReferenceScheme.secret.rawValue):\(name)"
        case .environment(let name): "\(ReferenceScheme.env.rawValue):\(name)"
        case .file(let path): "\(ReferenceScheme.file.rawValue):\(path)"
        case .systemd(let name): "\(ReferenceScheme.systemd.rawValue):\(name)"
        case .command(let name): "\(ReferenceScheme.cmd.rawValue):\(name)"
        case .plain: nil
        }
    }

    /// The reference for people and programs: its name hidden where it may as well be the value; `nil` for a value.
    package var shownName: String? {
        switch self {
        case .store(let name), .environment(let name), .systemd(let name), .command(let name):
            guard !Self.isShowable(name: name) else { return self.name }
        case .file(let path):
            guard !Self.isShowable(path: path) else { return self.name }
        case .plain: return nil
        }
        return self.name.flatMap { $0.split(separator: ":").first }.map { "\($0):\(SecretLook.mask)" }
    }
}
