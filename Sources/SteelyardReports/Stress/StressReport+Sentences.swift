import SteelyardContracts
import SteelyardMargin
import SteelyardScenarios

extension StressReport {
  /// What was found, the worst news first.
  var sentences: [String] {
    books.flatMap { book -> [String] in
      let found =
        shockSentences(book) + book.test.paths.compactMap(sentence)
        + book.test.maps.compactMap(sentence)
      guard books.count > 1 else { return found.map(\.sentenceCased) }
      return found.map { "\(book.words): \($0)".sentenceCased }
    }
  }

  private func shockSentences(_ book: Book) -> [String] {
    let outcomes = book.test.outcomes
    guard let worst = outcomes.first else { return [] }
    let found =
      worst.profitUSD < 0
      ? "the largest loss is \(amount(worst.profitUSD)), in \(worst.shock.label)."
      : "no shock loses; the least gain is \(amount(worst.profitUSD)), in \(worst.shock.label)."
    return [found, counted(outcomes.map(\.health), "shock")]
  }

  /// The tightest point of an event through time.
  private func sentence(_ path: StressTest.Path) -> String? {
    let tightest = path.outcomes.min {
      $0.figures.maintenanceExcess < $1.figures.maintenanceExcess
    }
    return tightest.map { outcome in
      "through \(path.event.name) the least maintenance excess is "
        + "\(amount(outcome.figures.maintenanceExcess)), after "
        + "\(NumberText.text(outcome.hours, .shortest)) h."
    }
  }

  /// The worst point of a plane.
  private func sentence(_ map: StressTest.Map) -> String? {
    let plane = map.plane
    let points = zip(plane.vertical.values, map.cells).flatMap { down, row in
      zip(plane.horizontal.values, row).compactMap { across, cell in
        cell.map { (across: across, down: down, cell: $0) }
      }
    }
    guard let worst = points.min(by: { $0.cell.profitUSD < $1.cell.profitUSD }) else { return nil }
    let (across, down) = (plane.horizontal.input, plane.vertical.input)
    return
      "over \(across.words) and \(down.words) the worst is \(amount(worst.cell.profitUSD)), at "
      + "\(across.words) \(across.text(worst.across)) and \(down.words) \(down.text(worst.down)). "
      + counted(points.map(\.cell.health), "point").sentenceCased
  }

  private func counted(_ levels: [HealthLevel], _ noun: String) -> String {
    let judged = levels.map(judged)
    let called = judged.count(where: \.isMarginCallOrWorse)
    guard called > 0 else {
      return "none of \(levels.count) \(noun)\(levels.count == 1 ? "" : "s") ends in a margin call."
    }
    let closed = judged.count { $0 == .liquidation || $0 == .bankrupt }
    return "\(called) of \(levels.count) \(noun)\(levels.count == 1 ? "" : "s") "
      + "\(called == 1 ? "ends" : "end") in a margin call or worse, \(closed) of them under "
      + "maintenance margin."
  }

  private func amount(_ amountUSD: Double) -> String {
    NumberText.text(reported(amountUSD), currency.amountStyle) + " \(currency)"
  }
}

extension String {
  /// The text with a capital at its beginning.
  fileprivate var sentenceCased: String { prefix(1).uppercased() + dropFirst() }
}
