import SteelyardContracts

extension Alert {
  /// The alert of a step of a mandate; nil of those that are no news for people.
  public init?(_ event: MandateEvent, sequence: UInt64) {
    let severity: Severity
    var fields: [Field] = []
    switch event.kind {
    case .looked, .ordered, .closed, .approved: return nil
    case .set, .released, .resumed, .ended, .woke: severity = .info
    case .paused, .closing, .legRefused, .refused: severity = .warning
    case .dropped: severity = .info
    case .decided(let decision):
      severity = decision.isForced ? .critical : decision.stage == .proposed ? .warning : .info
      fields = [
        Field("decision", .number(Double(decision.number))),
        Field("stage", .text(decision.stage.rawValue)),
        Field("notional_usd", .number(decision.notionalUSD)),
      ]
      if decision.stage == .proposed { fields.append(Field("until", .time(decision.until))) }
    case .rested(let rest):
      severity =
        switch rest.reason {
        case .drawdown, .liquidation: .critical
        case .market, .account, .marginCall, .strategy: .warning
        case .past, .expired: .info
        }
      fields = [Field("rest", .text(rest.reason.rawValue))]
    }
    self.init(
      kind: .strategy, severity: severity, account: event.account, sequence: sequence,
      time: event.time, text: event.explanation,
      fields: [
        Field("event", .text(event.kind.name.rawValue)),
        Field("mandate", .number(Double(event.number))),
        Field("frame", .number(Double(event.frame))),
      ] + fields)
  }

  /// The alert of somebody who stopped every strategy, or let them go on.
  public init(_ change: MandateSwitch, sequence: UInt64) {
    self.init(
      kind: .strategy, severity: change.position == .stopped ? .critical : .warning, account: nil,
      sequence: sequence, time: change.time, text: change.explanation,
      fields: [
        Field("position", .text(change.position.rawValue)), Field("author", .text(change.author)),
      ])
  }
}
