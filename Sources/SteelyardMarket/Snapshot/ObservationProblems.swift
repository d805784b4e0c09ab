import SteelyardContracts

extension InstrumentObservation {
  /// Why this row can't stand in a snapshot, or nil where it can.
  ///
  /// - Parameters:
  ///   - time: The instant of the snapshot.
  ///   - limits: How far from that instant a row may have been observed.
  func exclusion(at time: Timestamp, limits: MarketSnapshotBuilder.AgeLimits) -> SteelyardError? {
    if let field = inadmissibleField {
      return problem(
        .invalidInput, "\(instrument) has \(field.name) \(field.value).",
        remedy: "Give a finite \(field.name) \(field.bound).", field: field.name)
    }
    if let expiry = instrument.expiry, expiry <= time {
      return problem(
        .notApplicable, "\(instrument) had expired at \(time).",
        remedy: "Leave it out, or date the snapshot before its expiry.")
    }
    let age = self.time.days(to: time) * 86_400
    if age < -Double(limits.aheadSecondsMax) {
      return problem(
        .invalidInput, "\(instrument) was observed at \(self.time), after the snapshot's \(time).",
        remedy: "Date the snapshot later, or leave the row out.")
    }
    if let oldest = limits.ageSecondsMax, age > Double(oldest) {
      return problem(
        .staleMarketData,
        "\(instrument) was observed at \(self.time), more than \(oldest) s before \(time).",
        remedy: "Give a newer row, or allow older ones.")
    }
    if markPrice == nil && markVolatility == nil && !instrument.isPriced(by: self) {
      return problem(
        .missingMarketData, "\(instrument) has no mark.",
        remedy: "Give its mark price" + (instrument.isOption ? " or mark volatility." : "."))
    }
    return nil
  }

  /// What is odd about a row that stays, or nil.
  var oddity: SteelyardError? {
    guard isCrossed, let bid, let ask else { return nil }
    return problem(
      .arbitrage, "\(instrument) is quoted crossed: bid \(bid.price), ask \(ask.price).",
      remedy: "Its quotes are left out of the surface fit; its mark stays.")
  }

  /// An error about this row.
  func problem(
    _ code: SteelyardError.Code, _ message: String, remedy: String, field: String? = nil
  ) -> SteelyardError {
    SteelyardError(
      code, message, remedy: remedy,
      subject: .place(file: origin.file, row: origin.row, field: field))
  }

  /// Whether two rows of one instrument say the same, wherever and whenever they were read.
  func agrees(with other: InstrumentObservation) -> Bool {
    var same = InstrumentObservation(
      instrument: instrument, time: other.time, origin: other.origin)
    same.copyValues(of: self)
    return same == other
  }

  private mutating func copyValues(of other: InstrumentObservation) {
    markPrice = other.markPrice
    markVolatility = other.markVolatility
    bid = other.bid
    ask = other.ask
    underlyingPrice = other.underlyingPrice
    underlyingPriceSource = other.underlyingPriceSource
    indexPrice = other.indexPrice
    interestRate = other.interestRate
    openInterest = other.openInterest
    volume = other.volume
    confidence = other.confidence
    settlementAverage = other.settlementAverage
  }

  private var inadmissibleField: (name: String, value: Double, bound: String)? {
    let positive = [
      ("mark volatility", markVolatility), ("underlying price", underlyingPrice),
      ("index price", indexPrice), ("settlement average", settlementAverage?.average),
    ]
    for case (let name, let value?) in positive where !(value > 0 && value.isFinite) {
      return (name, value, "above zero")
    }
    if let markPrice, !instrument.isOption, !(markPrice > 0 && markPrice.isFinite) {
      return ("mark price", markPrice, "above zero")
    }
    let notNegative = [
      ("mark price", markPrice), ("bid", bid?.price), ("ask", ask?.price),
      ("bid amount", bid?.amount), ("ask amount", ask?.amount), ("open interest", openInterest),
      ("volume", volume),
    ]
    for case (let name, let value?) in notNegative where !(value >= 0 && value.isFinite) {
      return (name, value, "not below zero")
    }
    if let interestRate, !ExpiryObservation.rates.contains(interestRate) {
      return ("interest rate", interestRate, "from -10 to 10")
    }
    if let elapsed = settlementAverage?.elapsed, !(elapsed >= 0 && elapsed <= 1) {
      return ("elapsed share", elapsed, "from 0 to 1")
    }
    if let confidence, !confidence.isConfidence {
      return ("confidence", confidence.doubleValue, "from 0 to 1")
    }
    return nil
  }
}

extension Instrument {
  /// Whether a row without marks still says what the instrument is worth: spot by its index.
  fileprivate func isPriced(by observation: InstrumentObservation) -> Bool {
    if case .spot = product { observation.indexPrice != nil } else { false }
  }
}
