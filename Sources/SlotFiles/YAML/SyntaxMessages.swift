import SlotModel

/// What libyaml complains about, in a trader's words.
///
/// libyaml's own sentences are constants of its scanner.c and parser.c (0.2.5); an unknown one is passed on as it is.
///
/// - Parameters:
///   - quote: A quote above that was not closed on its line: then it is to blame.
///   - cause: Another slip above.
func explain(_ problem: YAMLProblem, quote: UnclosedQuote?, cause: SyntaxCause?, file: String) -> Finding {
    if let cause {
        return Finding(
            .error,
            "yaml.syntax",
            cause.message,
            at: Place(file: file, line: Int(cause.place.line), column: Int(cause.place.column)),
            help: cause.help
        )
    }
    if let quote {
        return Finding(
            .error,
            "yaml.syntax",
            quote.message,
            at: Place(file: file, line: Int(quote.open.line), column: Int(quote.open.column)),
            help: "close it on its line, or remove it"
        )
    }
    let (message, help) = words(for: problem)
    // An unclosed quote or bracket is found at the end of the file, a key without its colon in a line below; they
    // have to be mended where they begin.
    let opening = isAboutOpening(problem) ? problem.contextPlace : nil
    let mark = opening ?? problem.place
    return Finding(
        .error,
        "yaml.syntax",
        message,
        at: Place(file: file, line: Int(mark.line), column: Int(mark.column)),
        help: help
    )
}

private func isAboutOpening(_ problem: YAMLProblem) -> Bool {
    problem.problem == "found unexpected end of stream"
        || problem.problem == "found unexpected document indicator"
        || problem.problem == "could not find expected ':'"
}

private func words(for problem: YAMLProblem) -> (message: String, help: String?) {
    let quote = "a value with ': ', ' #', or with one of { [ & * ! | > % @ ` at its start goes in quotes"
    let opening = problem.contextPlace.map { "; it opens in line \($0.line)" } ?? ""
    switch problem.problem {
    case "mapping values are not allowed in this context":
        return ("a ':' stands where no key can be", "check the indentation; \(quote)")
    case "did not find expected key":
        return (
            "this line fits neither the lines above nor a new key",
            "give the keys of one map the same indentation; \(quote)"
        )
    case "did not find expected '-' indicator":
        return ("this line does not fit the list above", "give all '-' of one list the same indentation")
    case "could not find expected ':'":
        return (
            "a key without ': '", "write the key, a colon, a blank and then the value, as in delay: 10s"
        )
    case "did not find expected ',' or '}'":
        return ("a ',' or '}' is missing\(opening)", "separate by ',', and close every '{' with '}'")
    case "did not find expected ',' or ']'":
        return ("a ',' or ']' is missing\(opening)", "separate by ',', and close every '[' with ']'")
    case "found character that cannot start any token":
        return (
            "a value cannot begin with this character",
            "indent with blanks, not with tabs; a value that begins with @, ` or % goes in quotes, and the % of a "
                + "percentage stands behind it"
        )
    case "found a tab character that violates indentation",
        "found a tab character where an indentation space is expected":
        return ("a tab is used for indentation", "indent with blanks")
    case "found unexpected end of stream", "found unexpected document indicator":
        return ("the quote that opens here is never closed", "close it, or remove it")
    case "found unknown escape character", "did not find expected hexdecimal number",
        "found invalid Unicode character escape code":
        return ("this is no escape that YAML knows", "use single quotes: a '\\' means nothing in them")
    case "block sequence entries are not allowed in this context":
        return (
            "a list entry '-' cannot stand here",
            "begin the list on its own line; a value that begins with '- ' goes in quotes"
        )
    case "block mapping entries are not allowed in this context",
        "mapping keys are not allowed in this context":
        return (
            "a key cannot stand here",
            "begin the map on its own line; a value that begins with '? ' goes in quotes"
        )
    case "did not find expected alphabetic or numeric character":
        return ("'&' and '*' have a meaning in YAML", "put the value in quotes")
    case "did not find expected node content":
        return ("a value is missing here", "a value that begins with , ] or } goes in quotes")
    case "did not find expected <document start>":
        return ("something stands after the end of the file's content", "check the indentation of this line")
    case "found undefined tag handle", "did not find expected tag URI", "did not find expected '!'":
        return ("'!' has a meaning in YAML", "put the value in quotes")
    case "did not find expected comment or line break":
        return (
            "something stands after '|' or '>'",
            "a value that begins with | or > goes in quotes; a text of several lines begins on the next one, indented"
        )
    case "found unknown directive name", "found incompatible YAML document",
        "found duplicate %YAML directive",
        "found duplicate %TAG directive", "could not find expected directive name":
        return (
            "slots takes one YAML directive, %YAML 1.1 or %YAML 1.2", "remove the line that begins with '%'"
        )
    default:
        return ("this is not YAML: \(problem.problem)", nil)
    }
}
