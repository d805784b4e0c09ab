import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardMargin
import SteelyardScenarios

extension HouseStressDesk.Question {
  /// What a call asks the house to be shocked with.
  ///
  /// - Throws: `invalidInput` for an event that the library has not, for no shock, two, or one that is none.
  init(_ body: APIBody) throws(SteelyardError) {
    shock = try MarketShock(eventOrShock: body)
    order = try body.choice("order", HouseStress.Order.self, standard: .pnl)
    limit = Int(try body.optionalCount("limit") ?? 100)
    guard (1...HouseStressSchemas.limitMax).contains(limit) else {
      throw SteelyardError(
        .invalidInput, "\(limit) accounts are asked for.",
        remedy: "Ask for 1 to \(HouseStressSchemas.limitMax).",
        subject: .place(file: "body", row: nil, field: "limit"))
    }
  }
}

extension MarketShock {
  /// The shock of a body that names an event of the library, or has one of its own.
  ///
  /// - Throws: `invalidInput` for an event that the library has not, for none or both.
  init(eventOrShock body: APIBody) throws(SteelyardError) {
    let event = body.root.present("event")
    let own = body.root.present("shock")
    switch (event, own) {
    case (let event?, nil):
      self.init(
        try event.at(try event.string()) { text throws(SteelyardError) in
          try EventLibrary.embedded().event(named: text)
        })
    case (nil, let own?): self = try StressBody.shock(own)
    default:
      throw SteelyardError(
        .invalidInput,
        event == nil ? "No shock is asked for." : "An event and a shock are asked for at once.",
        remedy: "Give event, or shock with a label and what coins do.",
        subject: .place(file: "body", row: nil, field: event == nil ? "event" : "shock"))
    }
  }
}
