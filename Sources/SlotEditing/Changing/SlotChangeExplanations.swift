package import SlotModel

/// Findings of `slots remove` and `slots rename`.
package let slotChangeExplanations = [
    FindingExplanation(
        code: "rename.exists",
        title: "a slot of the new name is there already",
        text: "Choose another name, or remove that slot first. Nothing was changed."
    ),
    FindingExplanation(
        code: "remove.not-a-file",
        title: "the slot's file is a link, or no file",
        text:
            "'slots remove' and 'slots rename' take files away and make new ones. What a link leads to may be somebody else's, so do it by hand, or put the file itself in the link's place."
    ),
    FindingExplanation(
        code: "remove.gone",
        title: "the slot's file is not there any more",
        text: "Somebody removed it meanwhile. Nothing else was changed."
    ),
    FindingExplanation(
        code: "remove.not-agreed",
        title: "nobody agreed to the change",
        text:
            "A slot goes, or gets another name, only when somebody says yes; where nobody can be asked, --yes says it."
    ),
]
