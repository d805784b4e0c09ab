package import SteelyardContracts

/// An instrument as `public/get_instruments` lists it.
package struct DeribitListing {
  /// Deribit's name.
  package let name: String
  /// The instrument.
  package let instrument: Instrument
  /// Its terms.
  package let terms: ContractTerms
  /// The index that it settles by.
  package let index: PriceIndexName
  /// Whether it can be traded now.
  package let isActive: Bool

  /// Most instruments of one answer.
  package static let countMax = 20_000

  /// The listings of an answer, or the one of `public/get_instrument`.
  ///
  /// - Parameter table: Terms by the venue's documents: what is delivered stands in no answer.
  /// - Returns: What can be held, and one error for each row that can't: combos, and contracts settled in a third
  ///   currency.
  /// - Throws: `invalidInput` where the answer is no list of instruments.
  package static func read(
    _ result: JSONValue, table: ContractTermsTable
  ) throws(SteelyardError) -> (listings: [DeribitListing], problems: [SteelyardError]) {
    var listings: [DeribitListing] = []
    var problems: [SteelyardError] = []
    let rows = result.kind == .array ? Array(try result.elements()) : [result]
    guard rows.count <= countMax else {
      throw result.error(
        code: .limitExceeded, "\(rows.count) instruments are more than \(countMax).",
        remedy: "Ask for one kind.")
    }
    for row in rows {
      do throws(SteelyardError) {
        listings.append(try DeribitListing(row, table))
      } catch {
        problems.append(error)
      }
    }
    return (listings, problems)
  }

  private init(_ row: JSONValue, _ table: ContractTermsTable) throws(SteelyardError) {
    name = try row.required("instrument_name").string()
    do {
      instrument = try InstrumentNaming.deribit.instrument(named: name)
    } catch {
      throw error.about(row.subject)
    }
    let index = try row.required("price_index").string()
    do { self.index = try PriceIndexName(index) } catch { throw error.about(row.subject) }
    isActive = try row.present("is_active")?.boolean() ?? true
    var steps: [ContractTerms.TickStep] = []
    if let list = row.present("tick_size_steps") {
      for step in try list.elements() {
        steps.append(
          ContractTerms.TickStep(
            abovePrice: try step.required("above_price").amount(.halfToEven),
            tick: try step.required("tick_size").amount(.halfToEven)))
      }
    }
    terms = ContractTerms(
      multiplier: try row.required("contract_size").amount(.halfToEven),
      tick: try row.required("tick_size").amount(.halfToEven), tickSteps: steps,
      lot: try row.required("min_trade_amount").amount(.halfToEven),
      averagingWindowSeconds: instrument.expiry == nil ? 0 : Self.averagingWindowSeconds,
      delivery: Self.delivery(of: instrument, table))
  }

  /// By the documents, else what the family has always delivered.
  private static func delivery(
    of instrument: Instrument, _ table: ContractTermsTable
  ) -> ContractTerms.Delivery {
    if let terms = try? table.terms(for: instrument, listedOn: .deribit) { return terms.delivery }
    if instrument.expiry == nil { return .none }
    return instrument.underlying.isInverse ? .coin : .cash
  }

  /// Delivery prices are averages of the index over the last half hour.
  private static let averagingWindowSeconds = 1800
}

/// Delivery prices of an index as `public/get_delivery_prices` answers.
package struct DeribitDeliveryPrice {
  /// The expiry, 08:00 UTC of the day that is named.
  package let expiry: Timestamp
  /// The price in the index's quote currency.
  package let price: Amount

  /// The prices of an answer.
  package static func read(_ result: JSONValue) throws(SteelyardError) -> [DeribitDeliveryPrice] {
    var prices: [DeribitDeliveryPrice] = []
    for row in try result.required("data").elements() {
      let (date, price) = (try row.required("date"), try row.required("delivery_price"))
      let day = try date.at(try date.string()) { text throws(SteelyardError) in
        try Timestamp(parsing: text)
      }
      let amount = try price.amount(.halfToEven)
      guard amount > .zero else {
        throw price.error("A delivery price of \(amount) can't be.", remedy: "Report it.")
      }
      prices.append(
        DeribitDeliveryPrice(
          expiry: CivilDate(of: day).at(hour: NamePart.settlementHour), price: amount))
    }
    return prices
  }
}
