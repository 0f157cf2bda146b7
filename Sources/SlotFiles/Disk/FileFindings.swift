import SlotModel

extension FileTrouble {
    /// The trouble with a file as a finding at its start.
    func finding(file: String, slot: String? = nil) -> Finding {
        let (code, message, help) = words
        return Finding(.error, code, message, at: Place(file: file), slot: slot, help: help)
    }

    private var words: (code: String, message: String, help: String?) {
        switch self {
        case .missing:
            ("file.missing", "this file does not exist", nil)
        case .danglingLink:
            ("file.dangling-link", "this symbolic link leads nowhere", "mend or remove the link")
        case .linkLoop:
            ("file.link-loop", "these symbolic links lead in a circle", "replace the link by the file")
        case .notRegular(let what):
            ("file.not-regular", "this is \(what), not a file", "rename or remove it")
        case .tooLarge:
            (
                "file.too-large", "this file is larger than 1 MiB",
                "such a file has a few lines: is it the right one?"
            )
        case .refused:
            ("file.unreadable", "you may not read this file", "look at its owner and mode with ls -l")
        case .failed(let text):
            (
                "file.unreadable",
                "this file cannot be read: \(text.prefix(1).lowercased() + text.dropFirst())", nil
            )
        }
    }
}
