import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardLedger
import SteelyardMargin

/// Accounts and what they hold.
enum AccountOperations {
  static let all: [APIOperation] = [
    .read(
      "/accounts", "listAccounts", "The accounts that the key sees, by number.",
      audience: .everyone,
      query: [
        .limit, .cursor,
        APIParameter(
          name: "status",
          schema: .choice("Only accounts of this health.", HealthLevel.allCases.map(\.rawValue))),
        APIParameter(
          name: "call",
          schema: .choice(
            "Only accounts in this state of a margin call.",
            MarginCallState.Name.allCases.map(\.rawValue))),
      ], answer: .object(AccountSchemas.page), list),
    .read(
      "/accounts/{account}", "getAccount", "An account with its figures.", audience: .account,
      answer: .object(AccountSchemas.account)
    ) { call in
      let view = try call.account()
      return try .object { writer throws(SteelyardError) in
        try writer.account(view, call.engine.risk(of: view))
      }
    },
    .read(
      "/accounts/{account}/positions", "listPositions", "What an account holds.",
      audience: .account, answer: .object(AccountSchemas.positions)
    ) { call in
      let view = try call.account()
      return try .object { writer throws(SteelyardError) in
        writer.head(of: view)
        try writer.objects("positions", view.positions) { writer, held in writer.position(held) }
      }
    },
    .read(
      "/accounts/{account}/balances", "listBalances", "The balances of an account.",
      audience: .account, answer: .object(AccountSchemas.balances)
    ) { call in
      let view = try call.account()
      return try .object { writer throws(SteelyardError) in
        writer.head(of: view)
        try writer.objects("balances", view.balances) { writer, balance in
          writer.balance(balance)
        }
      }
    },
    .read(
      "/accounts/{account}/orders", "listOrders", "The live orders of an account.",
      audience: .account, answer: .object(AccountSchemas.orders)
    ) { call in
      let view = try call.account()
      return try .object { writer throws(SteelyardError) in
        writer.head(of: view)
        try writer.objects("orders", view.orders) { writer, order throws(SteelyardError) in
          try writer.order(order)
        }
      }
    },
  ]

  /// Accounts looked at in one step of the list.
  private static let stepCount = 1000

  @Sendable private static func list(_ call: APICall) throws(SteelyardError) -> Response {
    let (start, limit) = try call.page()
    let status = try call.choice("status", HealthLevel.self)
    let state = try call.choice("call", MarginCallState.Name.self)
    var found: [(AccountView, AccountRisk?)] = []
    var place = start
    var next: Int?
    search: while true {
      let views = call.engine.accounts(from: place, limit: stepCount)
      for view in views {
        guard call.principal.may(.read, view.name) else { continue }
        let risk = call.engine.risk(of: view)
        guard status == nil || risk?.level == status, state == nil || view.call.name == state
        else { continue }
        guard found.count < limit else {
          next = view.index
          break search
        }
        found.append((view, risk))
      }
      guard let last = views.last, views.count == stepCount else { break }
      place = last.index + 1
    }
    return try .object { writer throws(SteelyardError) in
      try writer.objects("accounts", found) { writer, entry throws(SteelyardError) in
        try writer.account(entry.0, entry.1)
      }
      writer.optional("next", next)
    }
  }
}
