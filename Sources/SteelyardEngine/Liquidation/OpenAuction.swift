public import SteelyardContracts
import SteelyardFeeds
import SteelyardLedger
import SteelyardMargin

/// An auction that runs, as bidders see it.
public struct OpenAuction: Sendable {
  /// What the largest share contains and costs.
  public struct Contents: Sendable {
    /// Parts of the positions, in whole lots, at the average prices that go with them.
    public let positions: [Position]
    /// Parts of the balances; debts are negative.
    public let balances: [AssetBalance]
    /// What the bidder pays to the account, in the auction's asset; below zero it is paid.
    public let payment: Amount
    /// What the insurance fund pays to the bidder, in the auction's asset, ≥ 0.
    public let compensation: Amount
    /// Initial margin of the share alone, in US dollars; nil where it can't be evaluated now.
    public let initialMarginUSD: Double?
    /// What a bidder who holds nothing else has to have, in US dollars: payment and initial margin, less what the share
    /// itself counts; nil where it can't be evaluated now.
    public let neededUSD: Double?
  }

  /// Number of the liquidation: bids name it.
  public let liquidation: UInt64
  /// Whose account it is; for those who may know.
  public let account: AccountName
  /// The auction, with its offer.
  public let auction: LiquidationAuction
  /// What the largest share contains; nil while nothing is on offer.
  public let contents: Contents?
}

extension Engine {
  /// The auctions that run, by the number of their liquidation.
  public var openAuctions: [OpenAuction] {
    let running = liquidations.open.values.filter(\.isAuctioned)
    guard !running.isEmpty else { return [] }
    let lots = Dictionary(
      directory.instruments.map { ($0.listing.instrument, $0.listing.terms.lot) },
      uniquingKeysWith: { first, _ in first })
    return running.sorted { $0.number < $1.number }.compactMap { known in
      known.auction.map { auction in
        OpenAuction(
          liquidation: known.number, account: known.account, auction: auction,
          contents: try? contents(of: auction, known.account, lots))
      }
    }
  }

  /// - Throws: What can't be on offer: an account that has changed since.
  private func contents(
    of auction: LiquidationAuction, _ name: AccountName, _ lots: [Instrument: Amount]
  ) throws(SteelyardError) -> OpenAuction.Contents? {
    guard let offer = auction.offer else { return nil }
    let view = try account(name)
    let share = offer.largestShare
    var parts: [AuctionPayment.Part] = []
    var positions: [Position] = []
    for held in view.portfolio.positions {
      let taken = try Ledger.part(
        of: held.quantity, share: share, lot: lots[held.instrument] ?? Amount(units: 1))
      parts.append(
        AuctionPayment.Part(instrument: held.instrument, held: held.quantity, taken: taken))
      positions.append(
        Position(
          instrument: held.instrument, quantity: taken, averagePrice: held.averagePrice))
    }
    var balances: [AssetBalance] = []
    for balance in view.portfolio.balances {
      let shared =
        balance.asset == auction.asset ? try balance.amount.subtracting(offer.kept) : balance.amount
      let part = try shared.multiplied(by: share, rounding: .down)
      if !part.isZero { balances.append(AssetBalance(asset: balance.asset, amount: part)) }
    }
    let paid = try AuctionPayment(for: share, parts, by: offer, auction.kind)
    let figures = try? self.figures(
      of: try Portfolio(positions: positions, balances: balances), view)
    let usd = frame?[view.mode]?.frame.usdPrice(of: auction.asset)
    let owed = usd.map { (paid.payment.doubleValue - paid.compensation.doubleValue) * $0 }
    return OpenAuction.Contents(
      positions: positions, balances: balances, payment: paid.payment,
      compensation: paid.compensation, initialMarginUSD: figures?.initialMargin,
      neededUSD: figures.flatMap { figures in owed.map { max(0, $0 - figures.initialExcess) } })
  }

  private func figures(
    of portfolio: Portfolio, _ view: AccountView
  ) throws(SteelyardError) -> AccountFigures {
    guard let frame, let slot = frame[view.mode] else {
      throw SteelyardError(
        .notAllowed, "There is no risk frame yet.", remedy: "Wait for the market to be complete.")
    }
    return try slot.figures(of: portfolio, beside: [], frame)
  }
}
