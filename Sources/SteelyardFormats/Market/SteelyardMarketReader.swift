import SteelyardContracts
import SteelyardMarket

/// Reads Steelyard's own market file; `MarketFile.json` writes it.
enum SteelyardMarketReader {
  /// The members that version 1 has; others are refused, so that nothing is dropped unseen.
  private static let members: Set<String> = [
    "steelyard", "version", "time", "observations", "expiries", "indices", "asset_prices",
  ]

  static func read(_ document: JSONDocument) throws(SteelyardError) -> MarketFile {
    let root = document.root
    try SteelyardHeader.check(root, kind: "market", members: members)
    let time = try instant(root.required("time"))
    var file = MarketFile(name: document.input.name, format: .steelyard, time: time)
    var rowOfInstrument: [Instrument: Int] = [:]
    for (index, element) in try root.required("observations").elements().enumerated() {
      do throws(SteelyardError) {
        let observation = try observation(element)
        let instrument = observation.instrument
        if let earlier = rowOfInstrument[instrument] {
          throw try element.required("instrument").error(
            "\(instrument) stands in row \(earlier) already.", remedy: "Remove one of the two.")
        }
        rowOfInstrument[instrument] = index + 1
        if let crossing = ObservationCheck.crossing(observation, element.subject(ofMember: "bid")) {
          file.warn(crossing)
        }
        file.observations.append(observation)
      } catch {
        if let name = try? element.required("instrument").string(),
          let instrument = try? InstrumentNaming.steelyard.instrument(named: name)
        {
          file.problemOfInstrument[instrument] = error
        }
        try file.refuse(error)
      }
    }
    if let expiries = root.present("expiries") {
      for element in try expiries.elements() {
        do throws(SteelyardError) {
          file.expiries.append(try SteelyardPublishedReader.expiry(element))
        } catch {
          try file.refuse(error)
        }
      }
    }
    if let indices = root.present("indices") {
      for element in try indices.elements() {
        do throws(SteelyardError) {
          file.indices.append(try SteelyardPublishedReader.index(element))
        } catch {
          try file.refuse(error)
        }
      }
    }
    for element in try root.required("asset_prices").elements() {
      do throws(SteelyardError) {
        file.assetPrices.append(try assetPrice(element))
      } catch {
        try file.refuse(error)
      }
    }
    return file
  }

  private static func observation(
    _ value: JSONValue
  ) throws(SteelyardError) -> InstrumentObservation {
    let name = try value.required("instrument")
    let instrument = try name.at(name.string()) { text throws(SteelyardError) in
      try InstrumentNaming.steelyard.instrument(named: text)
    }
    let time = try instant(value.required("time"))
    if let problem = ObservationCheck.expiryProblem(instrument, at: time, name.subject) {
      throw problem
    }
    var observation = InstrumentObservation(
      instrument: instrument, time: time, origin: try origin(value))
    observation.markPrice = try number(
      value.present("mark_price"), instrument.isOption ? .price : .positivePrice)
    observation.stableMarkPrice = try number(
      value.present("stable_mark"), instrument.isOption ? .price : .positivePrice)
    observation.markVolatility = try number(value.present("mark_volatility"), .volatility)
    observation.bid = try quote(value.present("bid"))
    observation.ask = try quote(value.present("ask"))
    observation.underlyingPrice = try number(value.present("underlying_price"), .positivePrice)
    observation.underlyingPriceSource = try underlyingPriceSource(
      value.present("underlying_price_source"))
    observation.indexPrice = try number(value.present("index_price"), .positivePrice)
    observation.interestRate = try number(value.present("interest_rate"), .rate)
    observation.openInterest = try number(value.present("open_interest"), .amount)
    observation.volume = try number(value.present("volume"), .amount)
    observation.confidence = try confidence(value.present("confidence"))
    observation.settlementAverage = try settlementAverage(value)
    return observation
  }

  static func origin(
    _ value: JSONValue
  ) throws(SteelyardError) -> InstrumentObservation.Origin {
    let origin = try value.required("origin")
    let row = try origin.required("row").integer()
    return .init(file: try origin.required("file").string(), row: Int(row))
  }

  static func settlementAverage(
    _ value: JSONValue
  ) throws(SteelyardError) -> InstrumentObservation.SettlementAverage? {
    guard let average = value.present("settlement_average") else { return nil }
    return .init(
      average: try requiredNumber(average.required("average"), .positivePrice),
      elapsed: try requiredNumber(average.required("elapsed"), .share))
  }

  private static func assetPrice(_ value: JSONValue) throws(SteelyardError) -> AssetPrice {
    let asset = try value.required("asset")
    let price = try value.required("price_usd")
    return AssetPrice(
      asset: try asset.at(asset.string()) { text throws(SteelyardError) in try Currency(text) },
      priceUSD: try requiredNumber(price, .positivePrice),
      source: try value.required("source").string(),
      confidence: try confidence(value.present("confidence")),
      stablePriceUSD: try number(value.present("stable_price_usd"), .positivePrice))
  }

  private static func quote(
    _ value: JSONValue?
  ) throws(SteelyardError) -> InstrumentObservation.Quote? {
    guard let value else { return nil }
    return .init(
      price: try requiredNumber(value.required("price"), .price),
      amount: try number(value.present("amount"), .amount),
      volatility: try number(value.present("volatility"), .volatility))
  }

  private static func underlyingPriceSource(
    _ value: JSONValue?
  ) throws(SteelyardError) -> InstrumentObservation.UnderlyingPriceSource? {
    guard let value else { return nil }
    let kind = try value.required("kind")
    switch try kind.string() {
    case "index": return .index
    case "future": return .future(try value.required("name").string())
    case "synthetic": return .synthetic(try value.required("name").string())
    default:
      throw kind.error(
        "\"\(kind.text.prefix(40))\" is no source of a forward.",
        remedy: "Write future, synthetic or index.")
    }
  }

  static func instant(_ value: JSONValue) throws(SteelyardError) -> Timestamp {
    try value.at(value.string()) { text throws(SteelyardError) in try Timestamp(parsing: text) }
  }

  /// A confidence, exactly; digits after the eighteenth are cut off, which makes it no surer.
  static func confidence(_ value: JSONValue?) throws(SteelyardError) -> Amount? {
    guard let value else { return nil }
    let confidence = try value.amount(.down)
    guard !confidence.isNegative, confidence <= .one else {
      throw value.error(
        "The confidence \(confidence) is not a share from 0 to 1.",
        remedy: "Correct it, or leave the field empty.")
    }
    return confidence
  }

  static func number(
    _ value: JSONValue?, _ rule: ObservationCheck.Rule
  ) throws(SteelyardError) -> Double? {
    guard let value else { return nil }
    return try requiredNumber(value, rule)
  }

  static func requiredNumber(
    _ value: JSONValue, _ rule: ObservationCheck.Rule
  ) throws(SteelyardError) -> Double {
    try ObservationCheck.checked(value.number(), rule, text: value.text, value.subject)
  }
}
