import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket

/// Trades and working orders that a command line supposes.
struct WhatIfInput {
  static let option = CommandOption(
    text: "what-if", "FILE",
    "trades and working orders to suppose: CSV [kind,]instrument,quantity[,price] (kind is trade "
      + "or order; without a price at the mark), Steelyard JSON. Orders count at their worst fills")

  let file: WhatIfFile
  let whatIf: WhatIf

  /// Reads a file.
  ///
  /// - Throws: The last of its mistakes, once the others are told. No row is ever left out: the
  ///   answer would be one to another question.
  init(path: String) throws(SteelyardError) {
    Progress.stage("reading \(path)")
    file = try WhatIfFile.read(InputFile(path: path))
    guard file.problems.isEmpty else { throw Refusal.of(file.problems) }
    do throws(SteelyardError) {
      whatIf = try WhatIf(trades: file.trades, orders: file.orders)
    } catch {
      throw error.about(.place(file: file.name, row: nil, field: nil))
    }
  }

  /// The instruments of all rows.
  var rows: [InstrumentRow] { named.map(\.row) }

  /// Rows that cannot be done: of what has expired, or without any price.
  func impossible(in frame: RiskFrame, of universe: InstrumentUniverse) -> [SteelyardError] {
    named.compactMap { named in
      let row = named.row
      if let expiry = row.instrument.expiry, expiry <= frame.snapshot.time {
        return SteelyardError(
          .notApplicable, "\(row.instrument.toldName) expired at \(expiry) and cannot be traded.",
          remedy: "Leave it out.", subject: row.subject)
      }
      let place = universe.index(of: row.instrument)
      guard named.price == nil, place.flatMap({ frame.prices[$0] }) == nil else { return nil }
      return SteelyardError(
        .missingMarketData, "\(row.instrument.toldName) has no mark to be traded at.",
        remedy: "State a price, or add a market file with it.", subject: row.subject,
        cause: place.flatMap { frame.failures[$0]?.message })
    }
  }

  /// Why instruments cannot be priced or margined, each with its row.
  func unpriced(
    _ universe: InstrumentUniverse, _ frame: RiskFrame,
    _ surfaceFailures: [Underlying: SteelyardError]
  ) -> [SteelyardError] {
    rows.compactMap { row in
      guard let failure = universe.index(of: row.instrument).flatMap({ frame.failures[$0] }) else {
        return nil
      }
      return failure.of(
        row.instrument, row.subject, cause: surfaceFailures[row.instrument.underlying]?.message)
    }
  }

  /// What becomes of the account.
  func result(
    for portfolio: Portfolio, stated: [StatedAmount], beside others: [Portfolio],
    model: any MarginModel, in frame: RiskFrame, of universe: InstrumentUniverse
  ) throws(SteelyardError) -> WhatIfResult {
    Progress.stage("trying trades and orders")
    do throws(SteelyardError) {
      return try whatIf.result(
        for: portfolio, stated: stated, beside: others, model: model, in: frame, of: universe)
    } catch {
      guard case .instrument(let name) = error.subject,
        let row = rows.first(where: { $0.instrument.description == name })
      else { throw error }
      throw error.about(row.subject)
    }
  }

  private var named: [(row: InstrumentRow, price: Amount?)] {
    file.trades.indices.map { index in
      let trade = file.trades[index]
      return (
        InstrumentRow(instrument: trade.instrument, subject: file.subject(ofTrade: index)),
        trade.price
      )
    }
      + file.orders.indices.map { index in
        let order = file.orders[index]
        return (
          InstrumentRow(instrument: order.instrument, subject: file.subject(ofOrder: index)),
          order.price
        )
      }
  }
}
