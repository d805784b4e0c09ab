/// A share as people read it: 0.1234 is 12.3 %.
package func percent(_ share: Double) -> String { "\(decimal(share * 100, 1)) %" }

/// US dollars as people read them, to the dollar.
package func usd(_ amount: Double) -> String { "\(decimal(amount, 0)) USD" }

/// A number with so many decimals.
package func decimal(_ number: Double, _ digits: Int = 2) -> String {
  guard number.isFinite, abs(number) < 1e15 else { return "\(number)" }
  var power = 1.0
  for _ in 0..<digits { power *= 10 }
  let scaled = Int64((number * power).rounded())
  let whole = scaled / Int64(power)
  let rest = (scaled % Int64(power)).magnitude
  let sign = scaled < 0 && whole == 0 ? "-" : ""
  guard digits > 0 else { return "\(whole)" }
  let text = String(rest)
  return "\(sign)\(whole)." + String(repeating: "0", count: digits - text.count) + text
}
