import Cryptography
import BotConfigs
import SlotModel

/// The kind of bot whose file this seems to be: what of it that kind's template would read, before what it is called.
///
/// - Parameters:
///   - name: The file's, without its folder.
///   - templates: The kinds that it may be of.
/// - Returns: The kind, and its file that this seems to be; `nil` where no template reads anything in it, and none has a
///   file of that name.
func recognizedKind(_ bytes: [UInt8], named name: String, among templates: [BotTemplate]) -> (
    kind: String, file: BotTemplate.File
)? {
    var best: (template: BotTemplate, file: BotTemplate.File, score: Int)?
    for template in templates {
        for file in template.files {
            let score = 10 * readable(bytes, file, template) + (isNamed(name, as: file) ? 5 : 0)
            if score > best?.score ?? 0 { best = (template, file, score) }
        }
    }
    return best.map { ($0.template.kind, $0.file) }
}

/// How many parts of keys, and words about what they are for, a template finds in connections that it knows.
private func readable(_ bytes: [UInt8], _ file: BotTemplate.File, _ template: BotTemplate) -> Int {
    guard file.entries?.members.contains(where: \.isCredential) == true,
        let entries = try? readEntries(of: ExistingFile(Secret(copying: bytes), file, name: ""), template)
    else { return 0 }
    let words = Set(template.ids.values.map(\.value))
    let tells = file.entries?.tellsExchange == true
    return entries.reduce(0) { sum, entry in
        let members = Set(entry.names.values).count
        let isKnown = tells ? entry.names[.exchange] != nil : words.contains(entry.base)
        guard isKnown, entry.fault == nil, entry.isEncrypted || !entry.credentials.isEmpty else { return sum }
        return sum + members + (words.contains(entry.base) ? 1 : 0)
    }
}

/// Whether a file's name is that of a declared one, whatever folder it lies in.
func isNamed(_ name: String, as file: BotTemplate.File) -> Bool {
    var file = file
    file.path.value = file.path.value.split(separator: "/").last.map(String.init) ?? file.path.value
    return file.file(at: name) != nil
}
