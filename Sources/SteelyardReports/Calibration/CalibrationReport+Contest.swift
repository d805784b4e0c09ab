import SteelyardContracts
import SteelyardForecasts
import SteelyardFormats
import SteelyardMargin

extension CalibrationReport {
  /// How forecasters of volatility did, coin by coin.
  var contestSection: ReportDocument.Section {
    .init(
      "Forecasts of volatility",
      [
        .paragraph(
          "Mean quasi-likelihood loss against squared daily returns, smaller is better; every forecast "
            + "of a day is made of the days before it. The chance is that of a difference to the first "
            + "forecaster as large if both were equally good (Diebold and Mariano). The model takes: "
            + "\(specification.calibration.fastSource.rawValue)."),
        .table(contestTable),
      ])
  }

  private var contestTable: ReportTable {
    var rows: [[ReportCell]] = []
    for (coin, contest) in contests {
      func row(_ name: String, _ loss: Double, _ probability: Double?, _ remark: String) {
        rows.append([
          .text(coin.code), .text(name), .number(loss, .fixed(4)),
          probability.map { .number($0, .fixed(3)) } ?? .text(""), .text(remark),
        ])
      }
      for line in contest.lines {
        row(
          line.name, line.meanLoss, line.probability,
          line.standInDays > 0
            ? "not there on \(line.standInDays) of \(contest.dayCount) days" : "")
      }
      row(
        "champion of the day", contest.championLoss, nil,
        "\(contest.champion) at the end, after \(contest.changes.count) changes")
      row("blend", contest.blendLoss, contest.blendProbability, "")
    }
    return ReportTable(
      "contest",
      columns: [
        .init("coin", "coin"), .init("forecaster", "forecaster"), .init("loss", "mean\nloss"),
        .init("chance", "chance"), .init("remark", "remark"),
      ], rows: rows)
  }

  /// The same for programs.
  func writeContests(_ writer: inout JSONWriter) throws(SteelyardError) {
    guard !contests.isEmpty else { return }
    try writer.objects("contests", contests) { writer, entry throws(SteelyardError) in
      writer.field("coin", entry.coin.code)
      writer.field("champion", entry.contest.champion)
      writer.key("days")
      writer.integer(entry.contest.dayCount)
      try writer.field("champion_loss", entry.contest.championLoss)
      try writer.field("blend_loss", entry.contest.blendLoss)
      if let chance = entry.contest.blendProbability { try writer.field("blend_chance", chance) }
      try writer.objects("forecasters", entry.contest.lines) {
        writer, line throws(SteelyardError) in
        writer.field("name", line.name)
        try writer.field("loss", line.meanLoss)
        if let chance = line.probability { try writer.field("chance", chance) }
        writer.key("stand_in_days")
        writer.integer(line.standInDays)
      }
      try writer.objects("changes", entry.contest.changes) {
        writer, change throws(SteelyardError) in
        writer.key("day")
        writer.integer(change.day)
        writer.field("from", change.from)
        writer.field("to", change.to)
        try writer.field("chance", change.probability)
      }
    }
  }
}
