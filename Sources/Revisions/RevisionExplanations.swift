package import SlotModel

/// Findings about the bots' files and the state of a workspace.
package let revisionExplanations = [
    FindingExplanation(
        code: "bot.no-folder",
        title: "the bot's folder is not there",
        text: "directory: in slots.yaml has to name the folder where the bot lives, relative to slots.yaml.",
        example: "bots:\n  main:\n    template: gunbot\n    directory: bots/gunbot"
    ),
    FindingExplanation(
        code: "bot.unreadable",
        title: "a file of the bot cannot be read",
        text: "The user who runs slots needs the right to read the bot's file. Nothing was changed."
    ),
    FindingExplanation(
        code: "bot.not-a-file",
        title: "a file of the bot is something else",
        text:
            "A folder, a pipe or a device lies where the bot's file belongs. slots touches ordinary files only."
    ),
    FindingExplanation(
        code: "bot.too-large",
        title: "a file of the bot is far too large",
        text: "No configuration is that large; probably directory: in slots.yaml names the wrong folder."
    ),
    FindingExplanation(
        code: "bot.other-credentials",
        title: "the bot would not use the credentials that were proved",
        text: """
            The bot's file holds other credentials than the slot, or none. What the exchange said about the slot's key \
            says nothing about the one that the bot trades with. 'slots plan' shows the difference, 'slots apply' writes \
            the slot's.
            """
    ),
    FindingExplanation(
        code: "bot.other-values",
        title: "the bot reckons with another fee, delay or setting than the slot",
        text: "'slots plan' shows what differs. Write the slot's with 'slots apply', or change the slot."
    ),
    FindingExplanation(
        code: "bot.encrypted",
        title: "what the bot encrypted cannot be compared",
        text: """
            The bot encrypted this connection's credentials, as it does after its start. They are the slot's unless somebody \
            entered others in the bot since slots wrote them: in the file both look alike. If you are not sure, delete \
            the connection in the bot and let 'slots apply' write it anew.
            """
    ),
    FindingExplanation(
        code: "bot.same-file",
        title: "two bots write the same file",
        text: """
            Their directories in slots.yaml lead to one file, perhaps by way of a link. Each would overwrite what the \
            other one wrote. Give each bot a directory of its own, or make one bot of the two.
            """
    ),
    FindingExplanation(
        code: "bot.other-folder",
        title: "a bot's directory is another one than before",
        text: """
            What slots remembers of its writing holds for the folder that it wrote to. In another one the entries of the \
            same names may hold other keys, encrypted or not, so all of them count as the bot's own: their ids are not \
            taken for a slot's, and apply asks before it takes over credentials. If the bot only moved, its values are \
            the same, and nothing is asked about those in plain. The next apply remembers the new folder.
            """
    ),
    FindingExplanation(
        code: "bot.open-file",
        title: "everybody on this machine gets at a bot's file",
        text: """
            Keys go into the file, and its mode lets every user read it, or even change it. Bots often make their files so. \
            slots keeps the mode that it finds: close the file with the command that stands with the finding. Where the bot \
            opens it again, close the folder above it: chmod 700.
            """
    ),
    FindingExplanation(
        code: "bot.foreign-file",
        title: "a bot's file belongs to somebody unexpected",
        text: """
            Its owner is neither you nor the owner of its folder. In a folder where everybody may make files, such as /tmp, \
            somebody may have put it there to get your keys: they would own the new file, too. apply asks before it writes \
            there. If it is as it should be, agree; else move the file away.
            """
    ),
    FindingExplanation(
        code: "bot.linked-file",
        title: "a bot's file has several names",
        text: """
            Hard links: a second name, perhaps in another folder, leads to the same file. slots puts a new file in the \
            place of the old one, so the other names keep the old content, and whatever reads it there goes on with the \
            old keys. apply asks before it writes. The finding says how the other names are found.
            """
    ),
    FindingExplanation(
        code: "bot.mounted-file",
        title: "a container reads one file of a bot by a mount of its own",
        text: """
            A mount of a single file, such as docker's of config.js, stands for that file and not for its name. slots puts \
            a new file in the place of the old one, so what reads through the mount goes on with the old content and \
            the old keys until it is started anew. Mount the folder that the file lies in: then each change shows at once.
            """
    ),
    FindingExplanation(
        code: "bot.written-in-place",
        title: "a bot's file is a mount point",
        text: """
            Here, perhaps inside a container, the file alone is mounted, and no other file can take its place. slots writes \
            the new content over the old one. Both wait in .slots until all is done, so that the next command finishes \
            what was cut off, or takes it back. Until then the bot may find a file that is half written; mount the folder \
            that it lies in instead, and it never does.
            """
    ),
    FindingExplanation(
        code: "apply.mount-point",
        title: "a file that is a mount point",
        text: """
            The file is mounted by itself, perhaps inside a container, so that no other can take its place; on this system slots \
            could not know that before. Nothing was changed. Mount the folder that it lies in instead, or run slots on the \
            host, where the file is an ordinary one, and start the container anew afterwards.
            """
    ),
    FindingExplanation(
        code: "apply.cannot-write",
        title: "a file cannot be written",
        text: """
            The disk is full, the file system is read-only, or the user who runs slots may not write there. The file is \
            as it was: slots writes beside it and swaps only when everything is on the disk.
            """
    ),
    FindingExplanation(
        code: "apply.read-only",
        title: "a file is write-protected",
        text: """
            Somebody took the right to write away, perhaps on purpose, so slots does not go around it. Give the right \
            back if slots shall write the file.
            """,
        example: "chmod u+w bots/gunbot/config.js"
    ),
    FindingExplanation(
        code: "apply.kept",
        title: "a file was kept, because nothing else has what it holds",
        text: """
            The bot wrote into the old file after the new one had taken its place, so its save is not in the new one. The \
            file that the message names has it: compare the two, and remove it. Stop the bot before you apply, if that \
            happens often.

            Or slots was ended while it wrote a mounted file in place, and the file is not mounted where the next command ran: \
            it may be half new. What it held before is in .slots/, in the file that the message names. Look at the bot's file \
            where it is mounted, copy that back if it is broken, and remove the copy: it holds keys.
            """
    ),
    FindingExplanation(
        code: "bot.own-folder",
        title: "a bot's file would lie in a folder of the workspace's own",
        text: """
            slots/, templates/, secrets/ and .slots/ are read and written by slots itself. Let the bot's 'directory' in \
            slots.yaml name the folder in which the bot runs.
            """
    ),
    FindingExplanation(
        code: "bot.left",
        title: "a bot that slots.yaml does not name any more still has keys",
        text: """
            slots wrote connections into the file of a bot that has left slots.yaml since. The file stays as it is, keys included. \
            Name the bot again to go on with it. If it is not used any more, turn the connections off in the bot or \
            delete them there: an apply tells this once, and lets go of them.
            """
    ),
    FindingExplanation(
        code: "apply.locked",
        title: "another command is at work on this workspace",
        text:
            "Only one can write at a time. Start again when it is done; apply, rollback, remove and rename can wait for it. The lock ends with its process.",
        example: "slots apply --wait 1m"
    ),
    FindingExplanation(
        code: "apply.changed-meanwhile",
        title: "a file was changed while slots worked",
        text: """
            Somebody, perhaps the bot itself, wrote the file after the plan was made, and the plan does not fit any more. \
            Nothing was written over it. Look at 'slots plan' and apply again.
            """
    ),
    FindingExplanation(
        code: "apply.keeps-changing",
        title: "a file changes again and again",
        text:
            "The bot writes its file all the time, so no moment was found to swap it. Stop the bot and apply again."
    ),
    FindingExplanation(
        code: "apply.not-as-written",
        title: "a new file does not read as it was written",
        text: """
            slots reads the new file back before it takes the place of the old one, and found something else in it: the \
            disk or its file system fails. The old file is as it was. Look at the system's log, with dmesg for instance.
            """
    ),
    FindingExplanation(
        code: "apply.unfinished",
        title: "a change came to a halt half done",
        text: """
            slots changes all files or none. This time the system refused both to go on and to put back what was changed, \
            as a failing disk does. A journal in .slots/ knows what is left to do: mend what is wrong with the disk, and the \
            next command finishes the change.
            """
    ),
    FindingExplanation(
        code: "revision.damaged",
        title: "a revision cannot be used",
        text: """
            Each apply that changes a bot's file keeps what was there before in .slots/revisions: N.age (N.tar where the \
            workspace has no recipients) and, without any secret, N.json. One of them is cut, altered, another user's, or no \
            ordinary file. Applies go on; only what this revision changed cannot be shown or taken back. Bring the file \
            back from a backup, or leave it: it is passed over.
            """
    ),
    FindingExplanation(
        code: "revision.missing",
        title: "a revision is not there any more",
        text: """
            A file of a revision that should still be kept is gone from .slots/revisions. slots itself removes only those \
            beyond policy.keep-revisions. What came after it can be taken back; what came before it only where no value is \
            needed that this one kept.
            """
    ),
    FindingExplanation(
        code: "revision.newer",
        title: "a revision was written by a newer slots",
        text: """
            Its N.json in .slots/revisions is in a form that this version does not know. Applies go on; to show it or to take \
            it back, use the newer version.
            """
    ),
    FindingExplanation(
        code: "revision.no-folder",
        title: "there is no folder for the revisions",
        text: """
            What the bots' files held is kept in .slots/revisions before anything is written. There stands a file, or a link \
            that leads elsewhere, into which no keys are written. Move it away; the next apply makes the folder.
            """
    ),
    FindingExplanation(
        code: "revision.foreign",
        title: "somebody else's files lie among the revisions",
        text: """
            .slots/revisions holds N.age or N.tar and N.json for each number N. Other files there are not slots': they are \
            neither read nor removed.
            """
    ),
    FindingExplanation(
        code: "revision.unknown",
        title: "there is no such revision",
        text: """
            'slots history' shows the numbers. Those beyond policy.keep-revisions were removed; one whose N.json in \
            .slots/revisions is missing or damaged cannot be shown, and nobody can go back over it: later ones can be taken \
            back all the same.
            """,
        example: "slots history"
    ),
    FindingExplanation(
        code: "rollback.drift",
        title: "a rollback would overwrite what somebody changed",
        text: """
            A member that slots wrote has another value by now: the bot or somebody else changed it. Taking the revision back \
            gives it the value from before the revision. What is lost by that is kept as a revision of its own.
            """
    ),
    FindingExplanation(
        code: "rollback.encrypted",
        title: "credentials that the bot encrypted since cannot be compared",
        text: """
            The revision changed credentials of this connection, and the bot encrypted them since, as it does after its start. \
            They are what slots wrote, unless somebody typed others in the bot: that cannot be seen. Taking the revision back \
            puts the former ones there, all of them, as they stood. What is lost by that is kept as a revision of its own.
            """
    ),
    FindingExplanation(
        code: "rollback.file-left",
        title: "a file stays that a rollback would remove",
        text: """
            The file was made by slots, and somebody changed it since. Nobody but you knows whether it is still needed, so it \
            stays as it is.
            """
    ),
    FindingExplanation(
        code: "rollback.no-file",
        title: "a revision is about a file that no bot has any more",
        text: """
            A revision knows its files by bot and path. The bot is not in slots.yaml any more, its directory is another one, or \
            its template has no such file, or its connections elsewhere in it. Give it back its former place in slots.yaml or \
            the template; or unpack the revision by hand, in an empty folder: 'age -d -i KEY WORKSPACE/.slots/revisions/N.age | \
            tar x', or 'tar xf WORKSPACE/.slots/revisions/N.tar'. What comes out holds keys.
            """
    ),
    FindingExplanation(
        code: "state.broken-journal",
        title: "the record of a change that was cut off is damaged",
        text: """
            slots was ended while it changed files, and .slots/journal, which says what is left to do, cannot be read. Move \
            it away, and look with slots plan whether the bots' files are as they should be. New contents that \
            did not take their places lie beside the files (of a mounted file, old and new, in .slots/), with names that begin \
            with a dot and have .slots- in them.
            """
    ),
    FindingExplanation(
        code: "state.foreign-journal",
        title: "the record of a change that was cut off is of another workspace",
        text: """
            The workspace was copied, or moved, after slots was ended in the middle of a change. The journal names the folders of \
            the workspace where that happened, so nothing is finished or taken back here. Any command in the other one \
            finishes the change there, if it still stands. Else, here, move .slots/journal away; contents that did not take \
            their places lie beside the files and in .slots/, with names that begin with a dot and have .slots- in them, and \
            hold keys: compare them with the files, then remove them.
            """
    ),
    FindingExplanation(
        code: "state.strangers-journal",
        title: "the record of a change that was cut off is another user's",
        text: """
            .slots/journal says which files take the places of which. Whoever may write into the workspace could have put it \
            there, and root, or whoever else comes by, would move files where its author may not. It is finished by the user \
            who was cut off, with any command in the workspace. Where nobody was, move it away.
            """
    ),
    FindingExplanation(
        code: "state.broken",
        title: "slots' own notes in .slots/ cannot be used",
        text: """
            They say which entries of the bots' files slots wrote. Move the named file away: slots then takes every entry \
            for yours, and asks before it changes one.
            """
    ),
]
