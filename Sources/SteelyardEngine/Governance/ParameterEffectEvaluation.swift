public import SteelyardContracts
import SteelyardFeeds
import SteelyardLedger
import SteelyardMargin
import SteelyardMarket

extension Engine {
  /// Accounts that are evaluated at a time.
  private static var effectBatchCount: Int { 1000 }

  /// What other parameters would do to every book: all accounts as they are committed, on the latest frame, under
  /// the model in force and under the proposed one.
  ///
  /// It takes as long as two cycles over all accounts; call it in a task, off the threads that others wait for.
  ///
  /// - Parameters:
  ///   - file: The parameter file, or for `MODEL/state/SET` the state for a parameter set.
  ///   - name: What is governed under this name.
  /// - Throws: What is wrong with the file; `notFound` for a model that has no parameters in force; `unavailable`
  ///   before there is a risk frame.
  public func effect(
    ofParameters file: [UInt8], model name: String
  ) throws(SteelyardError) -> ParameterEffect {
    guard let live = frame else {
      throw SteelyardError(
        .unavailable, "There is no risk frame yet.", remedy: "Wait for the market to be complete.")
    }
    let governance = governance
    let governed = GovernedState(named: name)?.model ?? name
    guard governance.inForce(governed, at: now) != nil else {
      throw SteelyardError(
        .notFound, "No parameters of \"\(governed.prefix(60))\" are in force.",
        remedy: "Name one of \(governance.versions.keys.sorted().joined(separator: ", ")).")
    }
    // A state that waits for its parameters does nothing before they come.
    guard
      let proposed = try governance.model(
        of: file, named: name, at: now, configuration.rules.models)
    else { return try ParameterEffect(frame: live.number, of: []) }
    let modes = MarginMode.allCases.filter { configuration.models[$0] == proposed.name }
    var effects: [ParameterEffect.OnAccount] = []
    var start = 0
    let before = modes.first.flatMap { live[$0] }
    let after = try proposed.model.frame(
      number: Int(live.number), of: live.universe, in: live.board.market, surfaces: live.surfaces,
      level: before?.frame.level ?? configuration.level)
    while true {
      let views = accounts(from: start, limit: Engine.effectBatchCount)
      guard let last = views.last else { break }
      start = last.index + 1
      for mode in modes {
        guard let slot = live[mode] else { continue }
        let own = views.filter { $0.mode == mode }
        // What an owner holds elsewhere counts in charges for size: such an account is a batch of its own. All
        // others are one, as what a model prepares for a batch takes longer than an account.
        let others = own.map { view in
          published.views(of: view.owner).filter { $0.name != view.name }.map(\.portfolio)
        }
        let alone = own.indices.filter { others[$0].isEmpty }
        var found: [Int: (before: AccountFigures, after: AccountFigures)] = [:]
        for group in [alone] + own.indices.filter({ !others[$0].isEmpty }).map({ [$0] }) {
          var batch = PortfolioBatch(universe: live.universe)
          for place in group { try batch.add(own[place].portfolio) }
          for other in group.count == 1 ? others[group[0]] : [] { try batch.addBeside(other) }
          let figures = slot.model.figures(of: batch, in: slot.frame)
          let proposedFigures = proposed.model.figures(of: batch, in: after)
          for (row, place) in group.enumerated() {
            found[place] = (figures[row], proposedFigures[row])
          }
        }
        for (place, view) in own.enumerated() {
          guard let pair = found[place] else { continue }
          effects.append(
            ParameterEffect.OnAccount(
              account: view.name, before: pair.before, levelBefore: pair.before.health,
              after: pair.after, levelAfter: pair.after.health))
        }
      }
    }
    return try ParameterEffect(frame: live.number, of: effects)
  }
}
