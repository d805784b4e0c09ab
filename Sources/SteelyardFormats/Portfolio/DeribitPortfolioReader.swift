import SteelyardContracts

/// Reads Deribit's `private/get_positions` and `private/get_account_summary(ies)`.
///
/// Sizes are in US dollars for inverse futures and perpetuals and in coins for everything else. A
/// size of zero is a closed position, which Deribit goes on listing: it is passed over.
enum DeribitPortfolioReader {
  static func read(_ document: JSONDocument) throws(SteelyardError) -> PortfolioFile {
    let result = try DeribitAnswer.result(document)
    if let summaries = result.optional("summaries") {
      return try balances(Array(try summaries.elements()), document)
    }
    if result.kind == .object, result.optional("currency") != nil,
      result.optional("balance") != nil
    {
      return try balances([result], document)
    }
    let rows = try DeribitAnswer.rows(document)
    let isPositions = rows.allSatisfy { $0.kind != .object || $0.optional("size") != nil }
    guard isPositions || rows.contains(where: { $0.optional("direction") != nil }) else {
      throw document.input.error(
        "The JSON is in no accepted position format.", remedy: PortfolioFormat.accepted)
    }
    var file = PortfolioFile(name: document.input.name, format: .deribitPositions)
    for (index, row) in rows.enumerated() {
      do throws(SteelyardError) {
        guard let position = try position(row) else { continue }
        try file.add(position, row: index + 1, row.subject(ofMember: "instrument_name"))
      } catch {
        try file.refuse(error)
      }
    }
    return file
  }

  private static func position(_ row: JSONValue) throws(SteelyardError) -> Position? {
    let name = try row.required("instrument_name")
    let text = try name.string()
    let size = try row.required("size")
    let quantity = try size.amount()
    try checkDirection(row, quantity)
    if quantity.isZero { return nil }
    let instrument = try name.at(text) { text throws(SteelyardError) in
      try InstrumentNaming.deribit.instrument(named: text)
    }
    try checkKind(row, instrument)
    let averagePrice = try row.present("average_price").map { value throws(SteelyardError) in
      let price = try value.amount(.halfToEven)
      guard !price.isNegative else {
        throw value.error("The average price \(price) is negative.", remedy: "Correct it.")
      }
      return price
    }
    return Position(instrument: instrument, quantity: quantity, averagePrice: averagePrice)
  }

  private static func checkDirection(
    _ row: JSONValue, _ quantity: Amount
  ) throws(SteelyardError) {
    guard let direction = row.present("direction") else { return }
    let agrees =
      switch try direction.string() {
      case "buy": !quantity.isNegative
      case "sell": quantity.isNegative || quantity.isZero
      case "zero": quantity.isZero
      default: false
      }
    guard agrees else {
      throw direction.error(
        "The direction \"\(direction.text.prefix(20))\" contradicts the size \(quantity).",
        remedy: "Sizes bought are positive, sizes sold negative.")
    }
  }

  private static func checkKind(
    _ row: JSONValue, _ instrument: Instrument
  ) throws(SteelyardError) {
    guard let kind = row.present("kind") else { return }
    let expected =
      switch instrument.product {
      case .spot: "spot"
      case .perpetual, .future: "future"
      case .option, .barrierOption: "option"
      }
    guard try kind.string() == expected else {
      throw kind.error(
        "The kind \"\(kind.text.prefix(20))\" contradicts the name, which says \(expected).",
        remedy: "Correct one of them.")
    }
  }

  private static func balances(
    _ rows: [JSONValue], _ document: JSONDocument
  ) throws(SteelyardError) -> PortfolioFile {
    var file = PortfolioFile(name: document.input.name, format: .deribitAccountSummary)
    for (index, row) in rows.enumerated() {
      do throws(SteelyardError) {
        let code = try row.required("currency")
        let asset = try code.at(code.string()) { text throws(SteelyardError) in
          try Currency(text)
        }
        let amount = try row.required("balance").amount()
        // Deribit lists every currency an account may hold; an empty one holds nothing.
        if amount.isZero { continue }
        try file.add(AssetBalance(asset: asset, amount: amount), row: index + 1, code.subject)
      } catch {
        try file.refuse(error)
      }
    }
    return file
  }
}
