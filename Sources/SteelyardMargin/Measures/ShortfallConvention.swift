/// Which outcomes an expected shortfall is the mean of.
///
/// Steelyard's own is `acerbiTasche`, everywhere. The others exist so that the numbers of other
/// systems can be matched; none of them is coherent.
public enum ShortfallConvention: Sendable, Hashable {
  /// The worst outcomes of weight 1 − level, the one on the boundary counted in part.
  ///
  /// It is the minimum of z + E[max(L − z, 0)]/(1 − level) over z, so a linear program can minimise it.
  ///
  /// - Source: C. Acerbi, D. Tasche, "On the coherence of expected shortfall", Journal of Banking and
  ///   Finance 26 (2002), pp. 1487-1503; R. Rockafellar, S. Uryasev, same volume, pp. 1443-1471.
  case acerbiTasche
  /// The mean of the ⌈n(1 − level)⌉ worst, whole.
  case wholeObservations
  /// The mean of the losses strictly beyond a value at risk: QuantLib, with `literalRank`.
  case beyond(ValueAtRiskConvention)
  /// The mean of the losses at or beyond a value at risk: Open Source Risk Engine, with `outwardRank`.
  case atOrBeyond(ValueAtRiskConvention)
}
