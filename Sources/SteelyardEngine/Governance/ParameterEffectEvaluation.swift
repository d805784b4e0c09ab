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
      // What an owner holds elsewhere counts in charges for size, so each account is a batch of its own.
      for view in views where modes.contains(view.mode) {
        guard let slot = live[view.mode] else { continue }
        var batch = PortfolioBatch(universe: live.universe)
        try batch.add(view.portfolio)
        for other in published.views(of: view.owner) where other.name != view.name {
          try batch.addBeside(other.portfolio)
        }
        let figures = slot.model.figures(of: batch, in: slot.frame)[0]
        let proposedFigures = proposed.model.figures(of: batch, in: after)[0]
        effects.append(
          ParameterEffect.OnAccount(
            account: view.name, before: figures, levelBefore: figures.health,
            after: proposedFigures, levelAfter: proposedFigures.health))
      }
    }
    return try ParameterEffect(frame: live.number, of: effects)
  }
}
