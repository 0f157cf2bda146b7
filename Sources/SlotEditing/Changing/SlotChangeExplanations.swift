package import SlotModel

/// Findings of `slots remove` and `slots rename`.
package let slotChangeExplanations = [
    FindingExplanation(
        code: "rename.exists",
        title: "a slot of the new name is there already",
        text: "Choose another name, or remove that slot first. Nothing was changed."
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
