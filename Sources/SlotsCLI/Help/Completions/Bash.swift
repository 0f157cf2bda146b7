/// Completions for bash 4 and later.
func bashCompletions(explainable: [String]) -> String {
    let commands = CommandName.allCases.map(\.rawValue).joined(separator: " ")
    let common = CommonOptions.declarations.flatMap(\.words).joined(separator: " ")
    let cases = CommandName.allCases.map { bashCase(.of($0), explainable) }.joined()
    return bashFunctions
        + """
        _slots() {
            local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command= count=0 options= values= i
            COMPREPLY=()
            # bash makes the '=' of --option=value a word of its own.
            if [[ $cur == "=" ]]; then
                cur=
            elif [[ $prev == "=" ]]; then
                prev=${COMP_WORDS[COMP_CWORD - 2]}
            fi
            for ((i = 1; i < COMP_CWORD; i++)); do
                case ${COMP_WORDS[i]} in
                    \(patternOfValueOptions()))
                        [[ ${COMP_WORDS[i + 1]} == "=" ]] && ((i++))
                        ((i++)) ;;
                    -* | =) ;;
                    *) if [[ -z $command ]]; then command=${COMP_WORDS[i]}; else ((count++)); fi ;;
                esac
            done
            case $prev in
        \(bashValueCases())    esac
            case $command in
                '') options='\(common)' values='\(commands)' ;;
        \(cases)    esac
            if [[ $cur == -* ]]; then values=$options; fi
            case $values in
                '<directories>')
                    compopt -o filenames 2>/dev/null
                    COMPREPLY=($(compgen -d -- "$cur"))
                    return ;;
                '<files>')
                    compopt -o filenames 2>/dev/null
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return ;;
            esac
            COMPREPLY=($(compgen -W "$values" -- "$cur"))
        }

        complete -F _slots slots

        """
}

/// What may stand behind an option.
private func bashValueCases() -> String {
    allOptions().compactMap { option in
        guard let value = option.value else { return nil }
        let pattern = option.words.joined(separator: " | ")
        switch value.completion {
        case .directories, .files:
            return """
                        \(pattern))
                            compopt -o filenames 2>/dev/null
                            COMPREPLY=($(compgen \(value.completion == .files ? "-f" : "-d") -- "$cur"))
                            return ;;

                """
        case .nothing: return "        \(pattern)) return ;;\n"
        case let kind:
            return
                "        \(pattern)) COMPREPLY=($(compgen -W \"\(bashWords(kind, []))\" -- \"$cur\")); return ;;\n"
        }
    }
    .joined()
}

private func bashCase(_ declaration: CommandDeclaration, _ explainable: [String]) -> String {
    let options = declaration.shownOptions.flatMap(\.words).joined(separator: " ")
    let values = declaration.arguments.enumerated().map { index, argument in
        let words = "values=\"\(bashWords(argument.completion, explainable))\""
        if argument.isRepeated, index == 0 { return "; \(words)" }
        return "; ((count \(argument.isRepeated ? ">=" : "==") \(index))) && \(words)"
    }
    return "        \(declaration.name.rawValue)) options='\(options)'\(values.joined()) ;;\n"
}

/// Words for between double quotes, or a mark for what the shell finds itself.
private func bashWords(_ kind: CompletionKind, _ explainable: [String]) -> String {
    switch kind {
    case .slots: "$(_slots_slots)"
    case .bots: "$(_slots_bots)"
    case .revisions: "$(_slots_revisions)"
    case .secrets: "$(_slots_secrets)"
    case .directories: "<directories>"
    case .files: "<files>"
    case .fixed(let choices): choices.joined(separator: " ")
    case .findingCodes: explainable.joined(separator: " ")
    case .helpTopics: helpNames().joined(separator: " ")
    case .nothing: ""
    }
}

extension OptionDeclaration {
    /// As typed: `-C`, `--directory`.
    var words: [String] { (short.map { ["-\($0)"] } ?? []) + ["--\(long)"] }
}

/// What the words on the line mean, and what the workspace has to offer.
private var bashFunctions: String {
    """
    # bash completion for slots

    # The folder of the workspace: behind -C, else the nearest one upwards.
    _slots_folder() {
        local i folder=
        for ((i = 1; i < COMP_CWORD; i++)); do
            case ${COMP_WORDS[i]} in
                -C | --directory)
                    if [[ ${COMP_WORDS[i + 1]} == "=" ]]; then folder=${COMP_WORDS[i + 2]}; else folder=${COMP_WORDS[i + 1]}; fi ;;
                -C?*) folder=${COMP_WORDS[i]#-C} ;;
            esac
        done
        if [[ -n $folder ]]; then
            printf '%s' "${folder/#\\~/$HOME}"
            return
        fi
        folder=$PWD
        while [[ -n $folder && ! -e $folder/slots.yaml ]]; do folder=${folder%/*}; done
        printf '%s' "${folder:-.}"
    }

    _slots_slots() {
        local file name
        for file in "$(_slots_folder)"/slots/*.yaml; do
            name=${file##*/}
            name=${name%.yaml}
            # Only plain names: compgen expands what it is given.
            [[ $name =~ ^[a-z0-9][a-z0-9-]*$ ]] && printf '%s ' "$name"
        done
    }

    _slots_bots() {
        awk '\(botNamesInAwk)' "$(_slots_folder)/slots.yaml" 2>/dev/null
    }

    _slots_revisions() {
        local file name
        for file in "$(_slots_folder)"/.slots/revisions/*.json; do
            name=${file##*/}
            name=${name%.json}
            [[ $name =~ ^[0-9]+$ ]] && printf '%s ' "$name"
        done
    }

    _slots_secrets() {
        local folder
        folder=$(_slots_folder)
        \(secretNamesInGrep)"$folder"/slots/*.yaml "$folder/slots.yaml" 2>/dev/null | sed 's/^secret://' | sort -u
    }


    """
}
