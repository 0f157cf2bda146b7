import BotConfigs
import Files
import Revisions
import SlotFiles
package import SlotModel

/// The text of a template for a new kind of bot, which is proved to be one.
///
/// - Parameter example: The path of a file that such a bot has.
package func proposedTemplate(_ kind: String, from example: String) throws(Finding) -> String {
    let proposal = try TemplateProposal(try readExample(example), name: example)
    let text = templateText(of: proposal, kind: kind, path: proposedPath(of: example))
    guard let complaint = readTemplate(Array(text.utf8), kind: kind).findings.first else { return text }
    throw Finding(
        .error,
        "template.no-proposal",
        "no template could be made of the example: \(complaint.message)",
        at: Place(file: example),
        help: "begin with a copy of a kind that is alike: slots template list"
    )
}

/// The bytes of a bot's file, which may hold secrets.
///
/// - Parameter name: Its path, seen from the folder that the user is in.
package func readExample(_ name: String) throws(Finding) -> [UInt8] {
    do throws(FileError) {
        if let found = try TargetFile.look(at: name, name: name).existing { return found.bytes }
    } catch .noFolder {
        throw noExample(named: name, because: nil)
    } catch {
        throw error.finding()
    }
    throw noExample(named: name, because: nil)
}

/// That there is no example to look at.
///
/// - Parameters:
///   - name: As the user named it; `nil`: nobody named one.
///   - reason: Why not; no capital, no full stop.
package func noExample(named name: String?, because reason: String?) -> Finding {
    Finding(
        .error,
        "template.no-example",
        name.map { "there is no file \($0)" } ?? "there is no example: \(reason ?? "none was named")",
        help: "name a file that such a bot has, seen from the folder that you are in"
    )
}
