import BotConfigs
import Checks
import Doctor
import Exchanges
import Ledger
import Operations
import Revisions
import Secrets
import SlotEditing
import SlotFiles
package import SlotModel

/// The explanations of all rooms, for the catalogue.
package let explanationTables: [[FindingExplanation]] = [
    fileExplanations, botExplanations, exchangeExplanations, checkExplanations, secretExplanations,
    revisionExplanations, historyExplanations, operationExplanations, addingExplanations, importExplanations,
    teachingExplanations, replaceKeyExplanations, slotChangeExplanations, doctorExplanations,
    registerExplanations,
]
