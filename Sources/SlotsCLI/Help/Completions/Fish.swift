import SlotModel

/// Completions for fish 3, to lie in a folder of `$fish_complete_path` as `slots.fish`.
func fishCompletions(explainable: [String]) -> String {
    var text = """
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

        complete -c slots -f

        """
    for option in CommonOptions.declarations { text += fishOption(option, condition: nil) }
    for name in CommandName.allCases {
        let declaration = CommandDeclaration.of(name)
        let summary = fishQuoted(declaration.summary)
        text += "complete -c slots -n 'test -z (__slots_command)' -a \(name.rawValue) -d \(summary)\n"
        let condition = "contains -- \(name.rawValue) (__slots_command)"
        for option in declaration.options where !option.isHidden {
            text += fishOption(option, condition: condition)
        }
        for argument in declaration.arguments { text += fishArgument(argument, condition, explainable) }
    }
    return text
}

private func fishOption(_ option: OptionDeclaration, condition: String?) -> String {
    var text = "complete -c slots"
    if let condition { text += " -n \(fishQuoted(condition))" }
    if let short = option.short { text += " -s \(short)" }
    text += " -l \(option.long)"
    switch option.value?.kind {
    case .choice(let choices): text += " -x -a \(fishQuoted(choices.joined(separator: " ")))"
    case .directory: text += " -x -a '(__fish_complete_directories)'"
    case .file: text += " -r -F"
    case .duration, .integer, .date, .text: text += " -x"
    case nil: break
    }
    return text + " -d \(fishQuoted(option.help))\n"
}

private func fishArgument(
    _ argument: ArgumentDeclaration,
    _ condition: String,
    _ explainable: [String]
) -> String {
    let words: String
    switch argument.completion {
    case .slots: words = "(__slots_slots)"
    case .bots: words = "(__slots_bots)"
    case .selectors: words = SlotModel.Selector.allCases.map(\.rawValue).joined(separator: " ")
    case .directories: words = "(__fish_complete_directories)"
    case .findingCodes: words = explainable.joined(separator: " ")
    case .helpTopics: words = helpNames().joined(separator: " ")
    case .fixed(let choices): words = choices.joined(separator: " ")
    case .files: return "complete -c slots -n \(fishQuoted(condition)) -F\n"
    case .nothing: return ""
    }
    return
        "complete -c slots -n \(fishQuoted(condition)) -a \(fishQuoted(words)) -d \(fishQuoted(argument.name))\n"
}

private func fishQuoted(_ text: String) -> String {
    "'" + text.reduce(into: "") { $0 += "'\\".contains($1) ? "\\\($1)" : String($1) } + "'"
}
