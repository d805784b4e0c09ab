public import SteelyardContracts
import SteelyardFormats
import SteelyardPricing

extension ImpliedVolatilityReport {
  /// The answer for people.
  public var document: ReportDocument {
    var facts: [ReportDocument.Fact] = [
      .init(
        "status", "status", .text(result.words), tone: result.volatility == nil ? .bad : .good)
    ]
    if let volatility = result.volatility {
      facts.append(
        .init(
          "volatility", "implied volatility", .number(100 * volatility, .significant(10)),
          unit: "%"))
    }
    facts += inputs.map {
      .init($0.key, $0.label, .number($0.value, .shortest), unit: $0.unit)
    }
    return ReportDocument(
      title: question.name, subtitle: "Implied volatility by Black-76.",
      sections: [.init("", [.facts(facts)]), .notes(sources + notes)].compactMap(\.self))
  }

  /// The answer for programs; `volatility` is null where there is none and `status` says why.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { (writer) throws(SteelyardError) in
      writer.field("instrument", question.name)
      writer.field("right", question.right.rawValue)
      writer.field("status", result.code)
      try writer.optional("volatility", result.volatility)
      if case .converged(_, let iterations) = result {
        writer.key("iterations")
        writer.integer(iterations)
      }
      writer.field("price_currency", question.priceCurrency.code)
      for number in inputs {
        writer.key(named: number.key)
        try writer.number(number.value)
      }
      try writer.strings("sources", sources)
      try writer.strings("notes", notes)
    }
  }

  private var inputs: [NamedNumber] {
    [
      NamedNumber("price", "price", question.price, question.priceCurrency.code),
      NamedNumber("forward", "forward", question.forward, question.quote.code),
      NamedNumber("strike", "strike", question.strike, question.quote.code),
      NamedNumber(
        "time_to_expiry", "time to expiry", question.timeToExpiry, "years of 365 days"),
      NamedNumber("discount_factor", "discount factor", question.discountFactor, "decimal"),
    ]
  }
}

extension ImpliedVolatility {
  fileprivate var code: String {
    switch self {
    case .converged: "converged"
    case .atIntrinsic: "at_intrinsic"
    case .belowIntrinsic: "below_intrinsic"
    case .aboveMaximum: "above_maximum"
    case .expired: "expired"
    case .notConverged: "not_converged"
    }
  }

  fileprivate var words: String {
    switch self {
    case .converged(_, let iterations): "converged in \(iterations) steps"
    case .atIntrinsic: "none: the price is the intrinsic value to the last digit"
    case .belowIntrinsic: "none: the price is below the intrinsic value, an arbitrage"
    case .aboveMaximum: "none: the price is at or above the most that any volatility gives"
    case .expired: "none: the option has expired"
    case .notConverged: "none: the search ended without meeting its tolerance"
    }
  }
}
