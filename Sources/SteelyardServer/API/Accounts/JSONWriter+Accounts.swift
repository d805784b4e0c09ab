import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardLedger
import SteelyardMargin

extension JSONWriter {
  /// Whose answer it is, and how old.
  mutating func head(of view: AccountView) {
    field("account", view.name.description)
    field("position", Int(view.position))
  }

  mutating func account(_ view: AccountView, _ risk: AccountRisk?) throws(SteelyardError) {
    field("account", view.name.description)
    field("owner", view.owner.description)
    field("margin_mode", view.mode.rawValue)
    field("position", Int(view.position))
    field("margin_call", view.call.name.rawValue)
    optional("margin_call_deadline", view.call.deadline)
    field("drawdown", "\(view.drawdown)")
    key("risk")
    guard let risk else { return null() }
    try object { writer throws(SteelyardError) in try writer.risk(risk) }
  }

  mutating func risk(_ risk: AccountRisk) throws(SteelyardError) {
    field("status", risk.level.rawValue)
    try object("figures") { writer throws(SteelyardError) in try writer.figures(risk.figures) }
    field("basis", risk.basis.rawValue)
    field("complete", risk.figures.isComplete)
    field("frame", Int(risk.frame))
    field("time", risk.time)
    field("position", Int(risk.position))
  }

  mutating func figures(_ figures: AccountFigures) throws(SteelyardError) {
    try field("equity", figures.equity)
    try field("initial_counted_equity", figures.initialCountedEquity)
    try field("maintenance_counted_equity", figures.maintenanceCountedEquity)
    try field("initial_margin", figures.initialMargin)
    try field("maintenance_margin", figures.maintenanceMargin)
    try field("initial_excess", figures.initialExcess)
    try field("maintenance_excess", figures.maintenanceExcess)
  }

  /// All that an account is and holds, without its figures.
  mutating func holdings(_ view: AccountView) throws(SteelyardError) {
    field("account", view.name.description)
    field("owner", view.owner.description)
    field("margin_mode", view.mode.rawValue)
    field("position", Int(view.position))
    field("margin_call", view.call.name.rawValue)
    optional("margin_call_deadline", view.call.deadline)
    field("drawdown", "\(view.drawdown)")
    try objects("balances", view.balances) { writer, balance in writer.balance(balance) }
    try objects("positions", view.positions) { writer, held in writer.position(held) }
    try objects("orders", view.orders) { writer, order throws(SteelyardError) in
      try writer.order(order)
    }
  }

  mutating func balance(_ balance: AccountView.Balance) {
    field("asset", balance.asset.code)
    field("amount", balance.amount)
    field("held", balance.held)
  }

  mutating func position(_ held: AccountView.Holding) {
    field("instrument", APIInstrument.name(held.instrument))
    field("quantity", held.quantity)
    field("quantity_currency", held.instrument.quantityCurrency.code)
    optional("average_price", held.averagePrice)
    field("price_currency", held.instrument.priceCurrency.code)
    field("realised_pnl", held.realised)
    field("settlement_currency", held.instrument.underlying.settlement.code)
  }

  mutating func order(_ entry: AccountView.Order) throws(SteelyardError) {
    let order = entry.order
    field("order", Int(order.identifier.rawValue))
    field("instrument", APIInstrument.name(entry.instrument))
    field("quantity", order.quantity)
    field("filled", order.filled)
    field("quantity_currency", entry.instrument.quantityCurrency.code)
    optional("price", order.price)
    field("price_currency", entry.instrument.priceCurrency.code)
    field("status", order.status.word)
    let requested: String? =
      switch order.request {
      case nil: nil
      case .amend: "amend"
      case .cancel: "cancel"
      }
    optional("requested", requested)
    field("overdue", order.answer == .overdue)
    field("effect", order.effect.word)
    field("entry", order.entry.word)
    optional("label", order.label?.description)
    field("placed_at", order.placedAt)
  }
}

extension OrderStatus {
  /// The word for it in the API.
  var word: String { self == .partiallyFilled ? "partially_filled" : "\(self)" }
}

extension OrderTicket.Effect {
  /// The word for it in the API.
  var word: String {
    switch self {
    case .any: "any"
    case .reduceOnly: "reduce_only"
    }
  }

  /// Every word.
  static let words = allCases.map(\.word)
}

extension OrderTicket.Entry {
  /// The word for it in the API.
  var word: String {
    switch self {
    case .any: "any"
    case .postOnly: "post_only"
    }
  }

  /// Every word.
  static let words = allCases.map(\.word)
}
