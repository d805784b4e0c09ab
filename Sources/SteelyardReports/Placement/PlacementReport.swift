public import SteelyardAllocation
import SteelyardContracts

/// The answer of `collateral`: where collateral should be, what that costs, what binds, and how to get there.
public struct PlacementReport: Report {
  let placement: Placement
  let callerNotes: [String]

  /// A report on a placement.
  ///
  /// - Parameter notes: Remarks for people, each a sentence.
  public init(_ placement: Placement, notes: [String] = []) {
    self.placement = placement
    callerNotes = notes
  }

  var problem: PlacementProblem { placement.problem }

  func place(_ index: Int) -> String { problem.locations[index].name }

  func asset(_ index: Int) -> String { problem.assets[index].name }

  func scenario(_ index: Int) -> String { index == 0 ? "now" : problem.scenarios[index - 1].name }

  /// A step in words.
  func words(_ action: TransferPlan.Action) -> String {
    switch action {
    case .transfer(let index):
      let link = problem.transfers[index]
      return "send \(link.asset) from \(link.from) to \(link.to)"
    case .borrow(let index):
      return
        "borrow \(asset(placement.debts[index].asset)) from \(place(placement.debts[index].location))"
    case .repay(let index):
      return
        "pay \(asset(placement.debts[index].asset)) back to \(place(placement.debts[index].location))"
    }
  }

  /// A step's kind for programs.
  func code(_ action: TransferPlan.Action) -> String {
    switch action {
    case .transfer: "transfer"
    case .borrow: "borrow"
    case .repay: "repay"
    }
  }

  /// A limit in words.
  func words(_ limit: Placement.Limit) -> String {
    switch limit {
    case .requirement(let location, let scenario):
      "requirement of \(place(location)), \(self.scenario(scenario))"
    case .health(let location, let scenario):
      "health factor of \(place(location)), \(self.scenario(scenario))"
    case .loanToValue(let location): "loan-to-value of \(place(location))"
    case .cap(let location, let asset): "cap of \(self.asset(asset)) at \(place(location))"
    case .debt(let location, let asset):
      "most that may be owed of \(self.asset(asset)) at \(place(location))"
    case .transfer(let index):
      "most of \(problem.transfers[index].asset) that may go from \(problem.transfers[index].from) to "
        + problem.transfers[index].to
    }
  }

  /// A limit's kind for programs.
  func code(_ limit: Placement.Limit) -> String {
    switch limit {
    case .requirement: "requirement"
    case .health: "health_factor"
    case .loanToValue: "loan_to_value"
    case .cap: "cap"
    case .debt: "debt_cap"
    case .transfer: "transfer_cap"
    }
  }

  /// Remarks for people.
  var notes: [String] {
    var notes = callerNotes
    for short in placement.shortages {
      notes.append(
        "\(place(short.location)) stays short of "
          + "\(NumberText.text(short.needed.after - short.counted.after, .grouped(2))) USD, "
          + "\(scenario(short.scenario)), whatever is moved: add collateral or cut what needs it.")
    }
    for undone in placement.plan.undone {
      notes.append(
        "\(NumberText.text(undone.amount, .grouped(2))) USD can't be moved without a place being short on the way: "
          + "\(words(undone.action)). Bring in collateral for the time of the transfer, or use a faster way."
      )
    }
    if !placement.isExhaustive {
      notes.append(
        "Too many ways have fixed costs to try every choice: at most "
          + "\(NumberText.text(placement.gap, .grouped(2))) USD a year are left on the table.")
    }
    return notes
  }
}
