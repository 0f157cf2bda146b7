import BotConfigs
import Checks
import SlotFiles
import SlotModel

/// The explanations of all rooms, for the catalogue.
let explanationTables: [[FindingExplanation]] = [
    fileExplanations, botExplanations, commandExplanations,
]

/// What the commands themselves, and the rooms without a table of their own, have to say.
private let commandExplanations: [FindingExplanation] = []
