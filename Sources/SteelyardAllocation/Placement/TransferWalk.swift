import SteelyardContracts

/// One attempt to take the steps of a plan, looked at in one order.
struct TransferWalk {
  private static let roundsMax = 10_000

  private let figures: PlacementFigures
  private var amounts: [[Double]]
  private var debts: [Double]
  private var waiting: [(action: TransferPlan.Action, amount: Double)]
  private var underway: [(arrival: Double, way: Int, amount: Double)] = []
  private var now = 0.0
  private(set) var steps: [TransferPlan.Step] = []

  /// Amounts below it are rounding.
  private var crumb: Double { 1e-9 * figures.scale }

  init(
    _ figures: PlacementFigures, _ wanted: [(action: TransferPlan.Action, amount: Double)]
  ) {
    self.figures = figures
    amounts = figures.held
    debts = figures.loans.map(\.market.ownDebt)
    waiting = wanted
  }

  /// When the last step has arrived.
  var seconds: Double { steps.reduce(0) { max($0, $1.arrival) } }

  /// How much could not be done.
  var left: Double { waiting.reduce(0) { $0 + $1.amount } }

  var undone: [TransferPlan.Undone] {
    waiting.map { TransferPlan.Undone(action: $0.action, amount: $0.amount) }
  }

  mutating func run() {
    for _ in 0..<Self.roundsMax where !waiting.isEmpty {
      if let place = waiting.indices.first(where: {
        room(waiting[$0].action) >= waiting[$0].amount - crumb
      }) {
        take(place, waiting[place].amount)
      } else if let place = waiting.indices.first(where: {
        isUrgent(waiting[$0].action) && room(waiting[$0].action) > crumb * 1_000
      }) {
        take(place, room(waiting[place].action))
      } else if let next = underway.map(\.arrival).min() {
        arrive(at: next)
      } else if let place = waiting.indices.first(where: {
        room(waiting[$0].action) > crumb * 1_000
      }) {
        take(place, room(waiting[place].action))
      } else {
        return
      }
    }
  }

  /// Whether it goes to a place that is short: that one gets what can go at once.
  private func isUrgent(_ action: TransferPlan.Action) -> Bool {
    guard case .transfer(let index) = action else { return false }
    let place = figures.ways[index].to
    return figures.relative.indices.contains { slack(place, $0) < -crumb * 1_000 }
  }

  private mutating func arrive(at time: Double) {
    now = time
    for transfer in underway where transfer.arrival <= time {
      let way = figures.ways[transfer.way]
      amounts[way.to][way.asset] += transfer.amount * (1 - way.fee)
    }
    underway.removeAll { $0.arrival <= time }
  }

  private mutating func take(_ place: Int, _ amount: Double) {
    let action = waiting[place].action
    var (arrival, cost) = (now, 0.0)
    switch action {
    case .transfer(let index):
      let way = figures.ways[index]
      amounts[way.from][way.asset] = max(0, amounts[way.from][way.asset] - amount)
      arrival = now + way.seconds
      cost = figures.transferCost(way) * amount + way.fixed
      underway.append((arrival, index, amount))
    case .borrow(let index):
      debts[index] += amount
      amounts[figures.loans[index].wallet][figures.loans[index].asset] += amount
    case .repay(let index):
      debts[index] = max(0, debts[index] - amount)
      let (wallet, asset) = (figures.loans[index].wallet, figures.loans[index].asset)
      amounts[wallet][asset] = max(0, amounts[wallet][asset] - amount)
    }
    steps.append(
      TransferPlan.Step(action: action, amount: amount, start: now, arrival: arrival, cost: cost))
    waiting[place].amount -= amount
    if waiting[place].amount <= crumb { waiting.remove(at: place) }
    if case .transfer(let index) = action, figures.ways[index].seconds == 0 { arrive(at: now) }
  }

  /// How much of a step can be taken now.
  private func room(_ action: TransferPlan.Action) -> Double {
    switch action {
    case .transfer(let index): return roomToLeave(figures.ways[index])
    case .repay(let index):
      return amounts[figures.loans[index].wallet][figures.loans[index].asset]
    case .borrow(let index):
      let loan = figures.loans[index]
      var room = Double.infinity
      for scenario in figures.relative.indices {
        let weight = figures.health[loan.location] * figures.relative[scenario][loan.asset]
        room = min(room, slack(loan.location, scenario) / weight)
      }
      return max(0, min(room, loanToValueSlack(loan.location)))
    }
  }

  private func roomToLeave(_ way: PlacementFigures.Way) -> Double {
    let there = amounts[way.from][way.asset]
    guard figures.kinds[way.from] != .wallet else { return there }
    let share = figures.counting[way.from][way.asset]
    guard share > 0 else { return there }
    // What stands above a venue's cap does not count and can go.
    let free =
      figures.kinds[way.from] == .venue
      ? max(0, there - figures.caps[way.from][way.asset]) : 0
    var room = Double.infinity
    for scenario in figures.relative.indices {
      let weight = share * figures.relative[scenario][way.asset]
      room = min(room, max(0, slack(way.from, scenario)) / weight)
    }
    if figures.kinds[way.from] == .lending {
      let ratio = figures.loanToValue[way.from][way.asset]
      // Without debt nothing holds collateral back.
      if ratio > 0, owes(way.from) { room = min(room, max(0, loanToValueSlack(way.from)) / ratio) }
    }
    return min(there, free + room)
  }

  /// What a place has beyond what it needs.
  private func slack(_ location: Int, _ scenario: Int) -> Double {
    figures.counted(location, amounts[location], in: scenario)
      - figures.need(location, debts, in: scenario)
  }

  private func loanToValueSlack(_ location: Int) -> Double {
    var slack = 0.0
    for asset in figures.prices.indices {
      slack += figures.loanToValue[location][asset] * amounts[location][asset]
    }
    for (place, loan) in figures.loans.enumerated() where loan.location == location {
      slack -= debts[place]
    }
    return slack
  }

  private func owes(_ location: Int) -> Bool {
    figures.loans.indices.contains { figures.loans[$0].location == location && debts[$0] > 0 }
  }
}
