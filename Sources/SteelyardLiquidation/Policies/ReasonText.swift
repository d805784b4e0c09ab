/// An amount of US dollars as people read it in reasons: `1,234.50 USD`, to the nearest cent.
///
/// Beyond 10^15, where cents are below the resolution of the number, and for what is not finite, the number stands as
/// Swift prints it.
package func usdText(_ amount: Double) -> String {
  guard amount.isFinite, abs(amount) < 1e15 else { return "\(amount) USD" }
  let cents = Int64((abs(amount) * 100).rounded(.toNearestOrEven))
  var whole = String(cents / 100)
  var groups: [String] = []
  while whole.count > 3 {
    groups.append(String(whole.suffix(3)))
    whole.removeLast(3)
  }
  groups.append(whole)
  let fraction = cents % 100
  let sign = amount < 0 && cents > 0 ? "-" : ""
  return sign + groups.reversed().joined(separator: ",") + "."
    + (fraction < 10 ? "0" : "") + String(fraction) + " USD"
}

/// A share as a percentage with at most two decimals: 0.825 is `82.5 %`.
package func percentText(_ share: Double) -> String {
  guard share.isFinite, abs(share) < 1e12 else {
    return share > 0 ? "beyond any share" : "\(share)"
  }
  let hundredths = (share * 10_000).rounded(.toNearestOrEven) / 100
  return hundredths == hundredths.rounded() ? "\(Int64(hundredths)) %" : "\(hundredths) %"
}
