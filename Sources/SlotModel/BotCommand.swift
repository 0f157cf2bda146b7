extension BotTemplate {
    /// A program of the bot's own that takes its connections one at a time, where what it keeps cannot be written.
    ///
    /// It reads one JSON object with the members of a connection on its standard input.
    package struct Command: Sendable {
        /// The program and its arguments, without a shell; `{id}` stands for the connection's id, `{name}` for the slot's
        /// name.
        package var words: Located<[String]>
        /// Names of variables of ours that it gets besides the usual ones: one that opens the bot's store, for example.
        package var environment: [String]
        /// After which it is ended.
        package var timeLimit: Duration
        /// What it is given of a slot; named by id.
        package var entries: Entries

        package init(
            words: Located<[String]>,
            environment: [String] = [],
            timeLimit: Duration = standardTimeLimit,
            entries: Entries
        ) {
            self.words = words
            self.environment = environment
            self.timeLimit = timeLimit
            self.entries = entries
        }

        package static let standardTimeLimit = Duration.seconds(60)

        /// What may stand in braces in a word.
        package static let marks = ["{id}", BotTemplate.File.nameMark]

        /// The program and its arguments for one connection.
        package func words(for id: String, of slot: String) -> [String] {
            words.value.map { word in
                zip(Self.marks, [id, slot]).reduce(word) { replaced($1.0, by: $1.1, in: $0) }
            }
        }

        /// Where entries are looked up and named as those of a file are.
        package var asFile: File {
            File(path: Located(words.value.first ?? "", at: words.place), format: .json, entries: entries)
        }
    }
}

private func replaced(_ mark: String, by text: String, in word: String) -> String {
    let (bytes, mark) = (Array(word.utf8), Array(mark.utf8))
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
        if bytes[index...].starts(with: mark) {
            result += text.utf8
            index += mark.count
        } else {
            result.append(bytes[index])
            index += 1
        }
    }
    return String(decoding: result, as: UTF8.self)
}
