import SteelyardEngine

/// What auctions look like.
enum AuctionSchemas {
  private static let position = APIObject(
    "AuctionPosition", "A part of a position.",
    [
      .required("instrument", .text("In what.")),
      .required("quantity", .amount("How much, in whole lots; short is negative.")),
      .required(
        "average_price", .nullable(.amount("What it was entered at; goes with it. Null for dust."))),
    ])

  private static let balance = APIObject(
    "AuctionBalance", "A part of a balance.",
    [
      .required("asset", .text("Of what.")),
      .required("amount", .amount("How much; a debt is negative.")),
    ])

  private static let offer = APIObject(
    "AuctionOffer", "What the largest share contains and costs.",
    [
      .required("time", .time("When it was made.")),
      .required("until", .time("When the next one is due.")),
      .required(
        "price",
        .amount("The price of the whole, in the auction's asset; at most 0 where bidders are paid.")
      ),
      .required("largest_share", .amount("The largest share that may be had, above 0 to 1.")),
      .required(
        "payment", .amount("What it costs, in the auction's asset; below zero the account pays.")),
      .required("compensation", .amount("What the insurance fund pays for taking it.")),
      .required("positions", .list("Its parts of the positions.", .object(position))),
      .required("balances", .list("Its parts of the balances.", .object(balance))),
      .required("initial_margin", .nullable(.number("Initial margin of it alone, in USD."))),
      .required(
        "needed",
        .nullable(
          .number("What a bidder who holds nothing else has to have, in USD: payment and margin."))),
    ])

  private static let auction = APIObject(
    "Auction", "An auction that runs.",
    [
      .required("liquidation", .integer("Number of the liquidation; bids name it.")),
      .optional("account", .text("Whose it is; told to those who may read the account.")),
      .required(
        "kind", .choice("Who pays whom.", LiquidationAuction.Kind.allCases.map(\.rawValue))),
      .required("asset", .text("What bids are paid in.")),
      .required("opened", .time("When it opened.")),
      .required("bids", .integer("Bids that were filled.")),
      .required("paid_in", .amount("What bidders have paid in and is still there.")),
      .required(
        "offer", .nullable(.object(offer))),
    ])

  static let page = APIObject(
    "Auctions", "Auctions that run.",
    [.required("auctions", .list("By liquidation.", .object(auction))), AccountSchemas.next])
}
