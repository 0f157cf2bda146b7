import SlotModel

let yamlExplanations = [
    FindingExplanation(
        code: "yaml.syntax",
        title: "the file is not YAML",
        text:
            "The text cannot be understood from this place on: an indentation that does not fit, a missing ':' or bracket, an "
            + "open quote. Indent with blanks, the keys of one map alike, and put values with special characters in quotes.",
        example: "label: \"Aster: main account\""
    ),
    FindingExplanation(
        code: "yaml.tag",
        title: "a YAML tag",
        text:
            "Tags such as !!str tell a YAML program which type a value has. slots knows the type from the key and takes no tags. "
            + "Remove the tag; put a value that begins with '!' in quotes.",
        example: "passphrase: '!abc'"
    ),
    FindingExplanation(
        code: "yaml.alias",
        title: "an alias that leads nowhere, to itself or to too much",
        text:
            "An alias (*name) repeats a value that an anchor (&name) marked further up. This one has no anchor, stands inside "
            + "what it repeats, or makes the file grow beyond 10,000 values or 4 MiB of text. Write the value out. A value that begins with '*' or "
            + "'&' goes in quotes.",
        example: nil
    ),
    FindingExplanation(
        code: "yaml.too-deep",
        title: "nested too deep",
        text:
            "No file of slots needs more than a few levels of lists and maps; at 32 reading ends. Most often a bracket is open.",
        example: nil
    ),
    FindingExplanation(
        code: "yaml.encoding",
        title: "the file is not UTF-8",
        text:
            "Files of slots are written in UTF-8. Editors on Windows sometimes save UTF-16 or an older encoding; save the file "
            + "again and choose UTF-8.",
        example: "iconv -f UTF-16 -t UTF-8 old.yaml > new.yaml"
    ),
    FindingExplanation(
        code: "yaml.control-character",
        title: "an invisible character",
        text:
            "The file has a character that does not show or that changes the direction of text, so that you and slots would read "
            + "different things. It often comes along when text is copied from a web page. Delete it and type the place anew.",
        example: nil
    ),
    FindingExplanation(
        code: "yaml.directive",
        title: "a YAML directive",
        text:
            "Lines that begin with '%' are instructions to YAML programs. slots takes none but one %YAML 1.1 or %YAML 1.2 at the "
            + "file's start. Remove the line.",
        example: nil
    ),
    FindingExplanation(
        code: "yaml.several-documents",
        title: "more than one document in a file",
        text:
            "'---' begins a new YAML document. A file of slots holds one; put the other one in a file of its own.",
        example: nil
    ),
    FindingExplanation(
        code: "yaml.key",
        title: "a key that is no text",
        text: "YAML allows lists and maps as keys; slots does not. Write a plain word before the ':'.",
        example: nil
    ),
    FindingExplanation(
        code: "yaml.merge-key",
        title: "a merge key",
        text:
            "'<<' copies the keys of another map in some YAML programs and is an ordinary key in others. Write the keys out.",
        example: nil
    ),
]

let diskExplanations = [
    FindingExplanation(
        code: "file.missing",
        title: "a file is not there",
        text:
            "The file was there when its folder was listed, or another file names it, but it cannot be found now. Look whether "
            + "another program renames or removes it.",
        example: nil
    ),
    FindingExplanation(
        code: "file.dangling-link",
        title: "a symbolic link leads nowhere",
        text: "The file is a symbolic link to a file that does not exist. Mend the link, or remove it.",
        example: "ls -l slots/"
    ),
    FindingExplanation(
        code: "file.link-loop",
        title: "symbolic links lead in a circle",
        text: "The file is a symbolic link that leads back to itself. Replace it by the file that was meant.",
        example: "ls -l slots/"
    ),
    FindingExplanation(
        code: "file.not-regular",
        title: "something that is no file has a file's name",
        text:
            "A folder, a named pipe, a socket or a device stands where a file is wanted. slots does not open it. Rename or "
            + "remove it.",
        example: nil
    ),
    FindingExplanation(
        code: "file.too-large",
        title: "a file of more than 1 MiB",
        text:
            "Files of slots have a few dozen lines. A file of this size is another one, or damaged; it is not read.",
        example: nil
    ),
    FindingExplanation(
        code: "file.unreadable",
        title: "a file cannot be read",
        text:
            "The system refuses to read the file: the permissions are missing, or the disk has an error. The message says which.",
        example: "ls -l slots/"
    ),
    FindingExplanation(
        code: "file.unseen",
        title: "a file that looks like a slot and is not read",
        text:
            "Only files that lie in slots/ itself and end in .yaml are slots. What lies beside or below it, or ends in .bak or "
            + "the like, is passed over, and a bot would run without it. Move or rename it, or take it out of the folder.",
        example: "mv slots/old/aster.yaml slots/aster.yaml"
    ),
    FindingExplanation(
        code: "file.wrong-ending",
        title: "a slot file that does not end in .yaml",
        text:
            "Only files that end in .yaml are slots. A file that ends in .yml or .YAML was probably meant as one, and its slot "
            + "would be missing from the bot. Rename it.",
        example: "mv slots/aster.yml slots/aster.yaml"
    ),
    FindingExplanation(
        code: "file.too-many",
        title: "too many files",
        text: "The folder slots/ has more than 200,000 files and is not read.",
        example: nil
    ),
    FindingExplanation(
        code: "file.too-many-findings",
        title: "more complaints about a file than are shown",
        text:
            "After 200 complaints about one file the rest is only counted. Mend the first ones: they are often the cause of "
            + "the others.",
        example: nil
    ),
]
