public import SteelyardContracts
public import SteelyardLedger

/// The way to a venue: instructions go in at once, what became of them comes back as reports.
///
/// Whoever makes a port hands it where its reports go; they may come at any later time, from any thread,
/// and for one order in the venue's order. An instruction is identified by its order: the same one
/// handed in twice is carried out once. A port that gets no answer in time reports `overdue`; any later
/// answer resolves it.
public protocol ExecutionPort: Sendable {
  /// Sends an order.
  ///
  /// - Throws: `conflict` where the identifier is another order's, `unavailable` where the venue can't be
  ///   reached: then nothing was sent.
  func submit(_ order: VenueOrder) throws(SteelyardError)

  /// Asks for another total quantity, with the order's sign, and limit.
  ///
  /// - Throws: `unavailable` where the venue can't be reached: then nothing was sent.
  func amend(
    _ order: OrderIdentifier, quantity: Amount, price: Amount?
  ) throws(SteelyardError)

  /// Asks for an order's end.
  ///
  /// - Throws: `unavailable` where the venue can't be reached: then nothing was sent.
  func cancel(_ order: OrderIdentifier) throws(SteelyardError)

  /// Tells of an order that rested at the venue when the process ended, so that its reports are heard again.
  ///
  /// - Parameter filled: What the ledger has booked of it, with its sign.
  /// - Throws: `unavailable` where the venue can't be reached.
  func restore(_ order: VenueOrder, filled: Amount) throws(SteelyardError)
}

/// Where a port's reports go, in order.
public typealias OrderReportSink = @Sendable ([OrderReport]) -> Void

/// An order as a venue sees it; that it only reduces a position has been seen to by the ledger.
public struct VenueOrder: Sendable, Hashable {
  /// Its number in the ledger.
  public let identifier: OrderIdentifier
  /// Whose it is: orders of one account never trade with each other.
  public let account: AccountName
  /// What it is for.
  public let instrument: Instrument
  /// All of it, in `Instrument.quantityCurrency`; to buy is positive, to sell negative; never zero.
  public let quantity: Amount
  /// The limit in `Instrument.priceCurrency`; nil takes what stands there, and the rest is cancelled.
  public let price: Amount?
  /// How it meets the book.
  public let entry: OrderTicket.Entry

  /// An order from its parts.
  ///
  /// - Throws: `invalidInput` for a quantity of zero, a limit that no order may have, and a market order
  ///   that only joins the book.
  public init(
    identifier: OrderIdentifier, account: AccountName, instrument: Instrument, quantity: Amount,
    price: Amount?, entry: OrderTicket.Entry = .any
  ) throws(SteelyardError) {
    _ = try WorkingOrder(instrument: instrument, quantity: quantity, price: price)
    guard price != nil || entry == .any else {
      throw SteelyardError(
        .invalidInput, "A market order can't only join the book.",
        remedy: "Give it a limit, or let it take.",
        subject: .instrument(instrument.description))
    }
    self.identifier = identifier
    self.account = account
    self.instrument = instrument
    self.quantity = quantity
    self.price = price
    self.entry = entry
  }
}

/// What a venue says of an order, at a time; journaled as the ledger's command that it becomes.
public struct OrderReport: Sendable, Hashable {
  /// What it says.
  public enum Content: Sendable, Hashable {
    /// An answer to an order, an amendment or a cancellation, or that it is overdue.
    case answer(VenueAnswer)
    /// A part, or all that was left, was filled.
    case fill(FillReport)
  }

  /// The order.
  public let order: OrderIdentifier
  /// When it was reported.
  public let time: Timestamp
  /// The port's own number, which grows by one: what a receiver drops repetitions by.
  public let number: UInt64
  /// What it says.
  public let content: Content

  /// A report from its parts.
  public init(order: OrderIdentifier, time: Timestamp, number: UInt64, content: Content) {
    self.order = order
    self.time = time
    self.number = number
    self.content = content
  }

  /// What the ledger is asked to book.
  public var action: LedgerAction {
    switch content {
    case .answer(let answer): .reportAnswer(order, answer)
    case .fill(let fill): .reportFill(fill)
    }
  }
}
