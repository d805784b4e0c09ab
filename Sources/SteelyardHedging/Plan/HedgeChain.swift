public import SteelyardContracts
public import SteelyardMarket

/// Which instruments of a live market are worth looking at for a hedge.
public struct HedgeChain: Sendable, Hashable {
  /// Kinds of instruments.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Perpetuals.
    case perpetual
    /// Dated futures.
    case future
    /// Options.
    case option
    /// Coins.
    case spot
  }

  /// The kinds.
  public let kinds: Set<Kind>
  /// Days to expiry that options may have.
  public let optionDays: ClosedRange<Double>
  /// Expiries of options that are looked at, those with the most open interest first; the earlier of equal ones.
  public let expiriesMax: Int
  /// Strikes on either side of the forward, spread evenly over what is listed within `moneynessMax`.
  public let strikesPerSide: Int
  /// How far from the forward strikes may be, as |K / F − 1|.
  public let moneynessMax: Double

  /// A chain from its parts.
  ///
  /// - Throws: `invalidInput` for a count or share that cannot be.
  public init(
    kinds: Set<Kind>, optionDays: ClosedRange<Double>, expiriesMax: Int, strikesPerSide: Int,
    moneynessMax: Double
  ) throws(SteelyardError) {
    guard !kinds.isEmpty, optionDays.lowerBound >= 0, (0...40).contains(expiriesMax),
      (0...100).contains(strikesPerSide), moneynessMax > 0, moneynessMax.isFinite
    else {
      throw SteelyardError(
        .invalidInput,
        "\(kinds.count) kinds, \(expiriesMax) expiries, \(strikesPerSide) strikes, \(moneynessMax) of moneyness.",
        remedy:
          "Give at least one kind, at most 40 expiries and 100 strikes, and a share above zero.")
    }
    self.kinds = kinds
    self.optionDays = optionDays
    self.expiriesMax = expiriesMax
    self.strikesPerSide = strikesPerSide
    self.moneynessMax = moneynessMax
  }

  /// What is usual: perpetuals, futures and two expiries of options of 7 to 120 days, four strikes on either side
  /// within 30 %.
  public static let usual: HedgeChain = {
    do {
      return try HedgeChain(
        kinds: [.perpetual, .future, .option], optionDays: 7...120, expiriesMax: 2,
        strikesPerSide: 4, moneynessMax: 0.3)
    } catch {
      preconditionFailure("The usual chain is admissible.")
    }
  }()

  /// The instruments of some underlyings, in their order.
  ///
  /// Only out-of-the-money options: one in the money is the other one and a future.
  public func instruments(
    on underlyings: [Underlying], in snapshot: MarketSnapshot
  ) -> [Instrument] {
    var found: Set<Instrument> = []
    for underlying in underlyings {
      for observation in snapshot.observations where observation.instrument.underlying == underlying
      {
        switch observation.instrument.product {
        case .perpetual where kinds.contains(.perpetual), .spot where kinds.contains(.spot):
          found.insert(observation.instrument)
        case .future(let expiry) where kinds.contains(.future) && expiry > snapshot.time:
          found.insert(observation.instrument)
        default: continue
        }
      }
      if kinds.contains(.option) { found.formUnion(options(on: underlying, in: snapshot)) }
    }
    return found.sorted()
  }

  private func options(on underlying: Underlying, in snapshot: MarketSnapshot) -> [Instrument] {
    let expiries = (snapshot.market(of: underlying)?.expiries ?? []).filter {
      !$0.options.isEmpty && optionDays.contains($0.timeToExpiry * 365)
    }
    func interest(_ expiry: ExpiryMarket) -> Double {
      expiry.options.reduce(0) { $0 + ($1.openInterest ?? 0) }
    }
    let chosen = expiries.sorted { (-interest($0), $0.expiry) < (-interest($1), $1.expiry) }
    return chosen.prefix(expiriesMax).flatMap { expiry in
      [OptionRight.put, .call].flatMap { right -> [Instrument] in
        let side = expiry.options.map(\.instrument).filter { instrument in
          guard let terms = instrument.optionTerms, terms.right == right,
            case .option = instrument.product
          else { return false }
          let moneyness = terms.strike.doubleValue / expiry.forward.value - 1
          return abs(moneyness) <= moneynessMax && (right == .put ? moneyness <= 0 : moneyness >= 0)
        }.sorted { strike($0) < strike($1) }
        return HedgeChain.spread(right == .put ? side.reversed() : side, strikesPerSide)
      }
    }
  }

  private func strike(_ instrument: Instrument) -> Double {
    instrument.optionTerms?.strike.doubleValue ?? 0
  }

  /// So many elements, the first and the last and evenly between.
  private static func spread(_ all: [Instrument], _ count: Int) -> [Instrument] {
    guard all.count > count else { return all }
    guard count > 1 else { return Array(all.prefix(count)) }
    return (0..<count).map { all[$0 * (all.count - 1) / (count - 1)] }
  }
}
