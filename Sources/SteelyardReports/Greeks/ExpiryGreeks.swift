import SteelyardContracts
import SteelyardMargin

/// The Greeks of one expiry of one underlying.
struct ExpiryGreeks {
  let underlying: Underlying
  /// The expiry; nil for what has none.
  let expiry: Timestamp?
  let net: GreekTotals.Sum
  let gross: GreekTotals.Sum
}

extension GreeksReport {
  /// Sums by underlying and expiry, in their order; what has no expiry comes first.
  var groups: [ExpiryGreeks] {
    struct Key: Hashable {
      let underlying: Underlying
      let expiry: Timestamp?
    }
    let priced = explanation.positions.filter { $0.priced != nil }
    let members = Dictionary(grouping: priced) {
      Key(underlying: $0.instrument.underlying, expiry: $0.instrument.expiry)
    }
    let start = Timestamp(microseconds: .min)
    let keys = members.keys.sorted {
      ($0.underlying, $0.expiry ?? start) < ($1.underlying, $1.expiry ?? start)
    }
    return keys.compactMap { key in
      // All members have the same base, so there is one total.
      GreekTotals.totals(members[key] ?? [], []).first.map {
        ExpiryGreeks(underlying: key.underlying, expiry: key.expiry, net: $0.net, gross: $0.gross)
      }
    }
  }
}
