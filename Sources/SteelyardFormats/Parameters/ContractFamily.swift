import SteelyardContracts

/// The contracts of a venue that share their terms.
struct ContractFamily: Sendable {
  let evidence: ParameterEvidence
  private let product: ContractTermsFile.Family.Product
  private let style: ContractTermsFile.Family.Style
  private let bases: Set<Currency>
  private let quotes: Set<Currency>?
  private let multiplier: Amount
  private let tick: Amount
  private let tickSteps: [ContractTerms.TickStep]
  private let lot: Amount
  private let averagingWindowSeconds: Int
  /// What expiries from an instant on deliver, in ascending order.
  private let deliveries: [(from: Timestamp, kind: ContractTerms.Delivery)]

  /// A family from its entry in a file.
  ///
  /// - Throws: `invalidInput` for sizes that are not above zero, steps or deliveries out of order,
  ///   and dates that are none.
  init(_ family: ContractTermsFile.Family) throws(SteelyardError) {
    let steps = (family.tickSteps ?? []).map {
      ContractTerms.TickStep(abovePrice: $0.abovePrice, tick: $0.tick)
    }
    guard
      ([family.multiplier, family.tick, family.lot] + steps.map(\.tick)).min() ?? .zero > .zero,
      family.averagingWindowSeconds >= 0
    else { throw ContractFamily.refusal("A multiplier, tick, lot or window is out of range.") }
    guard zip(steps, steps.dropFirst()).allSatisfy({ $0.abovePrice < $1.abovePrice }) else {
      throw ContractFamily.refusal("The tick steps are not in ascending order.")
    }
    var deliveries: [(from: Timestamp, kind: ContractTerms.Delivery)] = []
    for delivery in family.delivery {
      let from = try delivery.fromExpiry.map { (text) throws(SteelyardError) in
        try Timestamp(parsing: text)
      }
      deliveries.append((from ?? Timestamp(microseconds: .min), delivery.kind))
    }
    guard deliveries.first?.from == Timestamp(microseconds: .min),
      zip(deliveries, deliveries.dropFirst()).allSatisfy({ $0.from < $1.from })
    else {
      throw ContractFamily.refusal(
        "The deliveries must begin with one that has no date, then ascend.")
    }
    product = family.product
    style = family.style
    bases = Set(family.bases)
    quotes = family.quotes.map(Set.init)
    multiplier = family.multiplier
    tick = family.tick
    tickSteps = steps
    lot = family.lot
    averagingWindowSeconds = family.averagingWindowSeconds
    self.deliveries = deliveries
    evidence = family.evidence
  }

  /// Whether an instrument belongs to the family; barrier options are listed on no venue.
  func contains(_ instrument: Instrument) -> Bool {
    let sameProduct =
      switch (instrument.product, product) {
      case (.spot, .spot), (.perpetual, .perpetual), (.future, .future), (.option, .option): true
      default: false
      }
    let underlying = instrument.underlying
    return sameProduct && underlying.isInverse == (style == .inverse)
      && bases.contains(underlying.base) && quotes?.contains(underlying.quote) ?? true
  }

  /// The terms of a contract of the family; what has no expiry takes the first delivery.
  func terms(expiry: Timestamp?) -> ContractTerms {
    let instant = expiry ?? Timestamp(microseconds: .min)
    return ContractTerms(
      multiplier: multiplier, tick: tick, tickSteps: tickSteps, lot: lot,
      averagingWindowSeconds: averagingWindowSeconds,
      delivery: deliveries.last { $0.from <= instant }?.kind ?? deliveries[0].kind)
  }

  private static func refusal(_ message: String) -> SteelyardError {
    SteelyardError(.invalidInput, message, remedy: "Correct the file.")
  }
}
