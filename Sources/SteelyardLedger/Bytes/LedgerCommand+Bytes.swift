public import SteelyardContracts

extension LedgerCommand {
  /// The command as it is journaled: the form, the identifier, the action.
  public var bytes: [UInt8] {
    var writer = ByteWriter(reserving: 128)
    writer.write(byte: JournalForm.current)
    writer.write(ifPresent: identifier)
    writer.write(action)
    return writer.bytes
  }

  /// The command of journaled bytes.
  ///
  /// - Throws: `corruptData` for bytes that no command has.
  public init(bytes: [UInt8]) throws(SteelyardError) {
    var reader = ByteReader(bytes)
    try JournalForm.check(&reader)
    let identifier: ClientIdentifier? = try reader.readIfPresent()
    self.init(try reader.read(), identifier: identifier)
    try reader.finish()
  }
}

extension LedgerAction: JournaledValue {
  func write(to writer: inout ByteWriter) {
    switch self {
    case .listAsset(let asset):
      writer.write(byte: 0)
      writer.write(asset)
    case .listInstrument(let listing):
      writer.write(byte: 1)
      writer.write(listing)
    case .openAccount(let name, let owner, let mode):
      writer.write(byte: 2)
      writer.write(name)
      writer.write(owner)
      writer.write(mode)
    case .setMarginMode(let name, let mode):
      writer.write(byte: 3)
      writer.write(name)
      writer.write(mode)
    case .placeOrder(let ticket):
      writer.write(byte: 4)
      writer.write(ticket)
    case .amendOrder(let order, let name, let quantity, let price):
      writer.write(byte: 5)
      writer.write(order)
      writer.write(name)
      writer.write(quantity)
      writer.write(ifPresent: price)
    case .cancelOrder(let order, let name):
      writer.write(byte: 6)
      writer.write(order)
      writer.write(name)
    case .reportAnswer(let order, let answer):
      writer.write(byte: 7)
      writer.write(order)
      writer.write(answer)
    case .reportFill(let report):
      writer.write(byte: 8)
      writer.write(report)
    case .bookTrade(let trade):
      writer.write(byte: 9)
      writer.write(trade)
    case .payFunding(let instrument, let price, let rate):
      writer.write(byte: 10)
      writer.write(instrument)
      writer.write(price)
      writer.write(rate)
    case .accrueInterest(let asset, let terms):
      writer.write(byte: 11)
      writer.write(asset)
      writer.write(terms)
    case .settle(let instrument, let price, let barrier):
      writer.write(byte: 12)
      writer.write(instrument)
      writer.write(price)
      writer.write(ifPresent: barrier)
    case .deposit(let name, let asset, let amount):
      writer.write(byte: 13)
      writer.write(name)
      writer.write(asset)
      writer.write(amount)
    case .requestWithdrawal(let name, let asset, let amount, let destination):
      writer.write(byte: 14)
      writer.write(name)
      writer.write(asset)
      writer.write(amount)
      writer.write(destination)
    case .resolveWithdrawal(let withdrawal, let outcome):
      writer.write(byte: 15)
      writer.write(withdrawal)
      writer.write(outcome)
    case .transfer(let from, let to, let asset, let amount):
      writer.write(byte: 16)
      writer.write(from)
      writer.write(to)
      writer.write(asset)
      writer.write(amount)
    case .adjust(let lines, let reason):
      writer.write(byte: 17)
      writer.write(values: lines)
      writer.write(reason)
    case .chargeLiquidationFee(let fee):
      writer.write(byte: 18)
      writer.write(fee)
    case .takeOver(let takeover):
      writer.write(byte: 19)
      writer.write(takeover)
    case .deleverage(let deleveraging):
      writer.write(byte: 20)
      writer.write(deleveraging)
    case .shareLoss(let sharing):
      writer.write(byte: 21)
      writer.write(sharing)
    case .sellShare(let sale):
      writer.write(byte: 30)
      writer.write(sale)
    }
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self =
      switch try reader.readByte() {
      case 0: .listAsset(try reader.read())
      case 1: .listInstrument(try reader.read())
      case 2: .openAccount(try reader.read(), owner: try reader.read(), mode: try reader.read())
      case 3: .setMarginMode(try reader.read(), try reader.read())
      case 4: .placeOrder(try reader.read())
      case 5:
        .amendOrder(
          try reader.read(), of: try reader.read(), quantity: try reader.read(),
          price: try reader.readIfPresent())
      case 6: .cancelOrder(try reader.read(), of: try reader.read())
      case 7: .reportAnswer(try reader.read(), try reader.read())
      case 8: .reportFill(try reader.read())
      case 9: .bookTrade(try reader.read())
      case 10: .payFunding(try reader.read(), price: try reader.read(), rate: try reader.read())
      case 11: .accrueInterest(try reader.read(), try reader.read())
      case 12:
        .settle(
          try reader.read(), price: try reader.read(), barrier: try reader.readIfPresent())
      case 13: .deposit(try reader.read(), try reader.read(), try reader.read())
      case 14:
        .requestWithdrawal(
          try reader.read(), try reader.read(), try reader.read(),
          destination: try reader.readString())
      case 15: .resolveWithdrawal(try reader.read(), try reader.read())
      case 16:
        .transfer(
          from: try reader.read(), to: try reader.read(), try reader.read(), try reader.read())
      case 17: .adjust(try reader.readValues(), reason: try reader.readString())
      case 18: .chargeLiquidationFee(try reader.read())
      case 19: .takeOver(try reader.read())
      case 20: .deleverage(try reader.read())
      case 21: .shareLoss(try reader.read())
      case 30: .sellShare(try reader.read())
      case let other: throw reader.corrupt("\(other) is no kind of command")
      }
  }
}

extension InterestTerms: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(curve.minimum)
    writer.write(curve.slopeBelow)
    writer.write(curve.slopeAbove)
    writer.write(curve.optimum)
    writer.write(fundShare)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self = try reader.readChecked { reader throws(SteelyardError) in
      let curve = try BorrowCurve(
        minimum: try reader.readAmount(), slopeBelow: try reader.readAmount(),
        slopeAbove: try reader.readAmount(), optimum: try reader.readAmount())
      return try InterestTerms(curve: curve, fundShare: try reader.readAmount())
    }
  }
}

extension WithdrawalOutcome: JournaledValue {
  func write(to writer: inout ByteWriter) {
    switch self {
    case .sent(let reference):
      writer.write(byte: 0)
      writer.write(reference)
    case .failed(let reason):
      writer.write(byte: 1)
      writer.write(reason)
    }
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self =
      switch try reader.readByte() {
      case 0: .sent(reference: try reader.readString())
      case 1: .failed(reason: try reader.readString())
      case let other: throw reader.corrupt("\(other) is no outcome of a withdrawal")
      }
  }
}

extension Adjustment: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(account)
    writer.write(asset)
    writer.write(amount)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(
      account: try reader.read(), asset: try reader.read(), amount: try reader.readAmount())
  }
}
