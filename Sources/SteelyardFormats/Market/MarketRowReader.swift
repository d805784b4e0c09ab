import SteelyardContracts
import SteelyardMarket

/// Turns one row of a venue's market file into an observation.
struct MarketRowReader {
  let layout: MarketLayout
  let file: String

  /// What the row says.
  ///
  /// - Throws: An error that names file, row and field: `invalidInput` for a value that cannot be,
  ///   `unsupported` for a combo or another exchange.
  func observation(_ row: some MarketRow) throws(SteelyardError) -> InstrumentObservation {
    let instrument = try instrument(row)
    let time = try time(row)
    if let problem = ObservationCheck.expiryProblem(instrument, at: time, row.subject(.instrument))
    {
      throw problem
    }
    var observation = InstrumentObservation(
      instrument: instrument, time: time, origin: .init(file: file, row: row.rowNumber))
    observation.markPrice = try number(
      row, .markPrice, instrument.isOption ? .price : .positivePrice)
    if instrument.isOption {
      observation.markVolatility = try volatility(row, .markVolatility)
      observation.underlyingPrice = try number(row, .underlyingPrice, .positivePrice)
      observation.underlyingPriceSource = try underlyingPriceSource(row)
      observation.interestRate = try number(row, .interestRate, .rate)
    }
    observation.indexPrice = try number(row, .indexPrice, .positivePrice)
    if observation.indexPrice == nil {
      observation.indexPrice = try number(row, .deliveryPrice, .positivePrice)
    }
    observation.bid = try quote(row, .bidPrice, .bidAmount, .bidVolatility)
    observation.ask = try quote(row, .askPrice, .askAmount, .askVolatility)
    observation.openInterest = try number(row, .openInterest, .amount)
    observation.volume = try number(row, .volume, .amount)
    return observation
  }

  /// When the row was observed.
  func time(_ row: some MarketRow) throws(SteelyardError) -> Timestamp {
    if let time = try timestamp(row, .time) { return time }
    if let time = try timestamp(row, .snapshotTime) { return time }
    throw SteelyardError(
      .invalidInput, "The row has no time.", remedy: "Add the time of the observation.",
      subject: row.subject(.time))
  }

  /// The instant in a field, or nil where it is missing.
  func timestamp(
    _ row: some MarketRow, _ field: MarketField
  ) throws(SteelyardError) -> Timestamp? {
    let microsecondsEach: Int64
    switch layout.timeUnit {
    case .text:
      guard let text = try row.text(field) else { return nil }
      do { return try Timestamp(parsing: text) } catch { throw error.about(row.subject(field)) }
    case .milliseconds: microsecondsEach = 1000
    case .microseconds: microsecondsEach = 1
    }
    guard let count = try row.integer(field) else { return nil }
    guard
      let time = ObservationCheck.timestamp(count, microsecondsEach: microsecondsEach)
    else {
      throw SteelyardError(
        .invalidInput, "\(count) is not a time of the years 1970 to 9999.",
        remedy: "Write it in \(layout.timeUnit) since 1970.", subject: row.subject(field))
    }
    return time
  }

  /// The instrument that a row is about.
  func instrument(_ row: some MarketRow) throws(SteelyardError) -> Instrument {
    if let exchange = try row.text(.exchange), exchange != "deribit" {
      throw SteelyardError(
        .unsupported, "Rows of the exchange \"\(exchange.prefix(40))\" are not read.",
        remedy: "Keep the rows of deribit.", subject: row.subject(.exchange))
    }
    guard let name = try row.text(.instrument) else {
      throw SteelyardError(
        .invalidInput, "The row names no instrument.", remedy: "Add its name.",
        subject: row.subject(.instrument))
    }
    let instrument: Instrument
    do {
      instrument = try InstrumentNaming.deribit.instrument(named: name)
    } catch {
      throw error.about(row.subject(.instrument))
    }
    try checkTerms(of: instrument, row)
    return instrument
  }

  /// Refuses a row whose own columns contradict the instrument's name.
  private func checkTerms(
    of instrument: Instrument, _ row: some MarketRow
  ) throws(SteelyardError) {
    if let expiry = instrument.expiry, let stated = try timestamp(row, .expiry), stated != expiry {
      throw contradiction("\(stated)", "\(expiry)", row.subject(.expiry))
    }
    guard let terms = instrument.optionTerms else { return }
    if let strike = try row.number(.strike), strike != terms.strike.doubleValue {
      throw contradiction("\(strike)", "\(terms.strike)", row.subject(.strike))
    }
    if let right = try row.text(.right) {
      let stated: OptionRight? =
        switch right {
        case "C", "call": .call
        case "P", "put": .put
        default: nil
        }
      guard stated == terms.right else {
        throw contradiction("\"\(right.prefix(40))\"", "\(terms.right)", row.subject(.right))
      }
    }
  }

  private func contradiction(
    _ stated: String, _ named: String, _ subject: SteelyardError.Subject
  ) -> SteelyardError {
    SteelyardError(
      .invalidInput, "\(stated) contradicts the instrument's name, which says \(named).",
      remedy: "Correct one of them.", subject: subject)
  }

  private func number(
    _ row: some MarketRow, _ field: MarketField, _ rule: ObservationCheck.Rule
  ) throws(SteelyardError) -> Double? {
    guard let number = try row.number(field) else { return nil }
    return try ObservationCheck.checked(number, rule, text: "\(number)", row.subject(field))
  }

  /// A volatility in percent as a decimal.
  private func volatility(
    _ row: some MarketRow, _ field: MarketField
  ) throws(SteelyardError) -> Double? {
    guard let percent = try row.number(field) else { return nil }
    return try ObservationCheck.checked(
      percent / 100, .volatility, text: "\(percent) %", row.subject(field))
  }

  /// A side of the book; nil without a price, and at a price of zero, as venues write no quote.
  private func quote(
    _ row: some MarketRow, _ price: MarketField, _ amount: MarketField, _ volatility: MarketField
  ) throws(SteelyardError) -> InstrumentObservation.Quote? {
    guard let value = try number(row, price, .price), value > 0 else { return nil }
    // Venues write a volatility of zero where the price has none.
    let hasVolatility = try row.number(volatility) ?? 0 != 0
    return .init(
      price: value, amount: try number(row, amount, .amount),
      volatility: hasVolatility ? try self.volatility(row, volatility) : nil)
  }

  private func underlyingPriceSource(
    _ row: some MarketRow
  ) throws(SteelyardError) -> InstrumentObservation.UnderlyingPriceSource? {
    guard let name = try row.text(.underlyingName) else { return nil }
    if name == "index_price" { return .index }
    return name.hasPrefix("SYN.") ? .synthetic(name) : .future(name)
  }
}
