import SteelyardContracts
import SteelyardLedger

// What the venue does with an instruction that has arrived.
extension SimulatedVenue {
  mutating func carryOut(_ instruction: Instruction, of order: OrderIdentifier) {
    switch instruction {
    case .submit: enter(order)
    case .amend(let quantity, let price): amend(order, to: quantity, price)
    case .cancel: cancel(order)
    case .overdue: report(.answer(.overdue), of: order, after: 0)
    case .lost(let instruction): lose(instruction, of: order)
    }
  }

  private mutating func answer(_ answer: VenueAnswer, _ order: OrderIdentifier) {
    report(.answer(answer), of: order, after: latency())
  }

  private mutating func lose(_ instruction: Instruction, of order: OrderIdentifier) {
    let reason = "It never reached the venue."
    switch instruction {
    case .submit:
      report(.answer(.rejected(reason: reason)), of: order, after: 0)
      finish(order)
    case .amend: report(.answer(.amendRefused(reason: reason)), of: order, after: 0)
    case .cancel: report(.answer(.cancelRefused(reason: reason)), of: order, after: 0)
    case .overdue, .lost: break
    }
  }

  private mutating func enter(_ identifier: OrderIdentifier) {
    guard let standing = orders[identifier], standing.phase == .sent else { return }
    let order = standing.submitted
    if let reason = refusal(of: order) {
      answer(.rejected(reason: reason), identifier)
      return finish(identifier)
    }
    orders[identifier]?.phase = .working
    answer(.accepted, identifier)
    trade(identifier)
  }

  private mutating func refusal(of order: VenueOrder) -> String? {
    guard let book = books[order.instrument] else {
      return "\(order.instrument) is not listed here."
    }
    if let price = order.price, order.entry == .postOnly,
      book.crosses(isBuy: !order.quantity.isNegative, limit: price)
    {
      return "It would take from the book, and may only join it."
    }
    return refusesAnyway() ? "The venue is too busy." : nil
  }

  /// Takes what the order may take, and leaves the rest in the book, or cancels it where it has no limit.
  private mutating func trade(_ identifier: OrderIdentifier) {
    guard let standing = orders[identifier], var book = books[standing.submitted.instrument] else {
      return
    }
    let isBuy = !standing.quantity.isNegative
    let matches = book.take(
      standing.remaining.magnitude, isBuy: isBuy, limit: standing.price,
      account: standing.submitted.account)
    books[standing.submitted.instrument] = book
    for match in matches {
      switch match {
      case .removed(let resting):
        answer(.cancelled, resting)
        finish(resting)
      case .trade(let quantity, let price, let resting):
        fill(identifier, quantity, at: price, as: .taker)
        if let resting { fill(resting, quantity, at: price, as: .maker) }
      }
    }
    guard let left = orders[identifier], left.phase == .working else { return }
    if left.price == nil {
      answer(.cancelled, identifier)
      finish(identifier)
    } else {
      rest(identifier)
    }
  }

  /// Puts what is left of an order into its book, behind what stands there.
  mutating func rest(_ identifier: OrderIdentifier) {
    guard let instrument = orders[identifier]?.submitted.instrument,
      let resting = resting(identifier)
    else { return }
    books[instrument]?.join(resting)
  }

  /// An order as it joins a book; nil for one without a limit or with nothing left.
  func resting(_ identifier: OrderIdentifier) -> VenueBook.Resting? {
    guard let standing = orders[identifier], let price = standing.price,
      !standing.remaining.isZero
    else { return nil }
    return VenueBook.Resting(
      identifier: identifier, account: standing.submitted.account, price: price,
      remaining: standing.remaining)
  }

  /// Reports a fill of a quantity, > 0.
  mutating func fill(
    _ identifier: OrderIdentifier, _ quantity: Amount, at price: Amount, as fee: FeeCharge
  ) {
    guard let standing = orders[identifier] else { return }
    let signed = standing.quantity.isNegative ? -quantity : quantity
    orders[identifier]?.filled = Amount(units: standing.filled.units + signed.units)
    report(
      .fill(FillReport(order: identifier, quantity: signed, price: price, fee: fee)),
      of: identifier, after: latency())
    if orders[identifier]?.remaining.isZero ?? false { finish(identifier) }
  }

  private mutating func cancel(_ identifier: OrderIdentifier) {
    guard let standing = orders[identifier], standing.phase == .working else {
      return answer(.cancelRefused(reason: why(orders[identifier])), identifier)
    }
    books[standing.submitted.instrument]?.remove(identifier)
    answer(.cancelled, identifier)
    finish(identifier)
  }

  private mutating func amend(
    _ identifier: OrderIdentifier, to quantity: Amount, _ price: Amount?
  ) {
    guard let standing = orders[identifier], standing.phase == .working else {
      return answer(.amendRefused(reason: why(orders[identifier])), identifier)
    }
    let instrument = standing.submitted.instrument
    guard let price,
      (try? WorkingOrder(instrument: instrument, quantity: quantity, price: price)) != nil,
      quantity.isNegative == standing.quantity.isNegative
    else {
      return answer(
        .amendRefused(reason: "It needs a limit and a quantity of the same sign."), identifier)
    }
    guard quantity.magnitude > standing.filled.magnitude else {
      return answer(
        .amendRefused(reason: "\(standing.filled) of it is filled already."), identifier)
    }
    if price == standing.price, quantity.magnitude <= standing.quantity.magnitude {
      // A smaller order keeps its place, as on the venues it stands for.
      orders[identifier]?.quantity = quantity
      books[instrument]?.shrink(
        identifier, to: Amount(units: quantity.units - standing.filled.units))
      return answer(.amended, identifier)
    }
    let rested = books[instrument]?.remove(identifier)
    if standing.submitted.entry == .postOnly,
      books[instrument]?.crosses(isBuy: !quantity.isNegative, limit: price) ?? false
    {
      if let rested { books[instrument]?.join(rested) }
      return answer(
        .amendRefused(reason: "It would take from the book, and may only join it."), identifier)
    }
    orders[identifier]?.quantity = quantity
    orders[identifier]?.price = price
    answer(.amended, identifier)
    trade(identifier)
  }

  private func why(_ standing: Standing?) -> String {
    switch standing?.phase {
    case .none, .sent: "The venue does not know the order."
    case .finished: "The order is filled or out of the book."
    case .working: "The order is in the book."
    }
  }
}
