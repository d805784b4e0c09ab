import SteelyardContracts

/// Deribit's combos, several legs traded as one: recognised, named, and refused.
///
/// Deribit books the legs as positions of their own, so a portfolio never needs the combo.
enum DeribitCombo {
  /// What the codes stand for; a code that is not here is still recognised by its form.
  static let strategies = [
    "BOX": "box", "CBUT": "call butterfly", "CCAL": "call calendar spread",
    "CCOND": "call condor", "CDIAG": "call diagonal spread", "CS": "call spread",
    "FS": "future spread", "IBUT": "iron butterfly", "ICOND": "iron condor",
    "PBUT": "put butterfly", "PCAL": "put calendar spread", "PCOND": "put condor",
    "PDIAG": "put diagonal spread", "PS": "put spread", "REV": "reversal or conversion",
    "RR": "risk reversal", "STRD": "straddle", "STRG": "strangle",
  ]

  /// Throws `unsupported` if the parts have the form `UNDERLYING-CODE-DATE...`.
  static func refuse(_ name: NameText, _ parts: [NamePart]) throws(SteelyardError) {
    guard parts.count >= 3, isCode(parts[1]),
      let leg = parts[2].split(at: "_").first, leg.dayMonthYearIfAny() != nil || leg.reads("PERP")
    else { return }
    let code = String(decoding: parts[1].bytes, as: UTF8.self)
    let meaning = strategies[code].map { ", a \($0)" } ?? ""
    throw name.refusal(
      .unsupported, "This is a combo (code \(code)\(meaning)), not one instrument.",
      remedy: "Enter its legs as positions of their own.")
  }

  /// Capital letters, with digits after them (`CSR12`).
  private static func isCode(_ part: NamePart) -> Bool {
    (2...10).contains(part.bytes.count) && part.bytes.first.map(isCapital) == true
      && part.bytes.allSatisfy { isCapital($0) || isDigit($0) }
  }
}
