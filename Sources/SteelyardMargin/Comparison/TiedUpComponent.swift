import SteelyardContracts

/// A part of what an account ties up under a model, in US dollars.
///
/// Tied up is full equity less initial excess: what an account cannot use. The parts of one account
/// add up to it but for rounding.
public struct TiedUpComponent: Sendable, Hashable {
  /// What ties it up.
  public enum Kind: Sendable, Hashable {
    /// What the buckets' scenarios ask for: the worst losses, or the dynamic model's measures.
    case scenarioLoss
    /// Rates on each position; of a sold option beyond its worth.
    case positionRates
    /// What the options of an expiry need less together than one by one, <= 0.
    case expiryNetting
    /// Worth of options that counts as no equity.
    case optionValueNotCounted
    /// Unrealised gains that count as no equity.
    case gainsNotCounted
    /// A charge, by its name.
    case charge(String)
    /// Notional of what the model cannot margin, and what it is worth that counts as no equity.
    case leftOut
    /// What haircuts and limits take off the balances.
    case collateralHaircuts
    /// What the initial ratio, the venue's rounding and the floor at maintenance margin add.
    case ratioAndFloor

    /// The name for programs: `scenario_loss`; that of a charge is its own.
    public var name: String {
      switch self {
      case .scenarioLoss: "scenario_loss"
      case .positionRates: "position_rates"
      case .expiryNetting: "expiry_netting"
      case .optionValueNotCounted: "option_value_not_counted"
      case .gainsNotCounted: "gains_not_counted"
      case .charge(let name): name
      case .leftOut: "left_out"
      case .collateralHaircuts: "collateral_haircuts"
      case .ratioAndFloor: "ratio_and_floor"
      }
    }

    /// Whether it is a model's own answer to what positions may lose: scenarios and rates stand for
    /// the same risk and are compared with each other.
    public var isCore: Bool {
      switch self {
      case .scenarioLoss, .positionRates, .expiryNetting: true
      default: false
      }
    }
  }

  /// What ties it up.
  public let kind: Kind
  /// How much, in US dollars; negative where it sets free.
  public let amountUSD: Double
}

extension MarginExplanation {
  /// Below this share of what is tied up a rest is rounding.
  private static let restShareMin = 1e-9

  /// What the account ties up: full equity less initial excess, in US dollars.
  public var tiedUpUSD: Double { figures.tiedUp }

  /// What ties it up, none that came to nothing; the same to the bit in any order of positions.
  public var tiedUpComponents: [TiedUpComponent] {
    var kinds: [TiedUpComponent.Kind] = []
    var parts: [TiedUpComponent.Kind: [Double]] = [:]
    func add(_ amountUSD: Double, to kind: TiedUpComponent.Kind) {
      if parts[kind] == nil { kinds.append(kind) }
      parts[kind, default: []].append(amountUSD)
    }
    for bucket in buckets {
      add(bucket.scenarioRequirement * bucket.usdPerUnit, to: .scenarioLoss)
    }
    for position in positions {
      let notCounted = position.optionValueUSD + position.unrealisedUSD - position.countedUSD
      if let standard = position.standardMarginUSD { add(standard.initial, to: .positionRates) }
      if position.isLeftOut {
        add(notCounted, to: .leftOut)
      } else if !position.instrument.isOption {
        add(notCounted, to: .gainsNotCounted)
      } else if position.standardMarginUSD != nil, position.quantity < 0 {
        // The mark of a sold option stands in its rates in place of equity.
        add(notCounted, to: .positionRates)
      } else {
        add(notCounted, to: .optionValueNotCounted)
      }
    }
    add(gainsCutUSD, to: .gainsNotCounted)
    for expiry in expiries {
      add(expiry.initialUSD - expiry.isolatedInitialUSD, to: .expiryNetting)
    }
    for charge in charges where charge.appliesTo != .maintenance {
      add(charge.amountUSD, to: charge.name == "left_out" ? .leftOut : .charge(charge.name))
    }
    for balance in collateral {
      add(balance.valueUSD - balance.countedUSD, to: .collateralHaircuts)
    }
    // Sorted, because the explanation is in the order of the portfolio.
    var components = kinds.map { kind in
      TiedUpComponent(
        kind: kind, amountUSD: (parts[kind] ?? []).sorted().reduce(0, +))
    }
    let rest = tiedUpUSD - components.map(\.amountUSD).reduce(0, +)
    let scale = components.reduce(abs(tiedUpUSD)) { max($0, abs($1.amountUSD)) }
    if abs(rest) > Self.restShareMin * scale {
      components.append(TiedUpComponent(kind: .ratioAndFloor, amountUSD: rest))
    }
    return components.filter { $0.amountUSD != 0 }
  }
}

extension AccountFigures {
  /// What the account ties up: full equity less initial excess, in US dollars.
  ///
  /// Models differ in whether option value stands in counted equity or in the requirement; what an
  /// account ties up is the same either way, so it is what models are compared by.
  public var tiedUp: Double { equity - initialExcess }
}
