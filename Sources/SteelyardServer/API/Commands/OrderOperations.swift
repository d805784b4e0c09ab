import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardLedger

/// Orders and trades.
enum OrderOperations {
  static let all: [APIOperation] = [
    .command(
      .post, "/accounts/{account}/orders", "placeOrder",
      "Places an order, if margin and limits allow it.", scope: .trade, audience: .account,
      body: newOrder, status: .created
    ) { call in
      let account = try call.account().name
      let body = try call.body()
      return try await call.perform(
        .placeOrder(
          OrderTicket(
            account: account, instrument: try body.instrument("instrument"),
            quantity: try body.amount("quantity"), price: try body.optionalAmount("price"),
            effect: try body.word("effect", OrderTicket.Effect.allCases, \.word) ?? .any,
            entry: try body.word("entry", OrderTicket.Entry.allCases, \.word) ?? .any,
            label: try body.optional("label") { text throws(SteelyardError) in
              try ClientIdentifier(text)
            })))
    },
    .command(
      .patch, "/accounts/{account}/orders/{order}", "amendOrder",
      "Asks the venue for another quantity and limit of an order.", scope: .trade,
      audience: .account, body: amendment
    ) { call in
      let account = try call.account().name
      let order = try call.order()
      let body = try call.body()
      return try await call.perform(
        .amendOrder(
          order, of: account, quantity: try body.amount("quantity"),
          price: try body.optionalAmount("price")))
    },
    .command(
      .delete, "/accounts/{account}/orders/{order}", "cancelOrder",
      "Asks the venue to take an order out.", scope: .trade, audience: .account
    ) { call in
      let account = try call.account().name
      return try await call.perform(.cancelOrder(try call.order(), of: account))
    },
    .command(
      .post, "/trades", "bookTrade", "Books a trade that no order made.", scope: .admin,
      audience: .house, body: trade, status: .created
    ) { call in
      let body = try call.body()
      return try await call.perform(
        .bookTrade(
          AgreedTrade(
            account: try body.account("account"),
            counterparty: try body.optional("counterparty") { text throws(SteelyardError) in
              try AccountName(text)
            },
            instrument: try body.instrument("instrument"), quantity: try body.amount("quantity"),
            price: try body.amount("price"),
            fee: try body.optionalAmount("fee").map { .exactly($0) } ?? .taker,
            counterpartyFee: try body.optionalAmount("counterparty_fee").map { .exactly($0) }
              ?? .none)))
    },
  ]

  private static let quantity = APISchema.amount(
    "How much, in the instrument's quantity currency; to buy is positive, to sell negative.")

  private static let newOrder = APIObject(
    "NewOrder", "An order as its owner asks for it.",
    [
      .required(
        "instrument",
        .text(
          "What it is for, in Steelyard's or Deribit's spelling.",
          pattern: APISchema.instrumentPattern, example: "BTC-PERPETUAL")),
      .required("quantity", quantity),
      .open(
        "price",
        .amount("The limit, in the instrument's price currency; left out for a market order.")),
      .open("effect", .choice("What it may do to the position.", OrderTicket.Effect.words)),
      .open("entry", .choice("How it meets the book.", OrderTicket.Entry.words)),
      .open(
        "label",
        .text("The owner's name for it, unique among its live orders.", pattern: "^[!-~]{1,64}$")),
    ])

  private static let amendment = APIObject(
    "OrderAmendment", "What an order shall be.",
    [
      .required("quantity", quantity),
      .open("price", .amount("The limit; left out for a market order.")),
    ])

  private static let trade = APIObject(
    "NewTrade", "A trade between two accounts, or of one with the instrument's venue.",
    [
      .required("account", .text("Who gets the quantity.", pattern: APISchema.accountPattern)),
      .open(
        "counterparty",
        .text(
          "Who gets the opposite; left out for the venue.", pattern: APISchema.accountPattern)),
      .required(
        "instrument",
        .text(
          "What is traded.", pattern: APISchema.instrumentPattern, example: "BTC-PERPETUAL")),
      .required("quantity", quantity),
      .required("price", .amount("The price, in the instrument's price currency.")),
      .open(
        "fee",
        .amount(
          "The account's fee, in the settlement currency; left out for the listing's taker rate.")),
      .open(
        "counterparty_fee",
        .amount("The counterparty's fee, in the settlement currency; left out for none.")),
    ])
}

extension APICall {
  /// The order of the path.
  func order() throws(SteelyardError) -> OrderIdentifier {
    OrderIdentifier(rawValue: try number("order", "order"))
  }
}

extension APIBody {
  /// The case that a word stands for; nil where it is left out.
  func word<Value>(
    _ key: StaticString, _ values: [Value], _ word: (Value) -> String
  ) throws(SteelyardError) -> Value? {
    guard let member = root.present(key) else { return nil }
    let text = try member.string()
    guard let value = values.first(where: { word($0) == text }) else {
      throw member.error(
        "\"\(text.prefix(40))\" is none of the words for \(key).",
        remedy: "Write one of \(values.map(word).joined(separator: ", ")).")
    }
    return value
  }
}
