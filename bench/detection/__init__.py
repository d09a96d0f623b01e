"""Detection: how often the rules on many stations cry wolf, and how small a wolf they see."""
