/// US dollars in the reason of a decision, to the cent.
func usd(_ amount: Double) -> String {
  let cents = (abs(amount) * 100).rounded()
  guard cents < 1e17 else { return "\(amount) USD" }
  let whole = Int64(cents)
  let digits = "\(whole % 100)"
  return (amount < 0 && whole != 0 ? "-" : "") + "\(whole / 100)."
    + (digits.count < 2 ? "0" : "") + digits + " USD"
}

/// A share in the reason of a decision, in percent with one digit.
func percent(_ share: Double) -> String {
  guard share.isFinite, abs(share) < 1e12 else { return "\(share)" }
  let tenths = Int64((share * 1000).rounded())
  return (tenths < 0 ? "-" : "") + "\(abs(tenths) / 10).\(abs(tenths) % 10) %"
}
