import Cryptography
import Glibc

/// The lines of `secrets.recipients`: who can open the store.
///
/// Public, and in the form that `age -R` takes.
struct RecipientList {
    static let maximumSize = 256 << 10

    let recipients: [String]

    /// - Throws: ``StoreTrouble/badRecipient(at:)`` for what cannot be one; age looks closer.
    init(_ texts: [String]) throws(StoreTrouble) {
        try self.init(texts.map { (text: $0, place: nil) })
    }

    /// Blank lines and comments (`#`) are left out.
    ///
    /// - Parameter file: As messages name it.
    init(reading text: Secret, of file: String) throws(StoreTrouble) {
        let lines = text.withBytes { String(decoding: $0, as: UTF8.self) }
            .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map { line in String(line.drop { $0 == " " || $0 == "\t" }) }
        let numbered = lines.enumerated().filter { !$0.element.isEmpty && !$0.element.hasPrefix("#") }
        try self.init(numbered.map { (text: $0.element, place: "line \($0.offset + 1) of \(file)") })
    }

    private init(_ texts: [(text: String, place: String?)]) throws(StoreTrouble) {
        var recipients: [String] = []
        for (text, place) in texts {
            let isOne =
                ["age1", "ssh-ed25519 ", "ssh-rsa "].contains { text.hasPrefix($0) }
                && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
            guard isOne else { throw .badRecipient(at: place) }
            if !recipients.contains(text) { recipients.append(text) }
        }
        self.recipients = recipients
    }

    /// The list as a file.
    ///
    /// - Parameter before: What the file holds, whose comments and order stay.
    func text(replacing before: Secret?) -> Secret {
        let head = "# Who can open secrets.age; after a change: slots secret rekey\n"
        let old = before.map { $0.withBytes { String(decoding: $0, as: UTF8.self) } } ?? head
        var lines = old.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        if lines.last?.isEmpty == true { lines.removeLast() }
        var missing = recipients
        lines = lines.filter { line in
            let content = String(line.drop { $0 == " " || $0 == "\t" })
            if content.isEmpty || content.hasPrefix("#") { return true }
            guard let position = missing.firstIndex(of: content) else { return false }
            missing.remove(at: position)
            return true
        }
        return Secret(copying: Array((lines + missing).map { $0 + "\n" }.joined().utf8))
    }
}
