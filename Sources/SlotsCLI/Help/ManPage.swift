extension HelpPages {
    /// slots(1) as roff, for `man -l`.
    package static func manPage(version: String) -> String {
        var page = RoffPage()
        page.request(".TH SLOTS 1 \"\" \"slots \(version)\" \"User Commands\"")
        page.heading("NAME")
        page.paragraph("slots - prove trading bots' API slots and write them into the bots' files")
        page.heading("SYNOPSIS")
        page.paragraph("slots COMMAND [OPTION…] [ARGUMENT…]")
        page.heading("DESCRIPTION")
        page.paragraph(
            "slots reads API slots from YAML files, proves each of them against its exchange with requests that only "
                + "read, and merges them into the bots' own config files without changing anything else there."
        )
        page.heading("COMMANDS")
        for name in CommandName.allCases { describe(.of(name), in: &page) }
        page.heading("COMMON OPTIONS")
        for option in CommonOptions.declarations { page.entry(option.usage, option.helpWithDefault) }
        for topic in HelpTopic.allCases {
            page.heading(topic == .exitCodes ? "EXIT STATUS" : topic.rawValue.uppercased())
            for paragraph in topic.paragraphs { page.paragraph(paragraph) }
            for (name, text) in topic.entries { page.entry(name, text) }
            for paragraph in topic.afterwards { page.paragraph(paragraph) }
        }
        page.heading("ENVIRONMENT")
        for (name, text) in variables { page.entry(name, text) }
        page.heading("FILES")
        for (name, text) in files { page.entry(name, text) }
        return page.text
    }

    private static let variables = [
        (
            "NO_COLOR, CLICOLOR_FORCE, TERM",
            "colours off, on, or as the terminal can; --color comes before them"
        ),
        ("LC_ALL, LC_CTYPE, LANG", "symbols beyond ASCII are used where these say UTF-8"),
        ("SLOTS_IDENTITY", "what opens secrets.age: a path, systemd:NAME or passphrase"),
        (
            "XDG_CONFIG_HOME, HOME",
            "where the identity that opens secrets.age lies"
        ),
        ("CREDENTIALS_DIRECTORY", "where systemd puts the credentials that slots name as systemd:NAME"),
        ("PATH", "where age and the commands of slots.yaml are found"),
        (
            "variables of slots",
            "those that slot files name as env:NAME, and those of 'slots add --from-env' (ASTER_PRIVATE_KEY)"
        ),
        (
            "proxies",
            "http_proxy, .netrc, SSL_CERT_FILE, OPENSSL_CONF and their like have no effect; a slot's proxy: has"
        ),
    ]

    private static let files = [
        ("slots.yaml", "the workspace: network, bots, policy"),
        ("slots/", "one file for each slot"),
        ("templates/", "one folder for each kind of bot"),
        ("secrets.age", "the encrypted secrets; the version before the last change is secrets.age.previous"),
        ("secrets.recipients", "who can open secrets.age"),
        ("secrets/", "secrets in files of mode 0600, where age is not used; not for git"),
        (".slots/", "what slots remembers: the results of checks, what it wrote, its lock; not for git"),
        ("PREFIX/share/slots/templates/", "the templates that 'slots init' copies"),
        ("PREFIX/share/doc/slots/", "the documentation: secrets.md, templates.md and more"),
    ]

    private static func describe(_ declaration: CommandDeclaration, in page: inout RoffPage) {
        page.subheading(declaration.usage)
        page.paragraph(sentence(declaration.summary))
        for paragraph in declaration.description { page.paragraph(paragraph) }
        for argument in declaration.arguments { page.entry(argument.usage, argument.help) }
        for option in declaration.options where !option.isHidden {
            page.entry(option.usage, option.helpWithDefault)
        }
        page.paragraph("Examples:")
        page.literal(declaration.examples.flatMap { ["# " + $0.purpose, $0.line] })
    }

    /// With a capital and a full stop.
    static func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() + "." }
}

/// Lines of roff with the man macros; text is escaped on its way in.
private struct RoffPage {
    private(set) var text = ""

    /// A line as it is.
    mutating func request(_ line: String) { text += line + "\n" }

    mutating func heading(_ title: String) { request(".SH \"\(escaped(title))\"") }
    mutating func subheading(_ title: String) { request(".SS \"\(escaped(title))\"") }

    mutating func paragraph(_ words: String) {
        request(".PP")
        request(line(words))
    }

    mutating func entry(_ name: String, _ words: String) {
        request(".TP")
        request("\\fB\(escaped(name.drop { $0 == " " }))\\fR")
        request(line(words))
    }

    mutating func literal(_ lines: [String]) {
        request(".RS 4")
        request(".nf")
        for words in lines { request(line(words)) }
        request(".fi")
        request(".RE")
    }

    /// A text line, which must not begin like a request.
    private func line(_ words: String) -> String {
        let escaped = escaped(words)
        return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
    }

    private func escaped(_ words: some StringProtocol) -> String {
        words.reduce(into: "") { result, character in
            switch character {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "'": result += "\\(aq"
            case "\"": result += "\\(dq"
            case "^": result += "\\(ha"
            case "~": result += "\\(ti"
            case "`": result += "\\(ga"
            case "…": result += "..."
            default: result.append(character)
            }
        }
    }
}
