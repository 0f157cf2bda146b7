package import Cryptography
import Glibc
import SlotModel

/// A question at the terminal, during which a signal ends the process at once.
package struct Prompt {
    private let interruption: Interruption

    package init(_ interruption: Interruption) { self.interruption = interruption }

    package func ask(_ text: String, isShown: Bool) throws(SecretInput.Failure) -> Secret {
        guard interruption.enter(.asking) else { throw .ended }
        defer { _ = interruption.enter(.beforeWriting) }
        guard interruption.signal == nil else { throw .ended }
        return try SecretInput.ask(escapedForeignText(text), isShown: isShown, isTrimmed: true)
    }

    /// The first letter of one of several words.
    package func choose(_ text: String, among words: [String]) throws(SecretInput.Failure) -> Character {
        while true {
            let answer: Secret
            do throws(SecretInput.Failure) {
                answer = try ask(text, isShown: true)
            } catch {
                switch error {
                case .ended, .system: throw error
                default: continue
                }
            }
            let word = answer.withBytes { String(decoding: $0.prefix(16), as: UTF8.self) }.lowercased()
            // The whole word or its beginning: somebody who types "what" chooses nothing.
            if let letter = word.first, words.contains(where: { $0.hasPrefix(word) }) { return letter }
        }
    }

    /// Whether somebody says yes at standard input, which has to be a terminal.
    package func agrees(to question: String, _ console: Console) -> Bool {
        guard interruption.enter(.asking) else { return false }
        defer { _ = interruption.enter(.beforeWriting) }
        // What was typed before the question is no answer to it.
        _ = tcflush(STDIN_FILENO, TCIFLUSH)
        console.errors.write("\(escapedForeignText(question)) [y/N] ")
        guard let answer = readLine(strippingNewline: true) else {
            console.errors.write("\n")
            return false
        }
        return ["y", "yes"].contains(answer.lowercased())
    }
}
