import SteelyardContracts
import SteelyardFormats
import SteelyardMargin

extension JSONWriter {
  /// Writes the figures of an account under the names that every answer has.
  ///
  /// - Parameter reported: US dollars as an amount in report currency.
  mutating func figures(
    _ figures: AccountFigures, _ reported: (Double) -> Double
  ) throws(SteelyardError) {
    try field("equity", reported(figures.equity))
    try field("initial_counted_equity", reported(figures.initialCountedEquity))
    try field("maintenance_counted_equity", reported(figures.maintenanceCountedEquity))
    try field("initial_margin", reported(figures.initialMargin))
    try field("maintenance_margin", reported(figures.maintenanceMargin))
    try field("initial_excess", reported(figures.initialExcess))
    try field("maintenance_excess", reported(figures.maintenanceExcess))
  }
}
