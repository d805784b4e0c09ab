import SteelyardContracts
import SteelyardScenarios

extension ScenarioMargin: FillBounding {
  var boundedEquity: (rule: EquityRule, collateral: CollateralRule) {
    (specification.equity, specification.collateral)
  }

  /// Loss and charges of each bucket at their largest.
  func requirementBound(_ account: OrderedAccount) -> OrderedAccount.Requirement? {
    let frame = account.frame
    let workspace = workspace(for: account.batch, in: frame)
    // What fills pay would move displaced balances too.
    guard workspace.balanceBlocks.isEmpty else { return nil }
    var buckets: [Int: [BlockIntervals]] = [:]
    for block in BlockIntervals.all(account) {
      buckets[workspace.bucketOfBlock[block.block], default: []].append(block)
    }
    var sum = 0.0
    for (_, blocks) in buckets.sorted(by: { $0.key < $1.key }) {
      let family = workspace.families[blocks[0].block]
      // Netting by expiry looks at what each expiry is worth, which has no least scenario by scenario.
      guard !family.sumsByExpiry else { return nil }
      let columns = frame.blockColumns[blocks[0].block]
      var counted = [Double](repeating: 0, count: family.dampening.count)
      var both = 0.0
      var initialOnly = 0.0
      var maintenanceOnly = 0.0
      for block in blocks {
        let profit = block.leastProfit(in: frame)
        for index in counted.indices { counted[index] += profit[index] * family.dampening[index] }
        for applied in family.family.charges {
          guard let most = block.most(applied.charge, frame.blockColumns[block.block])
          else { return nil }
          switch applied.appliesTo {
          case .both: both += most
          case .initial: initialOnly += most
          case .maintenance: maintenanceOnly += most
          }
        }
      }
      if let gains = family.gains {
        for index in counted.indices {
          counted[index] = gains.applied(
            to: counted[index], damper: family.dampers[index], usdPerUnit: columns.usdPerUnit)
        }
      }
      let loss = specification.measure.worst(of: counted, weights: family.weights).loss
      let scaled = loss + both + 2 * roundingMax
      let initial = family.initialRatio * scaled + initialOnly
      let maintenance = family.maintenanceRatio * scaled + maintenanceOnly
      sum += max(initial, maintenance) * columns.usdPerUnit
    }
    return OrderedAccount.Requirement(initialMargin: sum)
  }

  /// What rounding to the model's decimals can add to a requirement.
  private var roundingMax: Double {
    guard let decimals = specification.decimals else { return 0 }
    return (0..<decimals).reduce(1.0) { power, _ in power / 10 }
  }
}

extension PositionMargin: FillBounding {
  var boundedEquity: (rule: EquityRule, collateral: CollateralRule) {
    (specification.equity, specification.collateral)
  }

  /// Every position at its largest: a requirement rises with the size on either side of nothing.
  func requirementBound(_ account: OrderedAccount) -> OrderedAccount.Requirement? {
    guard specification.families.allSatisfy({ $0.netting == .none && $0.charges.isEmpty })
    else { return nil }
    var sum = 0.0
    for interval in account.intervals {
      guard let priced = account.frame.prices[interval.index],
        let family = try? specification.family(of: priced.instrument.underlying)
      else { return nil }
      let usd = account.frame.settlementUSD(of: interval.index)
      let most = max(
        family.requirement(of: priced, quantity: interval.low).initial,
        family.requirement(of: priced, quantity: interval.high).initial)
      sum += most * usd
    }
    return OrderedAccount.Requirement(initialMargin: sum)
  }
}
