import SteelyardContracts

extension PositionExplanation {
  /// What of the position counts for less than its mark says; nil where it counts at its mark.
  var markRemark: String? {
    let atMark = optionValueUSD + unrealisedUSD
    guard countedUSD < atMark else { return nil }
    let kind =
      instrument.isOption
      ? (quantity < 0
        ? "a sold option counts at the higher of mark, stable mark and band"
        : "an option counts at the lower of mark, stable mark and band")
      : "a gain counts at the lower of mark and stable mark"
    return "\(instrument): \(kind): \(countedUSD.rounded(to: 2)) USD instead of "
      + "\(atMark.rounded(to: 2))."
  }
}

extension RecordingTrace.GainCut {
  /// The rule with its numbers, for people.
  var remark: String {
    "Of \(gainUSD.rounded(to: 2)) USD unrealised in \(coin) \(cutUSD.rounded(to: 2)) do not count: "
      + "\(closableUSD.rounded(to: 2)) USD can be closed over the horizon, and the owner holds "
      + "\(groupUSD.rounded(to: 2))."
  }
}
