public import SteelyardContracts
public import SteelyardEngine
import SteelyardFormats
import SteelyardLedger

/// What every account has at one position of the journal, as a document for people and programs.
public struct LedgerStatement {
  private let replay: LedgerReplay

  /// The statement of a state.
  public init(_ replay: LedgerReplay) { self.replay = replay }

  private var ledger: Ledger { replay.state.ledger }

  /// As one JSON document; amounts are strings, so that no reader rounds them.
  ///
  /// - Throws: `limitExceeded` where an average price leaves the exact range.
  public func json() throws(SteelyardError) -> String {
    var writer = JSONWriter(.indented)
    try writer.object { writer throws(SteelyardError) in
      writer.key("position")
      writer.integer(Int(replay.position))
      writer.member("time", replay.state.time.description)
      writer.member("state_hash", replay.state.hash)
      writer.key("snapshot_position")
      writer.integer(Int(replay.snapshotPosition))
      try writer.list("accounts", ledger.accounts) { writer, account throws(SteelyardError) in
        try write(account, &writer)
      }
    }
    return String(decoding: writer.text, as: UTF8.self) + "\n"
  }

  private func write(
    _ account: LedgerAccount, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    writer.member("account", account.name.description)
    writer.member("owner", account.owner.description)
    writer.member("margin_mode", account.mode.rawValue)
    try writer.list("balances", account.balances) { writer, balance in
      writer.member("asset", ledger[balance.asset].currency.code)
      writer.member("amount", balance.amount.description)
      writer.member("held", balance.held.description)
    }
    try writer.list("positions", account.positions) { writer, position in
      writer.member("instrument", name(position))
      writer.member("quantity", position.quantity.description)
      writer.member("cost", position.cost.description)
      writer.member("settlement", settlement(position))
      writer.member("realised_pnl", position.realised.description)
    }
    writer.key("live_orders")
    writer.integer(account.orders.count)
  }

  /// As a table: a row for every balance and every position.
  public func csv() -> String {
    var text = "account,owner,kind,name,amount,held,cost,settlement,realised_pnl\n"
    for account in ledger.accounts {
      let head = "\(account.name),\(account.owner)"
      for balance in account.balances {
        let code = ledger[balance.asset].currency.code
        text += "\(head),balance,\(code),\(balance.amount),\(balance.held),,,\n"
      }
      for position in account.positions {
        text +=
          "\(head),position,\(name(position)),\(position.quantity),,\(position.cost),"
          + "\(settlement(position)),\(position.realised)\n"
      }
    }
    return text
  }

  private func name(_ position: LedgerPosition) -> String {
    let instrument = ledger[position.instrument].listing.instrument
    return (try? InstrumentNaming.steelyard.name(of: instrument)) ?? instrument.description
  }

  private func settlement(_ position: LedgerPosition) -> String {
    ledger[ledger[position.instrument].settlement].currency.code
  }
}

extension JSONWriter {
  /// A member that is a string; exact amounts are, too.
  fileprivate mutating func member(_ key: StaticString, _ text: String) {
    self.key(key)
    string(text)
  }

  /// A member that is an array of objects.
  fileprivate mutating func list<Element>(
    _ key: StaticString, _ elements: [Element],
    _ body: (inout JSONWriter, Element) throws(SteelyardError) -> Void
  ) throws(SteelyardError) {
    self.key(key)
    try array { writer throws(SteelyardError) in
      for element in elements {
        try writer.object { writer throws(SteelyardError) in try body(&writer, element) }
      }
    }
  }
}
