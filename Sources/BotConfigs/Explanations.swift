package import SlotModel

/// What `slots explain` tells about the finding codes of this room.
package let botExplanations: [FindingExplanation] = []
