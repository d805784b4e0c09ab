public import SteelyardContracts

/// What can be asked of the ledger.
///
/// Who may ask for what, and whether margin allows it, is decided above; the ledger checks exact facts.
public enum LedgerAction: Sendable, Hashable {
  /// Opens balances in an asset.
  case listAsset(Currency)
  /// Makes an instrument tradable; its assets and its venue's account are opened with it.
  case listInstrument(InstrumentListing)
  /// Opens an account or subaccount.
  case openAccount(AccountName, owner: OwnerName, mode: MarginMode)
  /// Changes what stands behind the positions of an account.
  case setMarginMode(AccountName, MarginMode)

  /// Places an order; it is pending until the venue answers.
  case placeOrder(OrderTicket)
  /// Asks for another total quantity (with the order's sign) and limit.
  case amendOrder(OrderIdentifier, of: AccountName, quantity: Amount, price: Amount?)
  /// Asks for an order's end.
  case cancelOrder(OrderIdentifier, of: AccountName)
  /// Books what the venue says of an order.
  case reportAnswer(OrderIdentifier, VenueAnswer)
  /// Books what was filled of an order.
  case reportFill(FillReport)
  /// Books a trade that no order made.
  case bookTrade(AgreedTrade)

  /// Pays funding over all holders of a perpetual: long pays short for a positive rate.
  ///
  /// The rate is for the whole interval paid, as a decimal of the position's worth at `price`.
  case payFunding(Instrument, price: Amount, rate: Amount)
  /// Grows debts of an asset since they last grew, and pays what they cost to those who lend.
  case accrueInterest(Currency, InterestTerms)
  /// Settles an expired instrument at its delivery price, or a perpetual's profit at a mark.
  case settle(Instrument, price: Amount, barrier: BarrierOutcome?)

  /// Books money that came in.
  case deposit(AccountName, Currency, Amount)
  /// Holds money that is to go out.
  case requestWithdrawal(AccountName, Currency, Amount, destination: String)
  /// Books what became of a withdrawal.
  case resolveWithdrawal(WithdrawalIdentifier, WithdrawalOutcome)
  /// Moves money between accounts of one owner.
  case transfer(from: AccountName, to: AccountName, Currency, Amount)
  /// Books what nothing else explains, with its reason: a correction, a grant of the insurance fund. The amounts
  /// of each asset must cancel.
  case adjust([Adjustment], reason: String)

  /// Takes a liquidation's fee, as far as the account has it.
  case chargeLiquidationFee(LiquidationFee)
  /// Has the insurance fund take over positions, or all that an account has and owes.
  case takeOver(Takeover)
  /// Closes a position against accounts that hold the opposite.
  case deleverage(Deleveraging)
  /// Shares what the insurance fund owes over clients.
  case shareLoss(LossSharing)
  /// Sells a share of an account in an auction to a bidder.
  case sellShare(ShareSale)
}

extension LedgerAction {
  /// Whether it ends an account against its owner's will, or makes others pay: only whoever runs liquidations asks for it.
  public var isPartOfLiquidation: Bool {
    switch self {
    case .chargeLiquidationFee, .takeOver, .deleverage, .shareLoss: true
    case .listAsset, .listInstrument, .openAccount, .setMarginMode, .placeOrder, .amendOrder,
      .cancelOrder, .reportAnswer, .reportFill, .bookTrade, .payFunding, .accrueInterest, .settle,
      .deposit, .requestWithdrawal, .resolveWithdrawal, .transfer, .adjust, .sellShare:
      false
    }
  }
}

/// Whether a barrier option's barrier was touched in its life.
public enum BarrierOutcome: UInt8, Sendable, Hashable, CaseIterable {
  /// It was never reached.
  case untouched
  /// It was reached.
  case touched
}

/// The number of a withdrawal, from 1, in the order of asking.
public struct WithdrawalIdentifier: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The number.
  public let rawValue: UInt64

  /// An identifier by its number.
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// In the order of asking.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// The number.
  public var description: String { "\(rawValue)" }
}

/// What became of a withdrawal.
public enum WithdrawalOutcome: Sendable, Hashable {
  /// It left; `reference` is the transfer's name outside.
  case sent(reference: String)
  /// It did not leave; the money is free again.
  case failed(reason: String)
}

/// One line of an adjustment.
public struct Adjustment: Sendable, Hashable {
  /// Whose balance.
  public let account: AccountName
  /// In what.
  public let asset: Currency
  /// By how much; positive adds.
  public let amount: Amount

  /// A line from its parts.
  public init(account: AccountName, asset: Currency, amount: Amount) {
    self.account = account
    self.asset = asset
    self.amount = amount
  }
}
