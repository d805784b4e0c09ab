import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardLedger

/// Auctions of accounts in liquidation, and bids for them.
enum AuctionOperations {
  static let list = APIOperation.read(
    "/liquidations/auctions", "listAuctions",
    "Auctions that run, with their price now and what the largest share contains.",
    audience: .everyone, freshness: .untagged, query: [.limit, .cursor],
    answer: .object(AuctionSchemas.page)
  ) { call in
    let (start, limit) = try call.page()
    let all = call.engine.openAuctions
    let page = all.dropFirst(start).prefix(limit)
    let end = start + page.count
    return try .object { writer throws(SteelyardError) in
      try writer.objects("auctions", page) { writer, auction throws(SteelyardError) in
        try writer.auction(auction, call.principal)
      }
      writer.optional("next", end < all.count && !page.isEmpty ? end : nil)
    }
  }

  static let bid = APIOperation.command(
    .post, "/liquidations/{liquidation}/bids", "bidInAuction",
    "Bids for a share of everything that an account in an auction has and owes, at the auction's price.",
    scope: .trade, audience: .everyone, body: newBid, requiresIdentifier: true, status: .created
  ) { call in
    let number = try call.number("liquidation", "liquidation")
    let body = try call.body()
    let bidder = try body.account("account")
    // Whether somebody else's account exists is not told.
    try call.principal.require(.trade, bidder)
    guard try call.commandIdentifier() != nil else {
      throw SteelyardError(
        .invalidInput, "A bid has no idempotency key: sent twice it would buy twice.",
        remedy: "Send a header idempotency-key with a name of your own for the bid.",
        subject: .place(file: "header", row: nil, field: "idempotency-key"))
    }
    return try await call.perform(
      .sellShare(
        ShareSale(
          liquidation: LiquidationIdentifier(rawValue: number), bidder: bidder,
          share: try body.amount("share"), worstPrice: try body.optionalAmount("worst_price"))))
  }

  private static let newBid = APIObject(
    "NewBid", "A bid for a share of an account.",
    [
      .required(
        "account",
        .text(
          "Who bids; a subaccount's name stands behind a stroke.",
          pattern: APISchema.accountPattern)),
      .required(
        "share",
        .amount("The share of everything, above 0 to 1; no more is sold than the largest share.")),
      .optional(
        "worst_price",
        .amount(
          "The highest price of the whole that is taken, in the auction's asset; below zero where bidders are paid."
        )),
    ])
}

extension JSONWriter {
  /// An auction, and whose it is for those who may know.
  mutating func auction(
    _ open: OpenAuction, _ principal: Principal
  ) throws(SteelyardError) {
    field("liquidation", Int(clamping: open.liquidation))
    if principal.may(.read, open.account) { field("account", open.account.description) }
    field("kind", open.auction.kind.rawValue)
    field("asset", open.auction.asset.code)
    field("opened", open.auction.opened)
    field("bids", open.auction.bidCount)
    field("paid_in", open.auction.paidIn)
    guard let offer = open.auction.offer, let contents = open.contents else {
      return optional("offer", nil as String?)
    }
    try object("offer") { writer throws(SteelyardError) in
      writer.field("time", offer.time)
      writer.field("until", offer.until)
      writer.field("price", offer.price)
      writer.field("largest_share", offer.largestShare)
      writer.field("payment", contents.payment)
      writer.field("compensation", contents.compensation)
      try writer.objects("positions", contents.positions) { writer, position in
        writer.field("instrument", APIInstrument.name(position.instrument))
        writer.field("quantity", position.quantity)
        writer.optional("average_price", position.averagePrice)
      }
      try writer.objects("balances", contents.balances) { writer, balance in
        writer.field("asset", balance.asset.code)
        writer.field("amount", balance.amount)
      }
      try writer.optionalNumber("initial_margin", contents.initialMarginUSD)
      try writer.optionalNumber("needed", contents.neededUSD)
    }
  }

  private mutating func optionalNumber(
    _ key: StaticString, _ value: Double?
  ) throws(SteelyardError) {
    guard let value, value.isFinite else { return optional(key, nil as String?) }
    try field(key, value)
  }
}
