import SteelyardLiquidation

/// An amount of US dollars in the reason of a decision: as liquidations write it.
func usdText(_ amount: Double) -> String { SteelyardLiquidation.usdText(amount) }

/// A share in the reason of a decision: as liquidations write it.
func percentText(_ share: Double) -> String { SteelyardLiquidation.percentText(share) }
