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
            case -C --directory -o --output --color --jobs --timeout --network --form --secrets --api-wallet --main-wallet --label --fees --delay --expires --bot --selector --wait --since --limit --only --out --max-age --patience --keep --within --through --recipient --recipients-file --from --fakes --port --clock-offset --latency
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
            case -C --directory -o --output --color --jobs --timeout --network --form --secrets --api-wallet --main-wallet --label --fees --delay --expires --bot --selector --wait --since --limit --only --out --max-age --patience --keep --within --through --recipient --recipients-file --from --fakes --port --clock-offset --latency
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
        string replace -r '^.*/([^/]*)\.yaml$' '$1' -- $file
    end
end

function __slots_bots
    awk '/^[^ #]/ { inside = /^bots:/; depth = 0; next } inside && match($0, /^ +[A-Za-z0-9][A-Za-z0-9_-]*:/) { name = substr($0, 1, RLENGTH - 1); margin = match(name, /[^ ]/); if (!depth) depth = margin; if (margin == depth) print substr(name, margin) }' (__slots_folder)/slots.yaml 2>/dev/null
end

function __slots_revisions
    for file in (__slots_folder)/.slots/revisions/*.json
        string replace -r '^.*/([0-9]+)\.json$' '$1' -- $file
    end
end

function __slots_secrets
    set -l folder (__slots_folder)
    set -l files $folder/slots/*.yaml $folder/slots.yaml
    grep -ohE 'secret:[A-Za-z0-9._-]+' -- $files 2>/dev/null | string replace 'secret:' '' | sort -u
end

complete -c slots -f

complete -c slots -s C -l directory -x -a '(__fish_complete_directories)' -d 'the workspace'
complete -c slots -s o -l output -x -a 'table json ndjson' -d 'how results are written to stdout'
complete -c slots -s q -l quiet -d 'say only what is wrong, and give the data that -o asks for'
complete -c slots -s v -l verbose -d 'tell also what is well: every check of every slot, every member of a plan'
complete -c slots -l color -x -a 'auto always never' -d 'colours; auto means on a terminal, and never when NO_COLOR is set'
complete -c slots -l jobs -x -d 'how many slots are checked at once'
complete -c slots -l timeout -x -d 'how long the check of one slot may take, retries included'
complete -c slots -l no-progress -d 'no progress lines on the terminal'
complete -c slots -s h -l help -d 'show help and exit'
complete -c slots -l version -d 'show the version and exit'
complete -c slots -n 'test -z (__slots_command)' -a init -d 'lay out a workspace that runs at once on the built-in exchange'
complete -c slots -n '__slots_at init' -l empty -d 'without example slots'
complete -c slots -n '__slots_at init' -l network -x -a 'live testnet sandbox' -d 'where the slots will run; example slots exist for the sandbox only'
complete -c slots -n '__slots_at init 0' -a '(__fish_complete_directories)' -d 'DIR'
complete -c slots -n 'test -z (__slots_command)' -a add -d 'make a new slot: what to do at the exchange, credentials, check, file'
complete -c slots -n '__slots_at add' -l form -x -a 'V1 V3' -d 'the kind of credentials where an exchange has several: V3 or V1 for Aster'
complete -c slots -n '__slots_at add' -l network -x -a 'live testnet sandbox' -d 'the exchange\'s system that the credentials are for'
complete -c slots -n '__slots_at add' -l secrets -x -a 'age file env' -d 'where secrets go: into secrets.age, into private files below secrets/, or nowhere (env)'
complete -c slots -n '__slots_at add' -l from-env -d 'take the credentials from variables such as ASTER_PRIVATE_KEY, and ask nothing'
complete -c slots -n '__slots_at add' -l no-check -d 'write the slot without asking the exchange'
complete -c slots -n '__slots_at add' -l force -d 'write the slot also when it is not connected'
complete -c slots -n '__slots_at add' -l api-wallet -x -d 'the API wallet\'s address'
complete -c slots -n '__slots_at add' -l main-wallet -x -d 'the main wallet\'s address'
complete -c slots -n '__slots_at add' -l label -x -d 'a name for people'
complete -c slots -n '__slots_at add' -l fees -x -d 'what a trade costs: 0.06%, or maker/taker: 0.02%/0.06%'
complete -c slots -n '__slots_at add' -l delay -x -d 'the bot\'s pause between two pairs: 10s'
complete -c slots -n '__slots_at add' -l expires -x -d 'the key\'s last day, for \'expires\' in the slot, such as 2027-11-20'
complete -c slots -n '__slots_at add 0' -a 'aster aster-futures bitget bitget-futures hitbtc' -d 'SELECTOR'
complete -c slots -n 'test -z (__slots_command)' -a import -d 'turn the connections of a bot\'s own config into slots'
complete -c slots -n '__slots_at import' -l bot -x -a '(__slots_bots)' -d 'whose connections these are, as slots.yaml names it'
complete -c slots -n '__slots_at import' -l dry-run -d 'show what would be written, without the secrets, and write nothing'
complete -c slots -n '__slots_at import' -l secrets -x -a 'age file' -d 'where the keys go: into secrets.age, or into files of mode 0600 below secrets/'
complete -c slots -n '__slots_at import' -l selector -x -d 'what an entry of the file is, where its id does not tell, such as bitget=bitget-futures; repeat it for several'
complete -c slots -n '__slots_at import' -s y -l yes -d 'do it without asking, also where something of yours would be overwritten or removed'
complete -c slots -n '__slots_at import 0' -F
complete -c slots -n 'test -z (__slots_command)' -a replace-key -d 'give a slot new credentials; the old ones go when the new ones work'
complete -c slots -n '__slots_at replace-key' -l undo -d 'bring back the credentials that were replaced the last time; those that the slot has are kept instead'
complete -c slots -n '__slots_at replace-key' -l forget -d 'forget the credentials that were replaced the last time'
complete -c slots -n '__slots_at replace-key' -l other-account -d 'the new credentials may belong to another account: the slot trades on that one from now on'
complete -c slots -n '__slots_at replace-key' -l form -x -a 'V1 V3' -d 'the kind of credentials where an exchange has several: V3 or V1 for Aster'
complete -c slots -n '__slots_at replace-key' -l from-env -d 'take the credentials from variables such as ASTER_PRIVATE_KEY, and ask nothing'
complete -c slots -n '__slots_at replace-key' -l api-wallet -x -d 'the API wallet\'s address'
complete -c slots -n '__slots_at replace-key' -l main-wallet -x -d 'the main wallet\'s address'
complete -c slots -n '__slots_at replace-key' -l expires -x -d 'the key\'s last day, for \'expires\' in the slot, such as 2027-11-20'
complete -c slots -n '__slots_at replace-key' -l no-check -d 'with --undo: bring them back, and write them, without asking the exchange'
complete -c slots -n '__slots_at replace-key' -l no-apply -d 'leave the bots\' files as they are'
complete -c slots -n '__slots_at replace-key' -s y -l yes -d 'ask nothing: it is the same account where the exchange does not tell, and the bots\' files are written'
complete -c slots -n '__slots_at replace-key 0' -a '(__slots_slots)' -d 'SLOT'
complete -c slots -n 'test -z (__slots_command)' -a remove -d 'remove a slot with its secrets and its entries in the bots\' files'
complete -c slots -n '__slots_at remove' -s y -l yes -d 'do it without asking, also where something of yours would be overwritten or removed'
complete -c slots -n '__slots_at remove' -l prune -d 'take out connections of slots that are gone or disabled also where they were there before slots'
complete -c slots -n '__slots_at remove' -l wait -x -d 'how long to wait when another command is writing'
complete -c slots -n '__slots_at remove 0' -a '(__slots_slots)' -d 'SLOT'
complete -c slots -n 'test -z (__slots_command)' -a rename -d 'give a slot another name, its secrets and entries along with it'
complete -c slots -n '__slots_at rename' -s y -l yes -d 'do it without asking, also where something of yours would be overwritten or removed'
complete -c slots -n '__slots_at rename' -l wait -x -d 'how long to wait when another command is writing'
complete -c slots -n '__slots_at rename 0' -a '(__slots_slots)' -d 'SLOT'
complete -c slots -n 'test -z (__slots_command)' -a validate -d 'read all files and say what is wrong in them'
complete -c slots -n 'test -z (__slots_command)' -a list -d 'show the slots with their last known status and balance'
complete -c slots -n 'test -z (__slots_command)' -a show -d 'show one slot whole: its checks, its secrets\' places, its entry in each bot'
complete -c slots -n '__slots_at show' -l sheet -d 'show what a hosted platform\'s form asks for'
complete -c slots -n '__slots_at show' -l reveal -d 'with --sheet: show the values, on a terminal only'
complete -c slots -n '__slots_at show 0' -a '(__slots_slots)' -d 'SLOT'
complete -c slots -n 'test -z (__slots_command)' -a history -d 'show what was applied, or a slot\'s statuses over time'
complete -c slots -n '__slots_at history' -l since -x -d 'how far back, such as 7d; all that is kept without it'
complete -c slots -n '__slots_at history' -l limit -x -d 'the latest N lines only'
complete -c slots -n '__slots_at history 0' -a '(__slots_slots)' -d 'SLOT'
complete -c slots -n 'test -z (__slots_command)' -a balances -d 'show what the accounts held over time'
complete -c slots -n '__slots_at balances' -l since -x -d 'how far back, such as 7d; all that is kept without it'
complete -c slots -n '__slots_at balances 0' -a '(__slots_slots)' -d 'SLOT'
complete -c slots -n 'test -z (__slots_command)' -a check -d 'ask the exchanges whether the slots work'
complete -c slots -n '__slots_at check' -a '(__slots_slots)' -d 'SLOT'
complete -c slots -n 'test -z (__slots_command)' -a plan -d 'check, then show what apply would change'
complete -c slots -n '__slots_at plan' -l only -x -a '(__slots_slots)' -d 'ask and change this slot alone; repeat it for several'
complete -c slots -n '__slots_at plan' -l skip-failed -d 'leave out slots that do not check out: their entries stay as they are, and the exit code is 1'
complete -c slots -n '__slots_at plan' -l offline -d 'leave the exchanges out: no slot is checked'
complete -c slots -n '__slots_at plan' -l prune -d 'take out connections of slots that are gone or disabled also where they were there before slots'
complete -c slots -n '__slots_at plan' -l out -r -F -d 'save the plan, without any secret, for an apply that carries out exactly this one, and once'
complete -c slots -n '__slots_at plan' -l detailed-exitcode -d 'exit 2 when there is something to change, 0 when there is not'
complete -c slots -n '__slots_at plan' -a '(__slots_bots)' -d 'BOT'
complete -c slots -n 'test -z (__slots_command)' -a apply -d 'check, plan and write the bots\' files'
complete -c slots -n '__slots_at apply' -s y -l yes -d 'do it without asking, also where something of yours would be overwritten or removed'
complete -c slots -n '__slots_at apply' -l only -x -a '(__slots_slots)' -d 'ask and change this slot alone; repeat it for several'
complete -c slots -n '__slots_at apply' -l skip-failed -d 'leave out slots that do not check out: their entries stay as they are, and the exit code is 1'
complete -c slots -n '__slots_at apply' -l offline -d 'leave the exchanges out: no slot is checked'
complete -c slots -n '__slots_at apply' -l prune -d 'take out connections of slots that are gone or disabled also where they were there before slots'
complete -c slots -n '__slots_at apply' -l wait -x -d 'how long to wait when another command is writing'
complete -c slots -n '__slots_at apply' -a '(__slots_bots)' -d 'BOT|FILE'
complete -c slots -n 'test -z (__slots_command)' -a diff -d 'show what a revision changed in the bots\' files'
complete -c slots -n '__slots_at diff 0' -a '(__slots_revisions)' -d 'REV'
complete -c slots -n '__slots_at diff 1' -a '(__slots_revisions)' -d 'REV'
complete -c slots -n 'test -z (__slots_command)' -a rollback -d 'bring back what was in the bots\' files before a revision'
complete -c slots -n '__slots_at rollback' -s y -l yes -d 'do it without asking, also where something of yours would be overwritten or removed'
complete -c slots -n '__slots_at rollback' -l dry-run -d 'show what would be written, without the secrets, and write nothing'
complete -c slots -n '__slots_at rollback' -l wait -x -d 'how long to wait when another command is writing'
complete -c slots -n '__slots_at rollback 0' -a '(__slots_revisions)' -d 'REV'
complete -c slots -n 'test -z (__slots_command)' -a verify -d 'succeed only when every slot is connected and funded'
complete -c slots -n '__slots_at verify' -l max-age -x -d 'accept a recorded result that is not older than this, without asking the exchange'
complete -c slots -n '__slots_at verify' -a '(__slots_slots)' -d 'SLOT'
complete -c slots -n 'test -z (__slots_command)' -a run -d 'verify a bot\'s slots, then become the bot'
complete -c slots -n '__slots_at run' -l max-age -x -d 'accept a recorded result that is not older than this, without asking the exchange'
complete -c slots -n '__slots_at run' -l patience -x -d 'how long to wait for exchanges that cannot be reached at present, asking again at least every minute'
complete -c slots -n '__slots_at run' -l keep -x -d 'a variable that a slot names and that the bot reads, too; repeat it for several'
complete -c slots -n '__slots_at run 0' -a '(__slots_bots)' -d 'BOT'
complete -c slots -n '__slots_at run; and not __slots_at run 0' -F
complete -c slots -n 'test -z (__slots_command)' -a systemd -d 'print a systemd unit that starts a bot behind its gate'
complete -c slots -n '__slots_at systemd 0' -a '(__slots_bots)' -d 'BOT'
complete -c slots -n '__slots_at systemd; and not __slots_at systemd 0' -F
complete -c slots -n 'test -z (__slots_command)' -a register -d 'make new keys known to a running Gunbot, and see whether it sees the balance'
complete -c slots -n '__slots_at register' -s y -l yes -d 'do it without asking, also where something of yours would be overwritten or removed'
complete -c slots -n '__slots_at register' -l within -x -d 'how long the bot has until it shows the balances'
complete -c slots -n '__slots_at register' -l through -x -d 'a connection of the bot that is registered and works; without it: one whose balance the bot shows'
complete -c slots -n '__slots_at register' -l wait -x -d 'how long to wait when another command is writing'
complete -c slots -n '__slots_at register 0' -a '(__slots_bots)' -d 'BOT'
complete -c slots -n '__slots_at register; and not __slots_at register 0' -a '(__slots_slots)' -d 'SLOT'
complete -c slots -n 'test -z (__slots_command)' -a secret -d 'keep secrets encrypted in secrets.age'
complete -c slots -n '__slots_at secret' -l reveal -d 'with get: show the value, which get refuses without it'
complete -c slots -n '__slots_at secret' -l recipient -x -d 'who can open secrets.age from now on: age1… or an SSH key; repeat it for several'
complete -c slots -n '__slots_at secret' -l recipients-file -r -F -d 'the same from a file with one on each line'
complete -c slots -n '__slots_at secret 0' -a 'set get list remove rekey' -d 'ACTION'
complete -c slots -n '__slots_at secret 1' -a '(__slots_secrets)' -d 'NAME'
complete -c slots -n 'test -z (__slots_command)' -a template -d 'teach slots a new kind of bot: list, new, check'
complete -c slots -n '__slots_at template' -l from -r -F -d 'with new: a file that such a bot has, JSON or variables, with a connection in it'
complete -c slots -n '__slots_at template' -l dry-run -d 'show what would be written, without the secrets, and write nothing'
complete -c slots -n '__slots_at template 0' -a 'list new check' -d 'ACTION'
complete -c slots -n '__slots_at template 2' -F
complete -c slots -n 'test -z (__slots_command)' -a sandbox -d 'serve the built-in exchanges for other programs'
complete -c slots -n '__slots_at sandbox' -l fakes -x -a 'aster aster-futures bitget bitget-futures hitbtc' -d 'print the fake keys of an exchange\'s accounts, and what each account shows, and serve nothing'
complete -c slots -n '__slots_at sandbox' -l port -x -d 'the port of the loopback address to serve on'
complete -c slots -n '__slots_at sandbox' -l clock-offset -x -d 'how far the served exchanges\' clock is ahead of ours; below zero: behind'
complete -c slots -n '__slots_at sandbox' -l latency -x -d 'how long the served exchanges wait before each answer'
complete -c slots -n 'test -z (__slots_command)' -a explain -d 'say what a finding, a status or a check means and what to do'
complete -c slots -n '__slots_at explain 0' -a 'underfunded slot.unknown-key' -d 'CODE'
complete -c slots -n 'test -z (__slots_command)' -a doctor -d 'look at this machine: clock, network, permissions, dependencies'
complete -c slots -n '__slots_at doctor' -l offline -d 'leave the network out; look at all else'
complete -c slots -n 'test -z (__slots_command)' -a schema -d 'print a JSON Schema for editors and programs'
complete -c slots -n '__slots_at schema 0' -a 'slot workspace template report doctor' -d 'KIND'
complete -c slots -n 'test -z (__slots_command)' -a completions -d 'print completions for a shell'
complete -c slots -n '__slots_at completions 0' -a 'bash zsh fish' -d 'SHELL'
complete -c slots -n 'test -z (__slots_command)' -a help -d 'show help on a command or a topic'
complete -c slots -n '__slots_at help 0' -a 'init add import replace-key remove rename validate list show history balances check plan apply diff rollback verify run systemd register secret template sandbox explain doctor schema completions help exit-codes statuses checks secrets output workspace upkeep' -d 'COMMAND|TOPIC'
