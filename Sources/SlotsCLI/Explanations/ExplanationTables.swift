import BotConfigs
import Checks
import Exchanges
import SlotFiles
package import SlotModel

/// The explanations of all rooms, for the catalogue.
package let explanationTables: [[FindingExplanation]] = [
    fileExplanations, botExplanations, exchangeExplanations, checkExplanations, outsideExplanations,
    doctorExplanations,
]
