/// Completions for fish 3, to lie in a folder of `$fish_complete_path` as `slots.fish`.
func fishCompletions(explainable: [String]) -> String {
    var text = fishFunctions + "complete -c slots -f\n\n"
    for option in CommonOptions.declarations { text += fishOption(option, condition: nil) }
    for name in CommandName.allCases {
        let declaration = CommandDeclaration.of(name)
        let summary = fishQuoted(declaration.summary)
        text += "complete -c slots -n 'test -z (__slots_command)' -a \(name.rawValue) -d \(summary)\n"
        let condition = "__slots_at \(name.rawValue)"
        for option in declaration.options where !option.isHidden {
            text += fishOption(option, condition: condition)
        }
        for (index, argument) in declaration.arguments.enumerated() {
            // Those that may be repeated stand behind all others.
            let before = (0..<index).map { "; and not \(condition) \($0)" }.joined()
            let place = argument.isRepeated ? condition + before : "\(condition) \(index)"
            text += fishArgument(argument, place, explainable)
        }
    }
    return text
}

private func fishOption(_ option: OptionDeclaration, condition: String?) -> String {
    var text = "complete -c slots"
    if let condition { text += " -n \(fishQuoted(condition))" }
    if let short = option.short { text += " -s \(short)" }
    text += " -l \(option.long)"
    switch option.value?.completion {
    case .files: text += " -r -F"
    case .nothing: text += " -x"
    case nil: break
    case let kind?: text += " -x -a \(fishQuoted(fishWords(kind, [])))"
    }
    return text + " -d \(fishQuoted(option.help))\n"
}

private func fishArgument(
    _ argument: ArgumentDeclaration,
    _ condition: String,
    _ explainable: [String]
) -> String {
    switch argument.completion {
    case .files: return "complete -c slots -n \(fishQuoted(condition)) -F\n"
    case .nothing: return ""
    case let kind:
        let words = fishQuoted(fishWords(kind, explainable))
        return "complete -c slots -n \(fishQuoted(condition)) -a \(words) -d \(fishQuoted(argument.name))\n"
    }
}

private func fishWords(_ kind: CompletionKind, _ explainable: [String]) -> String {
    switch kind {
    case .slots: "(__slots_slots)"
    case .bots: "(__slots_bots)"
    case .revisions: "(__slots_revisions)"
    case .secrets: "(__slots_secrets)"
    case .directories: "(__fish_complete_directories)"
    case .findingCodes: explainable.joined(separator: " ")
    case .helpTopics: helpNames().joined(separator: " ")
    case .fixed(let choices): choices.joined(separator: " ")
    case .files, .nothing: ""
    }
}

private func fishQuoted(_ text: String) -> String {
    "'" + text.reduce(into: "") { $0 += "'\\".contains($1) ? "\\\($1)" : String($1) } + "'"
}

/// What the words on the line mean, and what the workspace has to offer.
private var fishFunctions: String {
    """
    # fish completion for slots

    # The command on the line; nothing when there is none yet.
    function __slots_command
        set -l skip 0
        for word in (commandline -opc)[2..-1]
            if test $skip = 1
                set skip 0
                continue
            end
            switch $word
                case \(patternOfValueOptions().split(separator: "|").joined(separator: " "))
                    set skip 1
                case '-*'
                case '*'
                    echo $word
                    return
            end
        end
    end

    # Whether the command is on the line, with so many words behind it where a number is given.
    function __slots_at
        set -l skip 0
        set -l found
        for word in (commandline -opc)[2..-1]
            if test $skip = 1
                set skip 0
                continue
            end
            switch $word
                case \(patternOfValueOptions().split(separator: "|").joined(separator: " "))
                    set skip 1
                case '-*'
                case '*'
                    set -a found $word
            end
        end
        test "$found[1]" = $argv[1]; or return 1
        test (count $argv) = 1; or test (count $found) = (math $argv[2] + 1)
    end

    # The folder of the workspace: behind -C, else the nearest one upwards.
    function __slots_folder
        set -l folder
        set -l previous
        for word in (commandline -opc)
            switch $previous
                case -C --directory
                    set folder $word
            end
            switch $word
                case '-C?*'
                    set folder (string replace -r '^-C' '' -- $word)
                case '--directory=*'
                    set folder (string replace -r '^--directory=' '' -- $word)
            end
            set previous $word
        end
        if test -n "$folder"
            string replace -r '^~' "$HOME" -- $folder
            return
        end
        set folder $PWD
        while test -n "$folder"; and not test -e "$folder/slots.yaml"
            set folder (string replace -r '/[^/]*$' '' -- $folder)
        end
        test -n "$folder"; and echo $folder; or echo .
    end

    function __slots_slots
        for file in (__slots_folder)/slots/*.yaml
            string replace -r '^.*/([^/]*)\\.yaml$' '$1' -- $file
        end
    end

    function __slots_bots
        awk '\(botNamesInAwk)' (__slots_folder)/slots.yaml 2>/dev/null
    end

    function __slots_revisions
        for file in (__slots_folder)/.slots/revisions/*.json
            string replace -r '^.*/([0-9]+)\\.json$' '$1' -- $file
        end
    end

    function __slots_secrets
        set -l folder (__slots_folder)
        set -l files $folder/slots/*.yaml $folder/slots.yaml
        \(secretNamesInGrep)$files 2>/dev/null | string replace 'secret:' '' | sort -u
    end


    """
}
