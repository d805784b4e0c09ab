extension MarginModel {
  /// Whether the maintenance excess is concave in what is held by the model's construction: mixing two books never has
  /// less excess than the mix of theirs.
  ///
  /// True only where every part is known to be so: rates on positions one by one, worst losses and expected shortfalls
  /// that net everything, charges on absolute sizes, haircuts that rise with size. False says nothing: parts that cap
  /// (bought options at their value, credit between expiries, a charge on the smaller of two sides) may break it.
  package var hasConcaveExcess: Bool {
    switch self {
    case let model as PositionMargin:
      model.specification.collateral.countsConcavely
        && model.specification.families.allSatisfy {
          $0.netting == .none && $0.charges.allSatisfy(\.charge.isConvex)
        }
    case let model as ScenarioMargin:
      model.specification.collateral.countsConcavely && model.specification.measure.isConvex
        && model.specification.decimals == nil && !model.specification.capsLongOptionsAtValue
        && model.specification.families.allSatisfy {
          $0.offsets.isEmpty && $0.charges.allSatisfy(\.charge.isConvex)
        }
    default: false
    }
  }
}

extension CollateralRule {
  /// Whether what a balance counts for never rises faster for more of it, and no cap is shared.
  fileprivate var countsConcavely: Bool {
    let tiers = classes.values.map(\.tiers) + assets.values.compactMap(\.tiers)
    return classes.values.allSatisfy { $0.capUSD == nil }
      && tiers.allSatisfy { tiers in
        zip(tiers, tiers.dropFirst()).allSatisfy { $0.maintenance <= $1.maintenance }
      }
  }
}

extension RiskMeasure {
  /// Whether a mix of books never has more at risk than the mix of theirs.
  ///
  /// - Source: worst loss and expected shortfall are coherent, value at risk is not: P. Artzner, F. Delbaen, J.-M. Eber,
  ///   D. Heath, "Coherent measures of risk", Mathematical Finance 9 (1999); C. Acerbi, D. Tasche, "On the coherence of
  ///   expected shortfall", J. Banking and Finance 26 (2002).
  fileprivate var isConvex: Bool {
    switch self {
    case .worstLoss, .expectedShortfall: true
    case .valueAtRisk: false
    case .mixture(let parts): parts.allSatisfy(\.measure.isConvex)
    }
  }
}

extension Charge {
  /// Whether it is a rate on absolute sizes, or no function of what is held.
  fileprivate var isConvex: Bool {
    switch self {
    case .optionShare, .grossFutures, .stated, .depeg: true
    case .rollShock, .deltaShock, .netShortStrikes, .offsettingFutures, .heldBase, .offsettingVega,
      .oracle, .liquidity:
      false
    }
  }
}
