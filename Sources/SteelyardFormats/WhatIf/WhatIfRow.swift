import SteelyardContracts

/// What one row of trades and orders says, before it is known to make sense.
struct WhatIfRow {
  /// What a row is.
  enum Kind: String, CaseIterable {
    case trade, order
  }

  let kind: Kind
  let instrument: Instrument
  let quantity: Amount
  let price: Amount?
  let row: Int
  /// Where its quantity and price stand.
  let quantitySubject: SteelyardError.Subject
  let priceSubject: SteelyardError.Subject

  /// Puts the row into the list that it belongs to.
  ///
  /// - Throws: `invalidInput` about the quantity or the price, as `Trade` and `WorkingOrder` do.
  func add(to file: inout WhatIfFile) throws(SteelyardError) {
    do throws(SteelyardError) {
      switch kind {
      case .trade:
        file.add(
          try Trade(instrument: instrument, quantity: quantity, price: price), row: row)
      case .order:
        file.add(
          try WorkingOrder(instrument: instrument, quantity: quantity, price: price), row: row)
      }
    } catch {
      throw error.about(quantity.isZero ? quantitySubject : priceSubject)
    }
  }
}
