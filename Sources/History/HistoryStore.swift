import SlotModel
