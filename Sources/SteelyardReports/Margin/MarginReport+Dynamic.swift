import SteelyardContracts
import SteelyardMargin
import SteelyardScenarios

/// What only the dynamic model tells: its state, the parts of its requirements, and what each holding
/// adds to the core.
extension MarginReport {
  /// Days after which a state is told to be old: its scales answer to volatility within a few.
  private static let stateAgeDaysMax = 7.0
  /// Holdings beyond this count are told as one where the answer is not explained.
  private static let holdingsMax = 12

  /// The state, how old it is, and how far its scenarios look ahead.
  func stateSentence(_ dynamic: DynamicExplanation) -> String {
    let days = dynamic.stateAsOf.days(to: explanation.time)
    let age =
      days < 0
      ? "\(NumberText.text(-days, .fixed(2))) days after the market"
      : "\(NumberText.text(days, .fixed(2))) days before the market"
    return "The state knows history up to \(dynamic.stateAsOf), \(age). Initial "
      + "margin looks \(horizons(dynamic.initial.rule, dynamic)) ahead, maintenance margin "
      + "\(horizons(dynamic.maintenance.rule, dynamic))."
  }

  /// What is wrong with the age of the state; nil where nothing is.
  var stateRemark: String? {
    guard let dynamic = explanation.dynamic else { return nil }
    let days = dynamic.stateAsOf.days(to: explanation.time)
    if days < 0 {
      return "The state knows history up to \(dynamic.stateAsOf), after the market of "
        + "\(explanation.time): the figures know what nobody could."
    }
    guard days > Self.stateAgeDaysMax else { return nil }
    return "The state knows history up to \(dynamic.stateAsOf), more than "
      + "\(NumberText.text(Self.stateAgeDaysMax, .shortest)) days before the market: run "
      + "`steelyard calibrate` again, because volatility since then is not in it."
  }

  private func horizons(_ rule: DynamicMeasure, _ dynamic: DynamicExplanation) -> String {
    func told(_ days: Double) -> String {
      days < 1
        ? "\(NumberText.text((24 * days).rounded(), .shortest)) hours"
        : days == 1 ? "1 day" : "\(NumberText.text(days, .shortest)) days"
    }
    let byDays = Dictionary(grouping: dynamic.coins.map(\.coin)) { rule.horizonDays[$0] }
    guard byDays.count > 1 else { return told(byDays.keys.first ?? rule.horizonDays.others) }
    return byDays.sorted { $0.key < $1.key }.map { days, coins in
      "\(told(days)) for \(coins.map(\.code).joined(separator: ", "))"
    }.joined(separator: " and ")
  }

  /// What the two requirements are made of, step by step.
  func partsTable(_ dynamic: DynamicExplanation) -> ReportTable {
    let figures = explanation.figures
    let (initial, maintenance) = (dynamic.initial, dynamic.maintenance)
    func row(
      _ key: String, _ words: String, _ amount: (DynamicExplanation.Requirement) -> Double,
      _ why: String
    ) -> [ReportCell] {
      [
        .coded(key, words: words), .amount(reported(amount(initial)), currency),
        .amount(reported(amount(maintenance)), currency), .text(why),
      ]
    }
    let measure = both(initial.measure.words, maintenance.measure.words)
    let weight = both(
      percent(initial.rule.stressedWeight), percent(maintenance.rule.stressedWeight))
    let share = both(percent(initial.rule.crashShare), percent(maintenance.rule.crashShare))
    let broken = both(percent(initial.rule.brokenShare), percent(maintenance.rule.brokenShare))
    var rows = [
      row("core", "core", { $0.core }, "current scenarios: \(measure)"),
      row(
        "core_standard_error", "its standard error", { $0.coreStandardError ?? 0 },
        "how far so many scenarios may be off, were they draws"),
      row("stressed", "stressed", { $0.stressed }, "the same of the stressed scenarios"),
      row("blend", "blend", { $0.blend }, "core with \(weight) of stressed in its place"),
      row(
        "crash", "crash", { $0.crash },
        initial.crashLabel.map { "loss in the worst crash: \($0)" } ?? "no crash has a share"),
      row("crash_share", "share of the crash", { $0.crashRequirement }, "\(share) of it"),
      row(
        "correlations", "broken correlations", { $0.correlationAddition },
        "\(broken) of what broken correlations add to the core"),
      row(
        "netted", "netted", { $0.netted },
        "largest of core, blend and share of the crash, and broken correlations"),
      row(
        "stand_alone", "coins one by one", { $0.standAlone },
        "sum of what each coin asks for by itself"),
      row(
        "stand_alone_floor", "least after netting", { $0.standAloneFloor },
        "what netting between coins leaves of that sum at least"),
      row(
        "short_options", "least for sold options", { $0.shortOptions },
        "a share of the underlying of each option net short at its strike"),
      row(
        "requirement", "requirement", { $0.amount },
        "the largest of netted, least after netting and for sold options; decided by "
          + both(bindingWords(initial), bindingWords(maintenance))),
    ]
    let charges = (
      figures.initialMargin - initial.amount, figures.maintenanceMargin - maintenance.amount
    )
    rows.append([
      .coded("charges", words: "charges"), .amount(reported(charges.0), currency),
      .amount(reported(charges.1), currency), .text("what the scenarios do not contain, see below"),
    ])
    return ReportTable(
      "requirement_parts", caption: "What the requirements are made of:",
      columns: [
        .init("part", "part"), .init("initial", "initial", unit: currency.code),
        .init("maintenance", "maintenance", unit: currency.code), .init("why", "what it is"),
      ], rows: rows)
  }

  /// What one holding adds to the core of initial margin, in report currency.
  typealias CorePart = (name: String, amount: Double)

  /// What each holding adds to the core, the largest part first; empty for other models.
  var coreParts: [CorePart] {
    guard let dynamic = explanation.dynamic else { return [] }
    let instruments = explanation.buckets.first?.instruments ?? []
    let parts =
      zip(instruments, dynamic.positions).map { (names.name(of: $0), reported($1.shortfall)) }
      + [("balances", reported(dynamic.balances.shortfall))]
    return parts.enumerated().sorted {
      (-$0.element.1.magnitude, $0.offset) < (-$1.element.1.magnitude, $1.offset)
    }.map { CorePart($0.element.0, $0.element.1) }
  }

  /// Table and bars of what each holding adds to the core; nil where there is no core.
  var attributionSection: ReportDocument.Section? {
    guard let dynamic = explanation.dynamic, dynamic.initial.core > 0 else { return nil }
    var parts = coreParts.filter { $0.amount != 0 }
    if detail == .summary, parts.count > Self.holdingsMax {
      let others = parts.dropFirst(Self.holdingsMax - 1)
      parts = Array(parts.prefix(Self.holdingsMax - 1))
      parts.append(("\(others.count) others", others.map(\.amount).reduce(0, +)))
    }
    let core = reported(dynamic.initial.core)
    func row(_ name: String, _ amount: Double) -> [ReportCell] {
      [.text(name), .amount(amount, currency), .percent(amount / core)]
    }
    let table = ReportTable(
      "core_parts",
      columns: [
        .init("holding", "holding"), .init("core", "part of the core", unit: currency.code),
        .init("share", "share", unit: "%"),
      ], rows: parts.map { row($0.name, $0.amount) } + [row("core", core)])
    let coins = ReportTable(
      "core_coins", caption: "The same by coin, contracts and balances together:",
      columns: [
        .init("coin", "coin"), .init("core", "part of the core", unit: currency.code),
        .init("share", "share", unit: "%"),
      ],
      rows: dynamic.byCoin.map { row($0.name, reported($0.shortfall)) } + [row("core", core)])
    let picture = ReportComposition(
      title: "What each holding adds to the core", unit: currency.code,
      parts: parts.map { .init($0.name, $0.amount) })
    return .init(
      "What each holding adds to the core of initial margin",
      dynamic.byCoin.count > 1
        ? [.table(table), .table(coins), .compositionPicture(picture)]
        : [.table(table), .compositionPicture(picture)])
  }

  /// What the dynamic model's requirement is made of, for the composition of initial margin.
  var dynamicParts: [ReportComposition.Part] {
    guard let initial = explanation.dynamic?.initial else { return [] }
    return [
      .init("core", reported(initial.core)),
      .init(
        initial.binding == "crash" ? "historical crash" : "stressed scenarios",
        reported(initial.stressAddition)),
      .init("broken correlations", reported(initial.correlationAddition)),
      .init(
        initial.binding == "short_options" ? "sold options" : "limit on netting",
        reported(initial.benefitAddition)),
    ]
  }

  private func bindingWords(_ requirement: DynamicExplanation.Requirement) -> String {
    switch requirement.binding {
    case "stressed": "stressed scenarios"
    case "crash": "the worst crash"
    case "benefit": "the limit on netting"
    case "short_options": "the least for sold options"
    default: "current scenarios"
    }
  }

  private func percent(_ share: Double) -> String { NumberText.text(100 * share, .shortest) + " %" }

  private func both(_ initial: String, _ maintenance: String) -> String {
    initial == maintenance ? initial : "\(initial) (maintenance: \(maintenance))"
  }
}

extension RiskMeasure {
  /// The measure, for people.
  var words: String {
    switch self {
    case .worstLoss: "worst loss"
    case .valueAtRisk(let level): "value at risk \(NumberText.text(100 * level, .shortest)) %"
    case .expectedShortfall(let level):
      "expected shortfall \(NumberText.text(100 * level, .shortest)) %"
    case .mixture(let parts):
      parts.map { "\(NumberText.text($0.weight, .shortest)) x \($0.measure.words)" }
        .joined(separator: " + ")
    }
  }
}
