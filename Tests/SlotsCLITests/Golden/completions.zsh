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
        REPLY=${folder/#\~/$HOME}
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
    names=(${(f)"$(awk '/^[^ #]/ { inside = /^bots:/; depth = 0; next } inside && match($0, /^ +[A-Za-z0-9][A-Za-z0-9_-]*:/) { name = substr($0, 1, RLENGTH - 1); margin = match(name, /[^ ]/); if (!depth) depth = margin; if (margin == depth) print substr(name, margin) }' $REPLY/slots.yaml 2>/dev/null)"})
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
    names=(${(fu)"$(grep -ohE 'secret:[A-Za-z0-9._-]+' -- $REPLY/slots/*.yaml(N) $REPLY/slots.yaml 2>/dev/null)"})
    names=(${names#secret:})
    compadd -X secret -a names
}

_slots() {
    local curcontext=$curcontext state line ret=1
    local -a all_words commands
    typeset -A opt_args
    all_words=("${words[@]}")
    _arguments -s -S -C \
                '(-C --directory)'{-C+,--directory=}'[the workspace]:DIR:_files -/' \
                '(-o --output)'{-o+,--output=}'[how results are written to stdout]:FORMAT:(table json ndjson)' \
                '(-q --quiet)'{-q,--quiet}'[say only what is wrong, and give the data that -o asks for]' \
                '(-v --verbose)'{-v,--verbose}'[tell also what is well\: every check of every slot, every member of a plan]' \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(--jobs)''--jobs=''[how many slots are checked at once]:N: ' \
                '(--timeout)''--timeout=''[how long the check of one slot may take, retries included]:DURATION: ' \
                '(--no-progress)''--no-progress''[no progress lines on the terminal]' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                '(--version)''--version''[show the version and exit]' \
        '(-): :->command' '(-)*:: :->argument' && ret=0
    case $state in
        (command)
            commands=(
                'init:lay out a workspace that runs at once on the built-in exchange'
                'add:make a new slot: what to do at the exchange, credentials, check, file'
                'import:turn the connections of a bot'\''s own config into slots'
                'replace-key:give a slot new credentials; the old ones go when the new ones work'
                'remove:remove a slot with its secrets and its entries in the bots'\'' files'
                'rename:give a slot another name, its secrets and entries along with it'
                'validate:read all files and say what is wrong in them'
                'list:show the slots with their last known status and balance'
                'show:show one slot whole: its checks, its secrets'\'' places, its entry in each bot'
                'history:show what was applied, or a slot'\''s statuses over time'
                'balances:show what the accounts held over time'
                'check:ask the exchanges whether the slots work'
                'plan:check, then show what apply would change'
                'apply:check, plan and write the bots'\'' files'
                'diff:show what a revision changed in the bots'\'' files'
                'rollback:bring back what was in the bots'\'' files before a revision'
                'verify:succeed only when every slot is connected and funded'
                'run:verify a bot'\''s slots, then become the bot'
                'systemd:print a systemd unit that starts a bot behind its gate'
                'register:make new keys known to a running Gunbot, and see whether it sees the balance'
                'secret:keep secrets encrypted in secrets.age'
                'template:teach slots a new kind of bot: list, new, check'
                'sandbox:serve the built-in exchanges for other programs'
                'explain:say what a finding, a status or a check means and what to do'
                'doctor:look at this machine: clock, network, permissions, dependencies'
                'schema:print a JSON Schema for editors and programs'
                'completions:print completions for a shell'
                'help:show help on a command or a topic'
            )
            _describe -t commands command commands && ret=0
            ;;
        (argument)
            case $words[1] in
            (init)
            _arguments -s -S \
                '(--empty)''--empty''[without example slots]' \
                '(--network)''--network=''[where the slots will run; example slots exist for the sandbox only]:NETWORK:(live testnet sandbox)' \
                '(-o --output)'{-o+,--output=}'[how results are written to stdout]:FORMAT:(table json ndjson)' \
                '(-q --quiet)'{-q,--quiet}'[say only what is wrong, and give the data that -o asks for]' \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                '1:DIR:_files -/' \
                && ret=0
            ;;
            (add)
            _arguments -s -S \
                '(--form)''--form=''[the kind of credentials where an exchange has several\: V3 or V1 for Aster]:FORM:(V1 V3)' \
                '(--network)''--network=''[the exchange'\''s system that the credentials are for]:NETWORK:(live testnet sandbox)' \
                '(--secrets)''--secrets=''[where secrets go\: into secrets.age, into private files below secrets/, or nowhere (env)]:WHERE:(age file env)' \
                '(--from-env)''--from-env''[take the credentials from variables such as ASTER_PRIVATE_KEY, and ask nothing]' \
                '(--no-check)''--no-check''[write the slot without asking the exchange]' \
                '(--force)''--force''[write the slot also when it is not connected]' \
                '(--api-wallet)''--api-wallet=''[the API wallet'\''s address]:ADDRESS: ' \
                '(--main-wallet)''--main-wallet=''[the main wallet'\''s address]:ADDRESS: ' \
                '(--label)''--label=''[a name for people]:TEXT: ' \
                '(--fees)''--fees=''[what a trade costs\: 0.06%, or maker/taker\: 0.02%/0.06%]:RATE: ' \
                '(--delay)''--delay=''[the bot'\''s pause between two pairs\: 10s]:DURATION: ' \
                '(--expires)''--expires=''[the key'\''s last day, for '\''expires'\'' in the slot, such as 2027-11-20]:DAY: ' \
                '(-C --directory)'{-C+,--directory=}'[the workspace]:DIR:_files -/' \
                '(-o --output)'{-o+,--output=}'[how results are written to stdout]:FORMAT:(table json ndjson)' \
                '(-q --quiet)'{-q,--quiet}'[say only what is wrong, and give the data that -o asks for]' \
                '(-v --verbose)'{-v,--verbose}'[tell also what is well\: every check of every slot, every member of a plan]' \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(--timeout)''--timeout=''[how long the check of one slot may take, retries included]:DURATION: ' \
                '(--no-progress)''--no-progress''[no progress lines on the terminal]' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                '1:SELECTOR:(aster aster-futures bitget bitget-futures hitbtc)' \
                '2:NAME: ' \
                && ret=0
            ;;
            (import)
            _arguments -s -S \
                '(--bot)''--bot=''[whose connections these are, as slots.yaml names it]:BOT:_slots_bots' \
                '(--dry-run)''--dry-run''[show what would be written, without the secrets, and write nothing]' \
                '(--secrets)''--secrets=''[where the keys go\: into secrets.age, or into files of mode 0600 below secrets/]:WHERE:(age file)' \
                '(--selector)''--selector=''[what an entry of the file is, where its id does not tell, such as bitget=bitget-futures; repeat it for several]:ID=SELECTOR: ' \
                '(-y --yes)'{-y,--yes}'[do it without asking, also where something of yours would be overwritten or removed]' \
                '(-C --directory)'{-C+,--directory=}'[the workspace]:DIR:_files -/' \
                '(-o --output)'{-o+,--output=}'[how results are written to stdout]:FORMAT:(table json ndjson)' \
                '(-q --quiet)'{-q,--quiet}'[say only what is wrong, and give the data that -o asks for]' \
                '(-v --verbose)'{-v,--verbose}'[tell also what is well\: every check of every slot, every member of a plan]' \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                '1:FILE:_files' \
                && ret=0
            ;;
            (replace-key)
            _arguments -s -S \
                '(--undo)''--undo''[bring back the credentials that were replaced the last time; those that the slot has are kept instead]' \
                '(--forget)''--forget''[forget the credentials that were replaced the last time]' \
                '(--other-account)''--other-account''[the new credentials may belong to another account\: the slot trades on that one from now on]' \
                '(--form)''--form=''[the kind of credentials where an exchange has several\: V3 or V1 for Aster]:FORM:(V1 V3)' \
                '(--from-env)''--from-env''[take the credentials from variables such as ASTER_PRIVATE_KEY, and ask nothing]' \
                '(--api-wallet)''--api-wallet=''[the API wallet'\''s address]:ADDRESS: ' \
                '(--main-wallet)''--main-wallet=''[the main wallet'\''s address]:ADDRESS: ' \
                '(--expires)''--expires=''[the key'\''s last day, for '\''expires'\'' in the slot, such as 2027-11-20]:DAY: ' \
                '(--no-check)''--no-check''[with --undo\: bring them back, and write them, without asking the exchange]' \
                '(--no-apply)''--no-apply''[leave the bots'\'' files as they are]' \
                '(-y --yes)'{-y,--yes}'[ask nothing\: it is the same account where the exchange does not tell, and the bots'\'' files are written]' \
                '(-C --directory)'{-C+,--directory=}'[the workspace]:DIR:_files -/' \
                '(-o --output)'{-o+,--output=}'[how results are written to stdout]:FORMAT:(table json ndjson)' \
                '(-q --quiet)'{-q,--quiet}'[say only what is wrong, and give the data that -o asks for]' \
                '(-v --verbose)'{-v,--verbose}'[tell also what is well\: every check of every slot, every member of a plan]' \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(--timeout)''--timeout=''[how long the check of one slot may take, retries included]:DURATION: ' \
                '(--no-progress)''--no-progress''[no progress lines on the terminal]' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                '1:SLOT:_slots_slots' \
                && ret=0
            ;;
            (remove)
            _arguments -s -S \
                '(-y --yes)'{-y,--yes}'[do it without asking, also where something of yours would be overwritten or removed]' \
                '(--prune)''--prune''[take out connections of slots that are gone or disabled also where they were there before slots]' \
                '(--wait)''--wait=''[how long to wait when another command is writing]:DURATION: ' \
                '(-C --directory)'{-C+,--directory=}'[the workspace]:DIR:_files -/' \
                '(-o --output)'{-o+,--output=}'[how results are written to stdout]:FORMAT:(table json ndjson)' \
                '(-q --quiet)'{-q,--quiet}'[say only what is wrong, and give the data that -o asks for]' \
                '(-v --verbose)'{-v,--verbose}'[tell also what is well\: every check of every slot, every member of a plan]' \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                '1:SLOT:_slots_slots' \
                && ret=0
            ;;
            (rename)
            _arguments -s -S \
                '(-y --yes)'{-y,--yes}'[do it without asking, also where something of yours would be overwritten or removed]' \
                '(--wait)''--wait=''[how long to wait when another command is writing]:DURATION: ' \
                '(-C --directory)'{-C+,--directory=}'[the workspace]:DIR:_files -/' \
                '(-o --output)'{-o+,--output=}'[how results are written to stdout]:FORMAT:(table json ndjson)' \
                '(-q --quiet)'{-q,--quiet}'[say only what is wrong, and give the data that -o asks for]' \
                '(-v --verbose)'{-v,--verbose}'[tell also what is well\: every check of every slot, every member of a plan]' \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                '1:SLOT:_slots_slots' \
                '2:NAME: ' \
                && ret=0
            ;;
            (validate)
            _arguments -s -S \
                '(-C --directory)'{-C+,--directory=}'[the workspace]:DIR:_files -/' \
                '(-o --output)'{-o+,--output=}'[how results are written to stdout]:FORMAT:(table json ndjson)' \
                '(-q --quiet)'{-q,--quiet}'[say only what is wrong, and give the data that -o asks for]' \
                '(-v --verbose)'{-v,--verbose}'[tell also what is well\: every check of every slot, every member of a plan]' \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                && ret=0
            ;;
            (list)
            _arguments -s -S \
                '(-C --directory)'{-C+,--directory=}'[the workspace]:DIR:_files -/' \
                '(-o --output)'{-o+,--output=}'[how results are written to stdout]:FORMAT:(table json ndjson)' \
                '(-q --quiet)'{-q,--quiet}'[say only what is wrong, and give the data that -o asks for]' \
                '(-v --verbose)'{-v,--verbose}'[tell also what is well\: every check of every slot, every member of a plan]' \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                && ret=0
            ;;
            (show)
            _arguments -s -S \
                '(--sheet)''--sheet''[show what a hosted platform'\''s form asks for]' \
                '(--reveal)''--reveal''[with --sheet\: show the values, on a terminal only]' \
                '(-C --directory)'{-C+,--directory=}'[the workspace]:DIR:_files -/' \
                '(-o --output)'{-o+,--output=}'[how results are written to stdout]:FORMAT:(table json ndjson)' \
                '(-q --quiet)'{-q,--quiet}'[say only what is wrong, and give the data that -o asks for]' \
                '(-v --verbose)'{-v,--verbose}'[tell also what is well\: every check of every slot, every member of a plan]' \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                '1:SLOT:_slots_slots' \
                && ret=0
            ;;
            (history)
            _arguments -s -S \
                '(--since)''--since=''[how far back, such as 7d; all that is kept without it]:DURATION: ' \
                '(--limit)''--limit=''[the latest N lines only]:N: ' \
                '(-C --directory)'{-C+,--directory=}'[the workspace]:DIR:_files -/' \
                '(-o --output)'{-o+,--output=}'[how results are written to stdout]:FORMAT:(table json ndjson)' \
                '(-q --quiet)'{-q,--quiet}'[say only what is wrong, and give the data that -o asks for]' \
                '(-v --verbose)'{-v,--verbose}'[tell also what is well\: every check of every slot, every member of a plan]' \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                '1:SLOT:_slots_slots' \
                && ret=0
            ;;
            (balances)
            _arguments -s -S \
                '(--since)''--since=''[how far back, such as 7d; all that is kept without it]:DURATION: ' \
                '(-C --directory)'{-C+,--directory=}'[the workspace]:DIR:_files -/' \
                '(-o --output)'{-o+,--output=}'[how results are written to stdout]:FORMAT:(table json ndjson csv)' \
                '(-q --quiet)'{-q,--quiet}'[say only what is wrong, and give the data that -o asks for]' \
                '(-v --verbose)'{-v,--verbose}'[tell also what is well\: every check of every slot, every member of a plan]' \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                '1:SLOT:_slots_slots' \
                && ret=0
            ;;
            (check)
            _arguments -s -S \
                '(-C --directory)'{-C+,--directory=}'[the workspace]:DIR:_files -/' \
                '(-o --output)'{-o+,--output=}'[how results are written to stdout]:FORMAT:(table json ndjson)' \
                '(-q --quiet)'{-q,--quiet}'[say only what is wrong, and give the data that -o asks for]' \
                '(-v --verbose)'{-v,--verbose}'[tell also what is well\: every check of every slot, every member of a plan]' \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(--jobs)''--jobs=''[how many slots are checked at once]:N: ' \
                '(--timeout)''--timeout=''[how long the check of one slot may take, retries included]:DURATION: ' \
                '(--no-progress)''--no-progress''[no progress lines on the terminal]' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                '*:SLOT:_slots_slots' \
                && ret=0
            ;;
            (plan)
            _arguments -s -S \
                '(--only)''--only=''[ask and change this slot alone; repeat it for several]:SLOT:_slots_slots' \
                '(--skip-failed)''--skip-failed''[leave out slots that do not check out\: their entries stay as they are, and the exit code is 1]' \
                '(--offline)''--offline''[leave the exchanges out\: no slot is checked]' \
                '(--prune)''--prune''[take out connections of slots that are gone or disabled also where they were there before slots]' \
                '(--out)''--out=''[save the plan, without any secret, for an apply that carries out exactly this one, and once]:FILE:_files' \
                '(--detailed-exitcode)''--detailed-exitcode''[exit 2 when there is something to change, 0 when there is not]' \
                '(-C --directory)'{-C+,--directory=}'[the workspace]:DIR:_files -/' \
                '(-o --output)'{-o+,--output=}'[how results are written to stdout]:FORMAT:(table json ndjson)' \
                '(-q --quiet)'{-q,--quiet}'[say only what is wrong, and give the data that -o asks for]' \
                '(-v --verbose)'{-v,--verbose}'[tell also what is well\: every check of every slot, every member of a plan]' \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(--jobs)''--jobs=''[how many slots are checked at once]:N: ' \
                '(--timeout)''--timeout=''[how long the check of one slot may take, retries included]:DURATION: ' \
                '(--no-progress)''--no-progress''[no progress lines on the terminal]' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                '*:BOT:_slots_bots' \
                && ret=0
            ;;
            (apply)
            _arguments -s -S \
                '(-y --yes)'{-y,--yes}'[do it without asking, also where something of yours would be overwritten or removed]' \
                '(--only)''--only=''[ask and change this slot alone; repeat it for several]:SLOT:_slots_slots' \
                '(--skip-failed)''--skip-failed''[leave out slots that do not check out\: their entries stay as they are, and the exit code is 1]' \
                '(--offline)''--offline''[leave the exchanges out\: no slot is checked]' \
                '(--prune)''--prune''[take out connections of slots that are gone or disabled also where they were there before slots]' \
                '(--wait)''--wait=''[how long to wait when another command is writing]:DURATION: ' \
                '(-C --directory)'{-C+,--directory=}'[the workspace]:DIR:_files -/' \
                '(-o --output)'{-o+,--output=}'[how results are written to stdout]:FORMAT:(table json ndjson)' \
                '(-q --quiet)'{-q,--quiet}'[say only what is wrong, and give the data that -o asks for]' \
                '(-v --verbose)'{-v,--verbose}'[tell also what is well\: every check of every slot, every member of a plan]' \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(--jobs)''--jobs=''[how many slots are checked at once]:N: ' \
                '(--timeout)''--timeout=''[how long the check of one slot may take, retries included]:DURATION: ' \
                '(--no-progress)''--no-progress''[no progress lines on the terminal]' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                '*:BOT|FILE:_slots_bots' \
                && ret=0
            ;;
            (diff)
            _arguments -s -S \
                '(-C --directory)'{-C+,--directory=}'[the workspace]:DIR:_files -/' \
                '(-o --output)'{-o+,--output=}'[how results are written to stdout]:FORMAT:(table json ndjson)' \
                '(-q --quiet)'{-q,--quiet}'[say only what is wrong, and give the data that -o asks for]' \
                '(-v --verbose)'{-v,--verbose}'[tell also what is well\: every check of every slot, every member of a plan]' \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                '1:REV:_slots_revisions' \
                '2:REV:_slots_revisions' \
                && ret=0
            ;;
            (rollback)
            _arguments -s -S \
                '(-y --yes)'{-y,--yes}'[do it without asking, also where something of yours would be overwritten or removed]' \
                '(--dry-run)''--dry-run''[show what would be written, without the secrets, and write nothing]' \
                '(--wait)''--wait=''[how long to wait when another command is writing]:DURATION: ' \
                '(-C --directory)'{-C+,--directory=}'[the workspace]:DIR:_files -/' \
                '(-o --output)'{-o+,--output=}'[how results are written to stdout]:FORMAT:(table json ndjson)' \
                '(-q --quiet)'{-q,--quiet}'[say only what is wrong, and give the data that -o asks for]' \
                '(-v --verbose)'{-v,--verbose}'[tell also what is well\: every check of every slot, every member of a plan]' \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                '1:REV:_slots_revisions' \
                && ret=0
            ;;
            (verify)
            _arguments -s -S \
                '(--max-age)''--max-age=''[accept a recorded result that is not older than this, without asking the exchange]:DURATION: ' \
                '(-C --directory)'{-C+,--directory=}'[the workspace]:DIR:_files -/' \
                '(-o --output)'{-o+,--output=}'[how results are written to stdout]:FORMAT:(table json ndjson)' \
                '(-q --quiet)'{-q,--quiet}'[say only what is wrong, and give the data that -o asks for]' \
                '(-v --verbose)'{-v,--verbose}'[tell also what is well\: every check of every slot, every member of a plan]' \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(--jobs)''--jobs=''[how many slots are checked at once]:N: ' \
                '(--timeout)''--timeout=''[how long the check of one slot may take, retries included]:DURATION: ' \
                '(--no-progress)''--no-progress''[no progress lines on the terminal]' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                '*:SLOT:_slots_slots' \
                && ret=0
            ;;
            (run)
            _arguments -s -S \
                '(--max-age)''--max-age=''[accept a recorded result that is not older than this, without asking the exchange]:DURATION: ' \
                '(--patience)''--patience=''[how long to wait for exchanges that cannot be reached at present, asking again at least every minute]:DURATION: ' \
                '(--keep)''--keep=''[a variable that a slot names and that the bot reads, too; repeat it for several]:NAME: ' \
                '(-C --directory)'{-C+,--directory=}'[the workspace]:DIR:_files -/' \
                '(-o --output)'{-o+,--output=}'[how results are written to stdout]:FORMAT:(table json ndjson)' \
                '(-q --quiet)'{-q,--quiet}'[say only what is wrong, and give the data that -o asks for]' \
                '(-v --verbose)'{-v,--verbose}'[tell also what is well\: every check of every slot, every member of a plan]' \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(--jobs)''--jobs=''[how many slots are checked at once]:N: ' \
                '(--timeout)''--timeout=''[how long the check of one slot may take, retries included]:DURATION: ' \
                '(--no-progress)''--no-progress''[no progress lines on the terminal]' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                '1:BOT:_slots_bots' \
                '*:CMD:_files' \
                && ret=0
            ;;
            (systemd)
            _arguments -s -S \
                '(-C --directory)'{-C+,--directory=}'[the workspace]:DIR:_files -/' \
                '(-o --output)'{-o+,--output=}'[how results are written to stdout]:FORMAT:(table json ndjson)' \
                '(-q --quiet)'{-q,--quiet}'[say only what is wrong, and give the data that -o asks for]' \
                '(-v --verbose)'{-v,--verbose}'[tell also what is well\: every check of every slot, every member of a plan]' \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                '1:BOT:_slots_bots' \
                '*:CMD:_files' \
                && ret=0
            ;;
            (register)
            _arguments -s -S \
                '(-y --yes)'{-y,--yes}'[do it without asking, also where something of yours would be overwritten or removed]' \
                '(--within)''--within=''[how long the bot has until it shows the balances]:DURATION: ' \
                '(--through)''--through=''[a connection of the bot that is registered and works; without it\: one whose balance the bot shows]:ID: ' \
                '(--wait)''--wait=''[how long to wait when another command is writing]:DURATION: ' \
                '(-C --directory)'{-C+,--directory=}'[the workspace]:DIR:_files -/' \
                '(-o --output)'{-o+,--output=}'[how results are written to stdout]:FORMAT:(table json ndjson)' \
                '(-q --quiet)'{-q,--quiet}'[say only what is wrong, and give the data that -o asks for]' \
                '(-v --verbose)'{-v,--verbose}'[tell also what is well\: every check of every slot, every member of a plan]' \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(--jobs)''--jobs=''[how many slots are checked at once]:N: ' \
                '(--timeout)''--timeout=''[how long the check of one slot may take, retries included]:DURATION: ' \
                '(--no-progress)''--no-progress''[no progress lines on the terminal]' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                '1:BOT:_slots_bots' \
                '*:SLOT:_slots_slots' \
                && ret=0
            ;;
            (secret)
            _arguments -s -S \
                '(--reveal)''--reveal''[with get\: show the value, which get refuses without it]' \
                '(--recipient)''--recipient=''[who can open secrets.age from now on\: age1… or an SSH key; repeat it for several]:RECIPIENT: ' \
                '(--recipients-file)''--recipients-file=''[the same from a file with one on each line]:FILE:_files' \
                '(-C --directory)'{-C+,--directory=}'[the workspace]:DIR:_files -/' \
                '(-o --output)'{-o+,--output=}'[how results are written to stdout]:FORMAT:(table json ndjson)' \
                '(-q --quiet)'{-q,--quiet}'[say only what is wrong, and give the data that -o asks for]' \
                '(-v --verbose)'{-v,--verbose}'[tell also what is well\: every check of every slot, every member of a plan]' \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                '1:ACTION:(set get list remove rekey)' \
                '2:NAME:_slots_secrets' \
                && ret=0
            ;;
            (template)
            _arguments -s -S \
                '(--from)''--from=''[with new\: a file that such a bot has, JSON or variables, with a connection in it]:FILE:_files' \
                '(--dry-run)''--dry-run''[show what would be written, without the secrets, and write nothing]' \
                '(-C --directory)'{-C+,--directory=}'[the workspace]:DIR:_files -/' \
                '(-o --output)'{-o+,--output=}'[how results are written to stdout]:FORMAT:(table json ndjson)' \
                '(-q --quiet)'{-q,--quiet}'[say only what is wrong, and give the data that -o asks for]' \
                '(-v --verbose)'{-v,--verbose}'[tell also what is well\: every check of every slot, every member of a plan]' \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                '1:ACTION:(list new check)' \
                '2:KIND: ' \
                '3:FILE:_files' \
                && ret=0
            ;;
            (sandbox)
            _arguments -s -S \
                '(--fakes)''--fakes=''[print the fake keys of an exchange'\''s accounts, and what each account shows, and serve nothing]:SELECTOR:(aster aster-futures bitget bitget-futures hitbtc)' \
                '(--port)''--port=''[the port of the loopback address to serve on]:N: ' \
                '(--clock-offset)''--clock-offset=''[how far the served exchanges'\'' clock is ahead of ours; below zero\: behind]:DURATION: ' \
                '(--latency)''--latency=''[how long the served exchanges wait before each answer]:DURATION: ' \
                '(-o --output)'{-o+,--output=}'[how results are written to stdout]:FORMAT:(table json ndjson)' \
                '(-q --quiet)'{-q,--quiet}'[say only what is wrong, and give the data that -o asks for]' \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                && ret=0
            ;;
            (explain)
            _arguments -s -S \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                '1:CODE:(underfunded slot.unknown-key)' \
                && ret=0
            ;;
            (doctor)
            _arguments -s -S \
                '(--offline)''--offline''[leave the network out; look at all else]' \
                '(-C --directory)'{-C+,--directory=}'[the workspace]:DIR:_files -/' \
                '(-o --output)'{-o+,--output=}'[how results are written to stdout]:FORMAT:(table json ndjson)' \
                '(-q --quiet)'{-q,--quiet}'[say only what is wrong, and give the data that -o asks for]' \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(--timeout)''--timeout=''[how long the check of one slot may take, retries included]:DURATION: ' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                && ret=0
            ;;
            (schema)
            _arguments -s -S \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                '1:KIND:(slot workspace template report doctor)' \
                && ret=0
            ;;
            (completions)
            _arguments -s -S \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                '1:SHELL:(bash zsh fish)' \
                && ret=0
            ;;
            (help)
            _arguments -s -S \
                '(--color)''--color=''[colours; auto means on a terminal, and never when NO_COLOR is set]:WHEN:(auto always never)' \
                '(-h --help)'{-h,--help}'[show help and exit]' \
                '1:COMMAND|TOPIC:(init add import replace-key remove rename validate list show history balances check plan apply diff rollback verify run systemd register secret template sandbox explain doctor schema completions help exit-codes statuses checks secrets output workspace upkeep)' \
                && ret=0
            ;;
            esac
            ;;
    esac
    return ret
}

if [[ $funcstack[1] == _slots ]]; then
    _slots "$@"
else
    compdef _slots slots
fi
