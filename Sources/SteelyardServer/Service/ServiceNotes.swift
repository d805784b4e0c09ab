import SteelyardContracts
import SteelyardEngine

/// What clerk and execution have to tell, as lines of the log.
struct ServiceNotes: Sendable {
  let log: Log

  /// Tells what the clerk has met.
  func clerk(_ note: MarketClerk.Note) {
    switch note {
    case .refused(let error):
      log.write(
        .warning, "clerk refused",
        [
          "code": .text(error.code.rawValue), "reason": .text(error.message),
          "about": .text(error.subject.description),
        ])
    case .awaitsDelivery(let instruments):
      log.write(.warning, "no delivery price", ServiceNotes.naming(instruments))
    case .unknownTerms(let instruments):
      log.write(.warning, "unknown contract terms", ServiceNotes.naming(instruments))
    }
  }

  /// Tells what execution has met.
  func desk(_ note: ExecutionDesk.Note) {
    switch note {
    case .notSent(let instruction, let error):
      log.write(
        .warning, "order not sent",
        ["order": .text("\(instruction.order)"), "reason": .text(error.message)])
    case .unbooked(let report, let error):
      log.write(
        .error, "fill not booked",
        ["order": .text("\(report.order)"), "reason": .text(error.message)])
    case .stopped(let error):
      log.write(.error, "execution stopped", ["reason": .text(error.message)])
    }
  }

  /// Tells what the liquidator has met.
  func liquidator(_ note: Liquidator.Note) {
    switch note {
    case .refused(let account, let error):
      // A step that the state has moved past is looked at again; it is no fault.
      log.write(
        error.code == .conflict ? .debug : .warning, "liquidation step refused",
        [
          "account": .text(account.description), "code": .text(error.code.rawValue),
          "reason": .text(error.message),
        ])
    }
  }

  /// Tells what the strategist has met.
  func strategist(_ note: Strategist.Note) {
    switch note {
    case .refused(let account, let error):
      // A step that the state or the market has moved past is looked at again; it is no fault.
      log.write(
        error.code == .conflict ? .debug : .warning, "strategy step refused",
        [
          "account": .text(account.description), "code": .text(error.code.rawValue),
          "reason": .text(error.message),
        ])
    }
  }

  private static func naming(
    _ instruments: [Instrument]
  ) -> KeyValuePairs<String, LogValue> {
    [
      "count": .integer(instruments.count),
      "first": .text(instruments.first?.description ?? ""),
    ]
  }
}
