import SteelyardContracts
import SteelyardFeeds
import SteelyardLedger
import SteelyardMarket

/// The insurance fund as it is committed, on the latest frame, beside the liquidations of clients.
struct FundLook {
  let portfolio: Portfolio
  let orders: [LedgerOrder]
  /// Nil before there is one.
  let frame: LiveFrame?
  /// Why nothing may be traded now; nil where something may.
  let obstacle: LiquidationHold.Reason?
  /// Instruments of which a takeover that is due makes the fund's position smaller: its orders make way.
  let dueInstruments: Set<Instrument>
  /// Whether a client's liquidation may trade now, so that the fund waits.
  let isBehindClients: Bool

  /// - Parameter isStopped: Whether somebody has stopped it, or nothing of it is to be traded.
  init(
    _ held: (portfolio: Portfolio, orders: [LedgerOrder]), beside looks: [LiquidationLook],
    _ book: LiquidationBook, rules: LiquidationRules, isStopped: Bool, frame: LiveFrame?
  ) {
    portfolio = held.portfolio
    orders = held.orders
    self.frame = frame
    obstacle =
      if isStopped {
        .stopped
      } else if let frame {
        frame.allowsFundTrades(of: held.portfolio) ? nil : .oracleHalted
      } else {
        .incompleteFigures
      }
    var own: [Instrument: Amount] = [:]
    for position in held.portfolio.positions { own[position.instrument] = position.quantity }
    var due: Set<Instrument> = []
    var isBehind = false
    for look in looks {
      guard let known = book.open[look.view.name] else {
        // One that waits only for its turn begins in this look.
        isBehind = isBehind || look.obstacle == nil
        continue
      }
      if known.hold?.reason == .takeOverDue, rules.takeOver == .insuranceFund {
        for position in look.view.portfolio.positions {
          guard let fund = own[position.instrument],
            fund.isNegative != position.quantity.isNegative
          else { continue }
          due.insert(position.instrument)
        }
      }
      let mayTrade =
        known.round != nil
        || (!known.isAuctioned && (known.hold == nil || known.hold?.reason == .budget))
      isBehind = isBehind || mayTrade
    }
    dueInstruments = due
    isBehindClients = isBehind
  }
}

extension LiveFrame {
  /// Whether every price of the positions is one to trade on: the fund is in no hurry, and waits where one is halted or
  /// degraded.
  func allowsFundTrades(of portfolio: Portfolio) -> Bool {
    guard let positions = try? Portfolio(positions: portfolio.positions, balances: []) else {
      return false
    }
    return effects(of: positions).effects.liquidations == .allowed
  }
}
