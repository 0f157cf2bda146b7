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
        printf '%s' "${folder/#\~/$HOME}"
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
    awk '/^[^ #]/ { inside = /^bots:/; depth = 0; next } inside && match($0, /^ +[A-Za-z0-9][A-Za-z0-9_-]*:/) { name = substr($0, 1, RLENGTH - 1); margin = match(name, /[^ ]/); if (!depth) depth = margin; if (margin == depth) print substr(name, margin) }' "$(_slots_folder)/slots.yaml" 2>/dev/null
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
    grep -ohE 'secret:[A-Za-z0-9._-]+' -- "$folder"/slots/*.yaml "$folder/slots.yaml" 2>/dev/null | sed 's/^secret://' | sort -u
}

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
            -C|--directory|-o|--output|--color|--jobs|--timeout|--network|--form|--secrets|--api-wallet|--main-wallet|--label|--fees|--delay|--expires|--bot|--selector|--wait|--since|--limit|--only|--out|--max-age|--patience|--keep|--within|--through|--recipient|--recipients-file|--from|--fakes|--port|--clock-offset|--latency)
                [[ ${COMP_WORDS[i + 1]} == "=" ]] && ((i++))
                ((i++)) ;;
            -* | =) ;;
            *) if [[ -z $command ]]; then command=${COMP_WORDS[i]}; else ((count++)); fi ;;
        esac
    done
    case $prev in
        -C | --directory)
            compopt -o filenames 2>/dev/null
            COMPREPLY=($(compgen -d -- "$cur"))
            return ;;
        -o | --output) COMPREPLY=($(compgen -W "table json ndjson" -- "$cur")); return ;;
        --color) COMPREPLY=($(compgen -W "auto always never" -- "$cur")); return ;;
        --jobs) return ;;
        --timeout) return ;;
        --network) COMPREPLY=($(compgen -W "live testnet sandbox" -- "$cur")); return ;;
        --form) COMPREPLY=($(compgen -W "V1 V3" -- "$cur")); return ;;
        --secrets) COMPREPLY=($(compgen -W "age file env" -- "$cur")); return ;;
        --api-wallet) return ;;
        --main-wallet) return ;;
        --label) return ;;
        --fees) return ;;
        --delay) return ;;
        --expires) return ;;
        --bot) COMPREPLY=($(compgen -W "$(_slots_bots)" -- "$cur")); return ;;
        --selector) return ;;
        --wait) return ;;
        --since) return ;;
        --limit) return ;;
        --only) COMPREPLY=($(compgen -W "$(_slots_slots)" -- "$cur")); return ;;
        --out)
            compopt -o filenames 2>/dev/null
            COMPREPLY=($(compgen -f -- "$cur"))
            return ;;
        --max-age) return ;;
        --patience) return ;;
        --keep) return ;;
        --within) return ;;
        --through) return ;;
        --recipient) return ;;
        --recipients-file)
            compopt -o filenames 2>/dev/null
            COMPREPLY=($(compgen -f -- "$cur"))
            return ;;
        --from)
            compopt -o filenames 2>/dev/null
            COMPREPLY=($(compgen -f -- "$cur"))
            return ;;
        --fakes) COMPREPLY=($(compgen -W "aster aster-futures bitget bitget-futures hitbtc" -- "$cur")); return ;;
        --port) return ;;
        --clock-offset) return ;;
        --latency) return ;;
    esac
    case $command in
        '') options='-C --directory -o --output -q --quiet -v --verbose --color --jobs --timeout --no-progress -h --help --version' values='init add import replace-key remove rename validate list show history balances check plan apply diff rollback verify run systemd register secret template sandbox explain doctor schema completions help' ;;
        init) options='--empty --network -o --output -q --quiet --color -h --help'; ((count == 0)) && values="<directories>" ;;
        add) options='--form --network --secrets --from-env --no-check --force --api-wallet --main-wallet --label --fees --delay --expires -C --directory -o --output -q --quiet -v --verbose --color --timeout --no-progress -h --help'; ((count == 0)) && values="aster aster-futures bitget bitget-futures hitbtc"; ((count == 1)) && values="" ;;
        import) options='--bot --dry-run --secrets --selector -y --yes -C --directory -o --output -q --quiet -v --verbose --color -h --help'; ((count == 0)) && values="<files>" ;;
        replace-key) options='--undo --forget --other-account --form --from-env --api-wallet --main-wallet --expires --no-check --no-apply -y --yes -C --directory -o --output -q --quiet -v --verbose --color --timeout --no-progress -h --help'; ((count == 0)) && values="$(_slots_slots)" ;;
        remove) options='-y --yes --prune --wait -C --directory -o --output -q --quiet -v --verbose --color -h --help'; ((count == 0)) && values="$(_slots_slots)" ;;
        rename) options='-y --yes --wait -C --directory -o --output -q --quiet -v --verbose --color -h --help'; ((count == 0)) && values="$(_slots_slots)"; ((count == 1)) && values="" ;;
        validate) options='-C --directory -o --output -q --quiet -v --verbose --color -h --help' ;;
        list) options='-C --directory -o --output -q --quiet -v --verbose --color -h --help' ;;
        show) options='--sheet --reveal -C --directory -o --output -q --quiet -v --verbose --color -h --help'; ((count == 0)) && values="$(_slots_slots)" ;;
        history) options='--since --limit -C --directory -o --output -q --quiet -v --verbose --color -h --help'; ((count == 0)) && values="$(_slots_slots)" ;;
        balances) options='--since -C --directory -o --output -q --quiet -v --verbose --color -h --help'; ((count == 0)) && values="$(_slots_slots)" ;;
        check) options='-C --directory -o --output -q --quiet -v --verbose --color --jobs --timeout --no-progress -h --help'; values="$(_slots_slots)" ;;
        plan) options='--only --skip-failed --offline --prune --out --detailed-exitcode -C --directory -o --output -q --quiet -v --verbose --color --jobs --timeout --no-progress -h --help'; values="$(_slots_bots)" ;;
        apply) options='-y --yes --only --skip-failed --offline --prune --wait -C --directory -o --output -q --quiet -v --verbose --color --jobs --timeout --no-progress -h --help'; values="$(_slots_bots)" ;;
        diff) options='-C --directory -o --output -q --quiet -v --verbose --color -h --help'; ((count == 0)) && values="$(_slots_revisions)"; ((count == 1)) && values="$(_slots_revisions)" ;;
        rollback) options='-y --yes --dry-run --wait -C --directory -o --output -q --quiet -v --verbose --color -h --help'; ((count == 0)) && values="$(_slots_revisions)" ;;
        verify) options='--max-age -C --directory -o --output -q --quiet -v --verbose --color --jobs --timeout --no-progress -h --help'; values="$(_slots_slots)" ;;
        run) options='--max-age --patience --keep -C --directory -o --output -q --quiet -v --verbose --color --jobs --timeout --no-progress -h --help'; ((count == 0)) && values="$(_slots_bots)"; ((count >= 1)) && values="<files>" ;;
        systemd) options='-C --directory -o --output -q --quiet -v --verbose --color -h --help'; ((count == 0)) && values="$(_slots_bots)"; ((count >= 1)) && values="<files>" ;;
        register) options='-y --yes --within --through --wait -C --directory -o --output -q --quiet -v --verbose --color --jobs --timeout --no-progress -h --help'; ((count == 0)) && values="$(_slots_bots)"; ((count >= 1)) && values="$(_slots_slots)" ;;
        secret) options='--reveal --recipient --recipients-file -C --directory -o --output -q --quiet -v --verbose --color -h --help'; ((count == 0)) && values="set get list remove rekey"; ((count == 1)) && values="$(_slots_secrets)" ;;
        template) options='--from --dry-run -C --directory -o --output -q --quiet -v --verbose --color -h --help'; ((count == 0)) && values="list new check"; ((count == 1)) && values=""; ((count == 2)) && values="<files>" ;;
        sandbox) options='--fakes --port --clock-offset --latency -o --output -q --quiet --color -h --help' ;;
        explain) options='--color -h --help'; ((count == 0)) && values="underfunded slot.unknown-key" ;;
        doctor) options='--offline -C --directory -o --output -q --quiet --color --timeout -h --help' ;;
        schema) options='--color -h --help'; ((count == 0)) && values="slot workspace template report doctor" ;;
        completions) options='--color -h --help'; ((count == 0)) && values="bash zsh fish" ;;
        help) options='--color -h --help'; ((count == 0)) && values="init add import replace-key remove rename validate list show history balances check plan apply diff rollback verify run systemd register secret template sandbox explain doctor schema completions help exit-codes statuses checks secrets output workspace upkeep" ;;
    esac
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
