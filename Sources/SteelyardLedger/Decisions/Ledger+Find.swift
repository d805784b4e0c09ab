import SteelyardContracts

extension Ledger {
  /// The index of an account that a command names.
  ///
  /// - Throws: `notFound` where it is not open.
  func find(_ name: AccountName) throws(SteelyardError) -> AccountIndex {
    guard let index = accountIndices[name] else {
      throw SteelyardError(
        .notFound, "There is no account \(name).", remedy: "Open it first.",
        subject: .account(name.description))
    }
    return index
  }

  /// The index of a client's account.
  ///
  /// - Throws: `notFound` where it is not open, `notAllowed` for an account of the house.
  func findClient(_ name: AccountName) throws(SteelyardError) -> AccountIndex {
    guard !HouseAccount.owns(name) else {
      throw SteelyardError(
        .notAllowed, "\(name) is an account of the house.", remedy: "Name a client's account.",
        subject: .account(name.description))
    }
    return try find(name)
  }

  /// The index of an account that can be a party to a trade or money from outside: a client's, or the
  /// insurance fund, which takes over positions and is paid in.
  func findParty(_ name: AccountName) throws(SteelyardError) -> AccountIndex {
    let index = try find(name)
    return index == HouseAccount.insurance.index ? index : try findClient(name)
  }

  /// The index of an account that can place an order: a client's, or the insurance fund where it only reduces a position.
  ///
  /// Nobody's margin stands behind what the fund trades, so no order may make its risk larger.
  func findOrderer(_ ticket: OrderTicket) throws(SteelyardError) -> AccountIndex {
    guard ticket.account == HouseAccount.insurance.name, ticket.effect == .reduceOnly else {
      return try findClient(ticket.account)
    }
    return HouseAccount.insurance.index
  }

  /// The index of an asset that a command names.
  ///
  /// - Throws: `notFound` where it is not listed.
  func find(_ asset: Currency) throws(SteelyardError) -> AssetIndex {
    guard let index = assetIndices[asset] else {
      throw SteelyardError(
        .notFound, "The asset \(asset) is not listed.", remedy: "List it first.")
    }
    return index
  }

  /// The index of an instrument that can be traded.
  ///
  /// - Throws: `notFound` where it is not listed, `notAllowed` once it is settled.
  func findTradable(_ instrument: Instrument) throws(SteelyardError) -> InstrumentIndex {
    guard let index = instrumentIndices[instrument] else {
      throw SteelyardError(
        .notFound, "The instrument is not listed.", remedy: "List it first.",
        subject: .instrument(instrument.description))
    }
    guard instruments[index.place].status == .listed else {
      throw SteelyardError(
        .notAllowed, "The instrument is settled.", remedy: "Trade one that is not expired.",
        subject: .instrument(instrument.description))
    }
    return index
  }

  /// A live order.
  ///
  /// - Throws: `notAllowed` where it is finished, `notFound` where it never was.
  func find(_ identifier: OrderIdentifier) throws(SteelyardError) -> LedgerOrder {
    if let order = orders[identifier] { return order }
    guard identifier.rawValue > 0, identifier.rawValue <= ordersPlaced else {
      throw Ledger.noOrder(identifier)
    }
    throw SteelyardError(
      .notAllowed, "Order \(identifier) is finished.",
      remedy: "Look up its end in the events; place another order.")
  }

  /// A live order of an account.
  ///
  /// - Throws: As `find(_:)`; an order of another account is not found.
  func find(
    _ identifier: OrderIdentifier, of name: AccountName
  ) throws(SteelyardError) -> LedgerOrder {
    let account = try findParty(name)
    if let order = orders[identifier], order.account != account {
      throw Ledger.noOrder(identifier)
    }
    return try find(identifier)
  }

  static func noOrder(_ identifier: OrderIdentifier) -> SteelyardError {
    SteelyardError(
      .notFound, "There is no order \(identifier).", remedy: "Check the order's number.")
  }

  /// Checks that an amount is above zero and not beyond what is booked at once.
  func checkPositive(_ amount: Amount, _ what: String) throws(SteelyardError) {
    guard amount > .zero else {
      throw SteelyardError(
        .invalidInput, "The \(what) \(amount) is not above zero.", remedy: "Give a positive one.")
    }
    try checkSize(amount, what)
  }

  /// Checks that a number is not beyond what is booked at once.
  func checkSize(_ amount: Amount, _ what: String) throws(SteelyardError) {
    guard amount.magnitude <= Ledger.amountMax else {
      throw SteelyardError(
        .limitExceeded, "The \(what) \(amount) is beyond \(Ledger.amountMax).",
        remedy: "Use smaller amounts.")
    }
  }

  /// Checks the length of a text that is kept.
  func checkText(_ text: String, _ what: String) throws(SteelyardError) {
    guard text.utf8.count <= Ledger.textLengthMax else {
      throw SteelyardError(
        .limitExceeded,
        "The \(what) has \(text.utf8.count) bytes, more than \(Ledger.textLengthMax).",
        remedy: "Shorten it.")
    }
  }
}
