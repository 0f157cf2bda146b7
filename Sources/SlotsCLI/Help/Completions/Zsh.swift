/// Completions for zsh 5, to lie in a folder of `$fpath` as `_slots`.
func zshCompletions(explainable: [String]) -> String {
    let commands = CommandName.allCases.map { name in
        "                \(zshQuoted("\(name.rawValue):\(CommandDeclaration.of(name).summary)"))\n"
    }
    let cases = CommandName.allCases.map { zshCase(.of($0), explainable) }.joined()
    return zshFunctions
        + """
        _slots() {
            local curcontext=$curcontext state line ret=1
            local -a all_words commands
            typeset -A opt_args
            all_words=("${words[@]}")
            _arguments -s -S -C \\
        \(CommonOptions.declarations.map(zshOption).joined())        '(-): :->command' '(-)*:: :->argument' && ret=0
            case $state in
                (command)
                    commands=(
        \(commands.joined())            )
                    _describe -t commands command commands && ret=0
                    ;;
                (argument)
                    case $words[1] in
        \(cases)            esac
                    ;;
            esac
            return ret
        }

        if [[ $funcstack[1] == _slots ]]; then
            _slots "$@"
        else
            compdef _slots slots
        fi

        """
}

private func zshCase(_ declaration: CommandDeclaration, _ explainable: [String]) -> String {
    let options = declaration.shownOptions.map(zshOption).joined()
    let arguments = declaration.arguments.enumerated().map { index, argument in
        let position = argument.isRepeated ? "*" : String(index + 1)
        let action = zshAction(argument.completion, explainable)
        return "                " + zshQuoted("\(position):\(zshEscaped(argument.name)):\(action)") + " \\\n"
    }
    return """
                    (\(declaration.name.rawValue))
                    _arguments -s -S \\
        \(options)\(arguments.joined())                && ret=0
                    ;;

        """
}

/// What `_arguments` calls an action.
private func zshAction(_ kind: CompletionKind, _ explainable: [String]) -> String {
    switch kind {
    case .slots: "_slots_slots"
    case .bots: "_slots_bots"
    case .revisions: "_slots_revisions"
    case .secrets: "_slots_secrets"
    case .files: "_files"
    case .directories: "_files -/"
    case .findingCodes: "(\(explainable.joined(separator: " ")))"
    case .helpTopics: "(\(helpNames().joined(separator: " ")))"
    case .fixed(let choices): "(\(choices.joined(separator: " ")))"
    case .nothing: " "
    }
}

/// `'(-o --output)'{-o+,--output=}'[help]:FORMAT:(table json)'`, ready for a line of `_arguments`.
private func zshOption(_ option: OptionDeclaration) -> String {
    let names = option.words.joined(separator: " ")
    var spec = "[\(zshEscaped(option.help))]"
    var forms = option.words
    if let value = option.value {
        forms = option.words.map { $0.hasPrefix("--") ? $0 + "=" : $0 + "+" }
        let action = zshAction(value.completion, [])
        spec += ":\(zshEscaped(value.name)):\(action)"
    }
    let form = forms.count > 1 ? "{\(forms.joined(separator: ","))}" : zshQuoted(forms.joined())
    return "                '(\(names))'\(form)\(zshQuoted(spec)) \\\n"
}

/// What means something inside a specification of `_arguments`.
private func zshEscaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
        if "[]:\\".contains(character) { result += "\\" }
        result.append(character)
    }
}

private func zshQuoted(_ text: String) -> String {
    "'" + text.reduce(into: "") { $0 += $1 == "'" ? "'\\''" : String($1) } + "'"
}

/// What the words on the line mean, and what the workspace has to offer.
private var zshFunctions: String {
    """
    #compdef slots

    # The folder of the workspace: behind -C, else the nearest one upwards.
    _slots_folder() {
        local i folder
        for ((i = 2; i <= $#all_words; i++)); do
            case $all_words[i] in
                (-C|--directory) folder=$all_words[i+1] ;;
                (-C?*) folder=${all_words[i]#-C} ;;
                (--directory=*) folder=${all_words[i]#--directory=} ;;
            esac
        done
        if [[ -n $folder ]]; then
            REPLY=${folder/#\\~/$HOME}
            return
        fi
        folder=$PWD
        while [[ -n $folder && ! -e $folder/slots.yaml ]]; do folder=${folder%/*}; done
        REPLY=${folder:-.}
    }

    _slots_slots() {
        local REPLY
        local -a names
        _slots_folder
        names=($REPLY/slots/*.yaml(N:t:r))
        compadd -X slot -a names
    }

    _slots_bots() {
        local REPLY
        local -a names
        _slots_folder
        names=(${(f)"$(awk '\(botNamesInAwk)' $REPLY/slots.yaml 2>/dev/null)"})
        compadd -X bot -a names
    }

    _slots_revisions() {
        local REPLY
        local -a names
        _slots_folder
        names=($REPLY/.slots/revisions/<->.json(N:t:r))
        compadd -X revision -a names
    }

    _slots_secrets() {
        local REPLY
        local -a names
        _slots_folder
        names=(${(fu)"$(\(secretNamesInGrep)$REPLY/slots/*.yaml(N) $REPLY/slots.yaml 2>/dev/null)"})
        names=(${names#secret:})
        compadd -X secret -a names
    }


    """
}
