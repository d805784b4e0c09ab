import SteelyardContracts
import SteelyardMargin

extension WhatIfReport {
  /// One charge in every state.
  struct ChargeChange {
    let bucket: String?
    let name: String
    let appliesTo: AppliesTo
    /// In report currency, in the order of `states`; nil where a state has no such charge.
    let amounts: [Double?]
    /// The rule with its numbers in the last state that has it.
    let why: String
  }

  /// Charges of all states, matched by bucket, name and requirement, in the order they appear.
  var chargeChanges: [ChargeChange] {
    struct Key: Hashable {
      let bucket: String?
      let name: String
      let appliesTo: AppliesTo
    }
    var keys: [Key] = []
    var amounts: [Key: [Double?]] = [:]
    var reasons: [Key: String] = [:]
    for (index, state) in states.enumerated() {
      for charge in state.explanation.charges {
        let key = Key(bucket: charge.bucket, name: charge.name, appliesTo: charge.appliesTo)
        if amounts[key] == nil {
          keys.append(key)
          amounts[key] = [Double?](repeating: nil, count: states.count)
        }
        // Several lines of one name in a bucket are told as their sum.
        let sum = (amounts[key]?[index] ?? 0) + state.report.reported(charge.amountUSD)
        amounts[key]?[index] = sum
        reasons[key] = charge.why
      }
    }
    return keys.map { key in
      ChargeChange(
        bucket: key.bucket, name: key.name, appliesTo: key.appliesTo,
        amounts: amounts[key] ?? [], why: reasons[key] ?? "")
    }
  }

  var chargeSection: ReportDocument.Section? {
    let shown = chargeChanges.filter { change in
      detail == .explained || change.amounts.contains { ($0 ?? 0) != 0 }
    }
    guard !shown.isEmpty else { return nil }
    var columns: [ReportTable.Column] = [
      .init("bucket", "bucket"), .init("charge", "charge"), .init("applies_to", "applies to"),
    ]
    columns += states.map { .init($0.key, $0.words, unit: currency.code) }
    if detail == .explained { columns.append(.init("why", "why, in the last")) }
    let table = ReportTable(
      "charges", columns: columns,
      rows: shown.map { change in
        let row: [ReportCell] =
          [
            .text(change.bucket ?? "account"), .text(change.name),
            .text(change.appliesTo.rawValue),
          ] + change.amounts.map { $0.map { .amount($0, currency) } ?? .none }
        return detail == .explained ? row + [.text(change.why)] : row
      })
    return .init("Charges beyond the scenarios", [.table(table)])
  }

  /// The Greeks of one coin in every state.
  struct GreekChange {
    let base: Currency
    /// Net sums in the order of `states`.
    let sums: [GreekTotals.Sum]
    /// Coins held, in the order of `states`.
    let held: [Double]
  }

  /// Net Greeks by coin, in the order of the codes.
  var greekChanges: [GreekChange] {
    let totals = states.map { state in
      Dictionary(
        GreekTotals.totals(state.explanation.positions, []).map { ($0.base, $0.net) },
        uniquingKeysWith: { first, _ in first })
    }
    return Set(totals.flatMap(\.keys)).sorted().map { base in
      GreekChange(
        base: base, sums: totals.map { $0[base] ?? .zero },
        held: states.map { state in
          state.explanation.collateral.reduce(0) { $1.asset == base ? $0 + $1.amount : $0 }
        })
    }
  }

  var greekSection: ReportDocument.Section {
    let table = ReportTable(
      "greeks",
      columns: [.init("underlying", "coin"), .init("state", "state")] + GreekWords.columns
        + [.init("collateral", "held", unit: "coins")],
      rows: greekChanges.flatMap { change -> [[ReportCell]] in
        func row(
          _ key: String, _ words: String, _ sum: GreekTotals.Sum, _ held: Double
        ) -> [ReportCell] {
          [.text(change.base.code), .coded(key, words: words)] + GreekWords.cells(sum)
            + [.number(held, .grouped(4))]
        }
        var rows = states.indices.map { index in
          row(states[index].key, states[index].words, change.sums[index], change.held[index])
        }
        rows.insert(
          row(
            "difference", "difference", change.sums[1].less(change.sums[0]),
            change.held[1] - change.held[0]), at: 2)
        return rows
      })
    return .init("Greeks by underlying", [.table(table)])
  }

  /// One position or balance that is not the same in every state.
  struct HoldingChange {
    /// The name of the instrument or the code of the asset.
    let name: String
    /// What it is counted in.
    let currency: Currency
    /// Exact quantities in the order of `states`.
    let quantities: [Amount]
    /// The entry price after the trades; nil where none is known or nothing is held.
    let entryPrice: Amount?
  }

  /// Positions and balances that change, in the order they appear.
  var holdingChanges: [HoldingChange] {
    var instruments: [Instrument] = []
    var assets: [Currency] = []
    var seenInstruments = Set<Instrument>()
    var seenAssets = Set<Currency>()
    for state in states {
      for position in state.portfolio.positions
      where seenInstruments.insert(position.instrument).inserted {
        instruments.append(position.instrument)
      }
      for balance in state.portfolio.balances where seenAssets.insert(balance.asset).inserted {
        assets.append(balance.asset)
      }
    }
    let positions = states.map { state in
      Dictionary(
        state.portfolio.positions.map { ($0.instrument, $0) },
        uniquingKeysWith: { first, _ in first })
    }
    let balances = states.map { state in
      Dictionary(
        state.portfolio.balances.map { ($0.asset, $0.amount) },
        uniquingKeysWith: { first, _ in first })
    }
    let held = instruments.map { instrument in
      HoldingChange(
        name: names.name(of: instrument), currency: instrument.quantityCurrency,
        quantities: positions.map { $0[instrument]?.quantity ?? .zero },
        entryPrice: positions[1][instrument]?.averagePrice)
    }
    let owned = assets.map { asset in
      HoldingChange(
        name: asset.code, currency: asset, quantities: balances.map { $0[asset] ?? .zero },
        entryPrice: nil)
    }
    return (held + owned).filter { Set($0.quantities).count > 1 }
  }

  var holdingSection: ReportDocument.Section {
    let changes = holdingChanges
    guard !changes.isEmpty else {
      return .init("What is held", [.paragraph("Nothing that is held changes.")])
    }
    let table = ReportTable(
      "holdings",
      columns: [.init("holding", "holding"), .init("quantity_currency", "in")]
        + states.map { .init($0.key, $0.words) }
        + [.init("entry_price", "entry price\nafter")],
      rows: changes.map { change in
        [.text(change.name), .text(change.currency.code)]
          + change.quantities.map { .number($0.doubleValue, .shortest) }
          + [change.entryPrice.map { .number($0.doubleValue, .shortest) } ?? .none]
      })
    return .init("What is held", [.table(table)])
  }
}
