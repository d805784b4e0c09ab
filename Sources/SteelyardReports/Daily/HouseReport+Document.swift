import SteelyardContracts
import SteelyardMargin

extension HouseReport {
  /// Accounts that people are told in a ranking; the table of all has each.
  private static let rankedMax = 15

  /// The answer for people.
  public var document: ReportDocument {
    var sections = [summary]
    let lines = limitLines
    if !lines.isEmpty { sections.append(.init("Limits", [.table(ReportLimits.table(lines))])) }
    sections += [nearestSection, useSection, stressSection, concentrationSection, greekSection]
    sections.append(.init("All accounts", [.table(accountTable)]))
    sections += [.failures(failures), .notes(remarks)].compactMap(\.self)
    // Text says the same on every machine; the width of its kernels stands at the foot of a page and in JSON.
    sections.append(.init("Sources", [.sources(sources.filter { $0.label != "kernels" })]))
    let explanation = accounts[0].explanation
    return ReportDocument(
      title: "Daily risk report of the house, "
        + String(explanation.time.description.prefix(10)),
      subtitle: "\(accounts.count) accounts. Margin by \(explanation.modelName), parameters "
        + "\(explanation.provenance.name), in force from \(explanation.provenance.effective). Market of "
        + "\(explanation.time). Amounts in \(currency).",
      sections: sections)
  }

  /// What people should know besides.
  var remarks: [String] {
    [
      "Totals are sums over accounts: the excess of one covers no other.",
      "The distance is the nearest move of all coins together, up or down, at which maintenance margin is no longer "
        + "covered; volatility follows spot by its stated response.",
    ] + callerNotes
  }

  private var summary: ReportDocument.Section {
    func amount(_ key: String, _ label: String, _ amountUSD: Double) -> ReportDocument.Fact {
      .init(key, label, .amount(reported(amountUSD), currency), unit: currency.code)
    }
    var facts: [ReportDocument.Fact] = [
      .init("accounts", "accounts", .number(Double(accounts.count), .grouped(0))),
      .status(status, key: "status", label: "worst status"),
      amount("equity", "equity", sum { $0.equity }),
    ]
    if let earlier {
      facts.append(
        amount(
          "equity_change", "change since \(earlier.description.prefix(10))",
          accounts.reduce(0) { $0 + ($1.equityChangeUSD ?? 0) }))
    }
    facts += [
      amount("initial_margin", "initial margin", sum { $0.initialMargin }),
      amount("maintenance_margin", "maintenance margin", sum { $0.maintenanceMargin }),
      amount(
        "shortfall", "missing to initial margin",
        accounts.reduce(0) { $0 + max(0, -$1.figures.initialExcess) }),
    ]
    if !limits.shares.isEmpty {
      facts.append(
        .init(
          "limits_kept", "limits",
          .coded("\(keepsLimits)", words: keepsLimits ? "all kept" : "not all kept"),
          tone: keepsLimits ? .good : .bad))
    }
    if !isComplete { facts.append(.incomplete) }
    let levels = HealthLevel.allCases.map { level in
      (level: level, members: accounts.filter { $0.status == level })
    }
    let table = ReportTable(
      "levels",
      columns: [
        .init("status", "status"), .init("accounts", "accounts"),
        .init("equity", "equity", unit: currency.code),
        .init("maintenance_margin", "maintenance\nmargin", unit: currency.code),
        .init("shortfall", "missing to\ninitial margin", unit: currency.code),
      ],
      rows: levels.map { level, members in
        func sum(_ value: (AccountFigures) -> Double) -> ReportCell {
          .amount(reported(members.reduce(0) { $0 + value($1.figures) }), currency)
        }
        return [
          .coded(level.rawValue, words: level.words), .number(Double(members.count), .grouped(0)),
          sum { $0.equity }, sum { $0.maintenanceMargin }, sum { max(0, -$0.initialExcess) },
        ]
      })
    let picture = ReportBars(
      title: "Accounts by status", unit: "accounts", style: .grouped(0),
      rows: levels.map {
        .init($0.level.words, Double($0.members.count), isMarked: $0.level.isMarginCallOrWorse)
      }, markWords: "under initial margin")
    return .init("", [.facts(facts), .table(table), .barPicture(picture)])
  }

  private func name(of account: Account) -> ReportCell {
    account.path.map { .linked(account.name, to: $0) } ?? .text(account.name)
  }

  private func ranked(_ accounts: [Account]) -> ArraySlice<Account> {
    accounts.prefix(Self.rankedMax)
  }

  private func caption(_ count: Int) -> String {
    count > Self.rankedMax ? "The first \(Self.rankedMax) of \(count):" : ""
  }

  private func move(_ share: Double?) -> ReportCell {
    share.map { .percent($0) } ?? .absent("none")
  }

  private func distance(_ account: Account, _ share: Double?) -> ReportCell {
    account.isBeyond ? .absent("passed") : move(share)
  }

  private var nearestSection: ReportDocument.Section {
    let near = byDistance
    guard !near.isEmpty else {
      return .init(
        "Who is nearest",
        [
          .paragraph(
            "No move of all coins together from -99 % to +400 % ends the maintenance margin of an account that has it."
          )
        ])
    }
    return .init(
      "Who is nearest",
      [
        .table(
          ReportTable(
            "nearest", caption: caption(near.count),
            columns: [
              .init("account", "account"), .init("status", "status"),
              .init("distance_down", "fall to\nliquidation", unit: "%"),
              .init("distance_up", "rise to\nliquidation", unit: "%"),
              .init("maintenance_excess", "maintenance\nexcess", unit: currency.code),
            ],
            rows: ranked(near).map { account in
              [
                name(of: account), status(account), distance(account, account.distances.down),
                distance(account, account.distances.up),
                .amount(reported(account.figures.maintenanceExcess), currency),
              ]
            })),
        .barPicture(
          ReportBars(
            title: "Nearest move that ends the margin", unit: "%", style: .fixed(2),
            rows: ranked(near).map {
              .init($0.name, 100 * ($0.isBeyond ? 0 : $0.distances.nearest ?? 0))
            })),
      ])
  }

  private func status(_ account: Account) -> ReportCell {
    .coded(account.status.rawValue, words: account.status.words)
  }

  private func use(_ account: Account) -> ReportCell {
    account.figures.maintenanceRatio.map { .percent($0) } ?? .absent("no equity")
  }

  private var useSection: ReportDocument.Section {
    .init(
      "Use of margin",
      [
        .table(
          ReportTable(
            "use", caption: caption(accounts.count),
            columns: [
              .init("account", "account"), .init("status", "status"),
              .init("use", "use", unit: "%"),
              .init("maintenance_margin", "maintenance\nmargin", unit: currency.code),
              .init("counted", "counted\nequity", unit: currency.code),
              .init("initial_excess", "initial\nexcess", unit: currency.code),
            ],
            rows: ranked(byUse).map { account in
              [
                name(of: account), status(account), use(account),
                .amount(reported(account.figures.maintenanceMargin), currency),
                .amount(reported(account.figures.maintenanceCountedEquity), currency),
                .amount(reported(account.figures.initialExcess), currency),
              ]
            })),
        .barPicture(
          ReportBars(
            title: "Maintenance margin of counted equity", unit: "%", style: .fixed(2),
            rows: ranked(byUse).map { account in
              .init(
                account.name, [account.figures.maintenanceRatio.map { 100 * $0 }],
                isMarked: account.status.isMarginCallOrWorse)
            }, limit: 100, markWords: "under initial margin; without a bar: no equity counts")),
      ])
  }

  private var stressSection: ReportDocument.Section {
    .init(
      "Worst event of the library, by account",
      [
        .table(
          ReportTable(
            "stress", caption: caption(accounts.count),
            columns: [
              .init("account", "account"), .init("event", "worst event"),
              .init("pnl", "P&L", unit: currency.code), .init("share", "of equity", unit: "%"),
              .init("maintenance_excess", "maintenance\nexcess after", unit: currency.code),
              .init("status_after", "status\nafter"),
            ],
            rows: ranked(byStress).map { account in
              guard let worst = account.worst else {
                return [name(of: account), .absent("failed"), .none, .none, .none, .none]
              }
              let equity = account.figures.equity
              return [
                name(of: account), .text(worst.shock.label),
                .amount(reported(worst.profitUSD), currency),
                equity > 0 ? .percent(worst.profitUSD / equity) : .absent("no equity"),
                .amount(reported(worst.figures.maintenanceExcess), currency),
                .coded(worst.health.rawValue, words: worst.health.words),
              ]
            })),
        .barPicture(
          ReportBars(
            title: "P&L in the worst event", unit: currency.code, style: currency.amountStyle,
            rows: ranked(byStress).map {
              .init(
                $0.name, reported($0.worst?.profitUSD ?? 0),
                isMarked: $0.worst?.health.isMarginCallOrWorse ?? false)
            }, markWords: "ends in a margin call or worse")),
      ])
  }

  private var concentrationSection: ReportDocument.Section {
    var blocks: [ReportDocument.Block] = [
      .table(
        Concentration.table(
          "coin", "By coin: dollar delta of contracts and coins held, in absolute size", "coin",
          concentration.coins, unit: "USD"))
    ]
    if !concentration.expiries.isEmpty {
      blocks.append(
        .table(
          Concentration.table(
            "expiry", "By expiry of options: vega, in absolute size", "expiry",
            concentration.expiries, unit: "USD/vol pt")))
    }
    blocks.append(
      .table(
        Concentration.table(
          "instrument", "By instrument: dollar delta, in absolute size", "instrument",
          concentration.positions, unit: "USD")))
    return .init("Concentration of the house", blocks)
  }

  private var greekSection: ReportDocument.Section {
    let totals = GreekTotals.totals(
      accounts.flatMap(\.explanation.positions), accounts.flatMap(\.explanation.collateral))
    return .init("Greeks of the house", [.table(.greekTotals(totals))])
  }

  private var accountTable: ReportTable {
    let unit = currency.code
    var columns: [ReportTable.Column] = [
      .init("account", "account"), .init("status", "status"), .init("equity", "equity", unit: unit),
    ]
    if earlier != nil { columns.append(.init("equity_change", "change", unit: unit)) }
    columns += [
      .init("initial_margin", "initial\nmargin", unit: unit),
      .init("maintenance_margin", "maintenance\nmargin", unit: unit),
      .init("maintenance_excess", "maintenance\nexcess", unit: unit),
      .init("use", "use", unit: "%"), .init("worst_pnl", "worst\nevent", unit: unit),
      .init("distance", "distance", unit: "%"),
    ]
    return ReportTable("accounts", columns: columns, rows: accounts.map(accountRow))
  }

  private func accountRow(_ account: Account) -> [ReportCell] {
    let figures = account.figures
    func amount(_ amountUSD: Double) -> ReportCell { .amount(reported(amountUSD), currency) }
    var row: [ReportCell] = [name(of: account), status(account), amount(figures.equity)]
    if earlier != nil {
      row.append(account.equityChangeUSD.map { amount($0) } ?? .absent("not there then"))
    }
    row += [
      amount(figures.initialMargin), amount(figures.maintenanceMargin),
      amount(figures.maintenanceExcess), use(account),
    ]
    row.append(account.worst.map { amount($0.profitUSD) } ?? .absent("failed"))
    row.append(move(account.distances.nearest))
    return row
  }
}
