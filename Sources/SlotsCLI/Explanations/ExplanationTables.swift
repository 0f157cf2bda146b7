import BotConfigs
import Checks
import SlotFiles
import SlotModel

/// The explanations of all rooms, for the catalogue.
let explanationTables: [[FindingExplanation]] = [
    fileExplanations, botExplanations, outsideExplanations,
]
