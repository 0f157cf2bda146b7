package import SlotModel

/// A text for each code that this room can emit.
package let fileExplanations: [FindingExplanation] = []
