import BotConfigs
import Checks
import SlotFiles
package import SlotModel

/// The explanations of all rooms, for the catalogue.
package let explanationTables: [[FindingExplanation]] = [
    fileExplanations, botExplanations, checkExplanations, outsideExplanations,
]
