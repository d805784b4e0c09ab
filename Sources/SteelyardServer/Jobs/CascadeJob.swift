import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardLiquidation
import SteelyardMargin
import SteelyardReports
import SteelyardScenarios

/// The live book in a cascade of liquidations: policies side by side on the same shock.
struct CascadeJob: Sendable {
  /// Most account-rounds of all runs together: minutes of one core.
  static let accountRoundsMax = 2_000_000_000
  /// Points of a course.
  static let coursePointsMax = 500
  /// Rounds where nobody says for how long, as `steelyard simulate` has it.
  static let roundsDefault = 200
  static let policiesMax = 20

  let shock: MarketShock
  let policies: [CascadePolicy]
  let seed: UInt64
  /// Simulated time; nil for `roundsDefault` rounds.
  let hours: Double?

  /// What a body asks for.
  ///
  /// - Throws: `invalidInput` with the member.
  init(_ body: APIBody) throws(SteelyardError) {
    shock = try MarketShock(eventOrShock: body)
    var policies: [CascadePolicy] = []
    if let list = body.root.present("policies") {
      for name in try list.elements() {
        policies.append(
          try name.at(try name.string()) { text throws(SteelyardError) in
            try CascadePolicy(named: text)
          })
      }
    }
    self.policies =
      policies.isEmpty
      ? [CascadePolicy(.full), CascadePolicy(.partial), CascadePolicy(.auction)] : policies
    seed = try body.optionalCount("seed") ?? 1
    hours = try body.root.present("hours")?.number()
    try CascadeJob.require(seed < 1 << 62, "seed", "seed \(seed)", "a whole number below 2^62")
    try CascadeJob.require(
      hours.map { $0 > 0 && $0 <= 24 } ?? true, "hours", "\(hours ?? 0) hours",
      "hours above 0, up to 24")
  }

  private static func require(
    _ isFine: Bool, _ field: String, _ found: String, _ range: String
  ) throws(SteelyardError) {
    guard isFine else {
      throw SteelyardError(
        .invalidInput, "The job asks for \(found).", remedy: "Give \(range).",
        subject: .place(file: "body", row: nil, field: field))
    }
  }

  /// Runs it on the book as it is now.
  ///
  /// - Throws: `limitExceeded` for too much; what the population and the study throw.
  func result(on engine: Engine, _ reins: JobReins) throws(SteelyardError) -> [UInt8] {
    let live = try LivePopulation(engine)
    try reins.check()
    let settings = live.settings
    var moves: [Double] = []
    for coin in settings.market.coins {
      moves.append(shock.moves(of: try Currency(coin.name)).spot ?? 0)
    }
    let rounds =
      hours.map { max(1, Int(($0 * 3600 / settings.market.roundSeconds).rounded())) }
      ?? CascadeJob.roundsDefault
    let work = Double(live.population.count) * Double(rounds) * Double(policies.count + 1)
    guard work <= Double(CascadeJob.accountRoundsMax) else {
      throw SteelyardError(
        .limitExceeded,
        "\(live.population.count) accounts through \(rounds) rounds of \(policies.count) policies are too much.",
        remedy: "Ask for fewer hours or policies.")
    }
    let study = try CascadeStudy(
      .given(live.population), settings: settings,
      shock: CascadeShock(
        moves: moves, timing: settings.course.map { .course($0) } ?? .even(rounds: 1), noise: 1,
        correlation: 0.6, seed: seed),
      policies: policies, rounds: rounds, seeds: [seed],
      sharing: reins.sharing(pieceCount: policies.count + 1))
    try reins.check()
    var notes = [
      "The book is the service's, at the prices of the frame; depth, rates and venues are those of "
        + "\(settings.market.provenance.name)."
    ]
    if live.leftOutCount > 0 {
      notes.append(
        "\(live.leftOutCount) positions and balances in coins that the simulation does not know are left out."
      )
    }
    let report = try SimulationReport(study, notes: notes).json()
    let answer = try Response.object { writer throws(SteelyardError) in
      writer.field("accounts", study.accountCount)
      writer.field("left_out", live.leftOutCount)
      writer.field("rounds", study.rounds)
      try writer.field("round_seconds", study.market.roundSeconds)
      try writer.strings("coins", study.market.coins.map(\.name))
      try writer.objects("policies", study.results) { writer, result throws(SteelyardError) in
        writer.field("policy", result.policy.name)
        try writer.object("course") { writer throws(SteelyardError) in
          try writer.course(of: result.first, study.market)
        }
        try writer.object("summary") { writer throws(SteelyardError) in
          try writer.summary(of: result.first)
        }
      }
    }
    return answer.adding("report", json: report.utf8).body
  }
}

extension JSONWriter {
  /// What a run came to over time, a point for several rounds where there are many.
  fileprivate mutating func course(
    of run: CascadeRun, _ market: CascadeMarket
  ) throws(SteelyardError) {
    let step = max(
      1, (run.rounds.count + CascadeJob.coursePointsMax - 1) / CascadeJob.coursePointsMax)
    let starts = Array(stride(from: 0, to: run.rounds.count, by: step))
    let points = starts.map { run.rounds[$0..<min($0 + step, run.rounds.count)] }
    let ends = points.map { $0.endIndex }
    try column("seconds", ends.map { Double($0) * market.roundSeconds })
    // One line for all coins: prices over those before, weighted by what was sold in each; plain where nothing was.
    let sold = run.liquidated.reduce(0, +)
    let weights =
      sold > 0
      ? run.liquidated.map { $0 / sold }
      : run.liquidated.map { _ in 1 / Double(max(1, run.liquidated.count)) }
    try column(
      "price",
      points.map { point in
        guard let prices = point.last?.prices else { return 1 }
        return zip(zip(prices, run.pricesBefore), weights).reduce(0) {
          $0 + $1.0.0 / $1.0.1 * $1.1
        }
      })
    try objects("prices", Array(market.coins.indices)) { writer, coin throws(SteelyardError) in
      writer.field("coin", market.coins[coin].name)
      try writer.field("before", run.pricesBefore[coin])
      try writer.column("price", points.map { $0.last?.prices[coin] ?? 0 })
    }
    try column(
      "liquidated_accounts",
      points.map { Double($0.map(\.liquidations).max() ?? 0) })
    try column(
      "sold_usd", points.map { $0.reduce(0) { $0 + $1.liquidated.reduce(0, +) } })
    try column("fund", points.map { $0.last?.fund ?? 0 })
    try column("depth", points.map { $0.map(\.depth).min() ?? 1 })
  }

  fileprivate mutating func summary(of run: CascadeRun) throws(SteelyardError) {
    try field("amplification", run.meanAmplification)
    field("active_rounds", run.activeRounds)
    field("accounts_hit", run.accountsHit)
    field("liquidations", run.liquidations)
    try field("liquidated", run.liquidated.reduce(0, +))
    field("deleveragings", run.deleveragings)
    try field("deleveraged", run.deleveraged.reduce(0, +))
    field("auctioned", run.auctioned)
    field("halts", run.halts)
    try field("bad_debt", run.badDebt)
    try field("fund_draw", run.fundDraw)
    try field("winners_loss", run.winnersLoss)
    try field("socialised", run.socialised)
    try field("fees", run.fees)
    try field("conservation_error", run.conservationError)
  }

  /// A member that is a column of numbers.
  mutating func column(_ key: StaticString, _ numbers: [Double]) throws(SteelyardError) {
    self.key(key)
    try row { writer throws(SteelyardError) in
      for number in numbers { try writer.number(number) }
    }
  }
}
