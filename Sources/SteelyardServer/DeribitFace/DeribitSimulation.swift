import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket

/// A book that might be held: what `private/simulate_portfolio` and `private/pme/simulate` look at.
struct DeribitSimulation {
  /// What the numbers of `simulated_positions` count.
  ///
  /// The two methods have the same parameter and count futures differently.
  enum Sizes {
    /// US dollars for inverse futures, coins for everything else: `simulate_portfolio`.
    case positions
    /// Coins for everything: `pme/simulate`.
    case coins
  }

  let account: DeribitAccount

  /// Reads a call's `add_positions` and `simulated_positions`, and evaluates the book.
  ///
  /// - Throws: -32602 for what is no position, and what the engine throws.
  init(
    _ name: AccountName, _ parameters: DeribitParameters, _ sizes: Sizes, _ engine: Engine,
    _ market: DeribitMarket
  ) throws(DeribitRefusal) {
    let adds = try parameters.boolean("add_positions") ?? true
    let positions = try parameters.sizes("simulated_positions")
    do throws(SteelyardError) {
      let question = try engine.question(of: name)
      var changes: [Instrument: Amount] = [:]
      if !adds {
        for held in question.holding.portfolio.positions
        where held.instrument.product != .spot {
          changes[held.instrument] = Amount(units: -held.quantity.units)
        }
      }
      for (text, size) in positions {
        let quantity = try DeribitSimulation.quantity(text, size, sizes, market)
        let before = changes[quantity.instrument] ?? .zero
        changes[quantity.instrument] = try before.adding(quantity.amount)
      }
      var trades: [Trade] = []
      for (instrument, quantity) in changes.sorted(by: { $0.key < $1.key })
      where !quantity.isZero {
        trades.append(try Trade(instrument: instrument, quantity: quantity))
      }
      let result = try question.result(of: WhatIf(trades: trades, orders: []))
      // Without the account's positions its orders are no part of the question either.
      let orders =
        adds ? result.worstFills.unfilledExcess - result.worstFills.worstExcess : 0
      account = DeribitAccount(
        question, market, result.after.explanation, openOrdersUSD: orders)
    } catch {
      throw DeribitRefusal(error, parameter: "simulated_positions")
    }
  }

  private static func quantity(
    _ name: String, _ size: Amount, _ sizes: Sizes, _ market: DeribitMarket
  ) throws(SteelyardError) -> (instrument: Instrument, amount: Amount) {
    let instrument = try InstrumentNaming.deribit.instrument(named: name)
    guard instrument.product != .spot else {
      throw SteelyardError(
        .unsupported, "Spot is a balance, not a position.",
        remedy: "Simulate futures, perpetuals and options.", subject: .instrument(name))
    }
    guard case .coins = sizes, !instrument.isOption, instrument.underlying.isInverse else {
      return (instrument, size)
    }
    guard let mark = market.market.observation(of: instrument)?.markPrice else {
      throw SteelyardError(
        .missingMarketData, "There is no mark for \(name).", remedy: "Wait for the feed.",
        subject: .instrument(name))
    }
    return (instrument, try Amount(nearest: size.doubleValue * mark))
  }
}
