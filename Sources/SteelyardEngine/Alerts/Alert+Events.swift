import SteelyardContracts
import SteelyardMargin

extension Alert {
  /// The alert of a margin-call event.
  public init(_ event: MarginCallEvent, sequence: UInt64) {
    let (kind, severity) = Alert.rank(of: event)
    var fields = [
      Field("state", .text(event.state.name.rawValue)), Field("level", .text(event.level.rawValue)),
      Field("frame", .number(Double(event.frame))),
    ]
    let numbers = [
      ("equity_usd", event.figures.equity),
      ("initial_counted_equity_usd", event.figures.initialCountedEquity),
      ("initial_margin_usd", event.figures.initialMargin),
      ("maintenance_counted_equity_usd", event.figures.maintenanceCountedEquity),
      ("maintenance_margin_usd", event.figures.maintenanceMargin), ("cure_usd", event.cureUSD),
    ]
    fields += numbers.filter { $0.1.isFinite }.map { Field($0.0, .number($0.1)) }
    if let deadline = event.state.deadline { fields.append(Field("deadline", .time(deadline))) }
    if let hold = event.hold { fields.append(Field("hold", .text(hold.reason.rawValue))) }
    self.init(
      kind: kind, severity: severity, account: event.account, sequence: sequence, time: event.time,
      text: event.explanation, fields: fields)
  }

  /// The alert of a step of a governed change; nil for a single consent, which changes nothing yet.
  public init?(_ event: GovernanceEvent, sequence: UInt64) {
    let severity: Severity
    var fields: [Field] = []
    switch event.kind {
    case .adopted(let version):
      severity = .info
      fields = [Field("model", .text(version.model)), Field("hash", .text(version.hash))]
    case .approved: return nil
    case .proposed(let change):
      severity = .info
      fields = [
        Field("change", .number(Double(change.number))), Field("model", .text(change.model)),
        Field("hash", .text(change.hash)),
        Field("largest_fall_share", .number(change.effect.largestFallShare)),
        Field("largest_rise_share", .number(change.effect.largestRiseShare)),
      ]
    case .scheduled(let change, let effectiveAt, _):
      severity = .warning
      fields = [
        Field("change", .number(Double(change))), Field("effective_at", .time(effectiveAt)),
      ]
    case .cameIntoForce(let version):
      severity = .warning
      fields = [
        Field("model", .text(version.model)), Field("version", .number(Double(version.number))),
        Field("hash", .text(version.hash)),
      ]
    case .cancelled(let change, _, _), .expired(let change):
      severity = .info
      fields = [Field("change", .number(Double(change)))]
    }
    self.init(
      kind: .parameters, severity: severity, account: nil, sequence: sequence, time: event.time,
      text: event.explanation, fields: fields)
  }

  /// The alert of a drawdown event; nil where only a high-water mark moved.
  public init?(_ event: DrawdownEvent, sequence: UInt64) {
    guard event.isNotice else { return nil }
    let severity: Severity =
      switch event.stage {
      case .within: .info
      case .half: .warning
      case .near, .exhausted: .critical
      }
    self.init(
      kind: .drawdown, severity: severity, account: event.account, sequence: sequence,
      time: event.time, text: event.explanation,
      fields: [
        Field("stage", .text(event.stage.rawValue)), Field("frame", .number(Double(event.frame))),
        Field("high_water_usd", .number(event.highWaterUSD)),
        Field("equity_usd", .number(event.equityUSD)),
        Field("budget_usd", .number(event.budgetUSD)),
      ])
  }

  /// The alert of an incident.
  public init(_ event: IncidentEvent, sequence: UInt64) {
    let (kind, severity): (Kind, Severity) =
      switch event.subject {
      case .limit: (.limits, .warning)
      case .oracle: (.oracle, .critical)
      case .feed: (.feed, .warning)
      case .takeOver: (.liquidation, .critical)
      }
    self.init(
      kind: kind, severity: event.kind == .ended ? .info : severity, account: event.account,
      sequence: sequence, time: event.time, text: event.explanation,
      fields: [
        Field("event", .text(event.kind.rawValue)),
        Field(event.subject.name.rawValue, .text(event.subject.text)),
        Field("since", .time(event.since)), Field("frame", .number(Double(event.frame))),
      ])
  }

  /// The alert of a liquidation that is frozen or goes on, and of an auction; nil of steps that margin calls, incidents and switches tell
  /// of, or that are no news for people.
  public init?(_ event: LiquidationEvent, sequence: UInt64) {
    var kind = Kind.liquidation
    var severity = Severity.warning
    var fields: [Field] = []
    switch event.kind {
    case .auctionOpened(let auction):
      kind = .auction
      fields = [
        Field("auction", .text(auction.kind.rawValue)), Field("asset", .text(auction.asset.code)),
      ]
      if let offer = auction.offer {
        fields += [
          Field("price", .text(offer.price.description)),
          Field("largest_share", .text(offer.largestShare.description)),
        ]
      }
    case .auctionEnded(let end):
      kind = .auction
      severity = .info
      fields = [Field("end", .text(end.rawValue))]
    case .held(let hold) where hold.reason.isFreeze || hold.reason == .noDecision: break
    case .begun, .decided, .legRefused, .stopping, .roundEnded, .held, .resumed, .ended,
      .auctionPriced:
      return nil
    }
    self.init(
      kind: kind, severity: severity, account: kind == .auction ? nil : event.account,
      sequence: sequence, time: event.time, text: event.explanation,
      fields: [
        Field("event", .text(event.kind.name.rawValue)),
        Field("liquidation", .number(Double(event.number))),
        Field("frame", .number(Double(event.frame))),
      ] + fields)
  }

  /// The alert of somebody who stopped liquidations, or let them go on.
  public init(_ change: LiquidationSwitch, sequence: UInt64) {
    self.init(
      kind: .liquidation, severity: change.position == .stopped ? .critical : .warning,
      account: change.account, sequence: sequence, time: change.time, text: change.explanation,
      fields: [
        Field("position", .text(change.position.rawValue)), Field("author", .text(change.author)),
      ])
  }

  private static func rank(of event: MarginCallEvent) -> (Kind, Severity) {
    switch event.kind {
    case .held, .resumed: return (.marginHold, .info)
    case .transition, .reminder, .causeChanged: break
    }
    switch event.state {
    case .healthy, .recovering: return (.recovery, .info)
    case .warned: return (.marginWarning, .warning)
    case .called: return (.marginCall, .critical)
    case .handedOver, .inLiquidation: return (.liquidation, .critical)
    }
  }
}

extension PublishedRecord {
  /// What people should be told of the record, in order.
  ///
  /// An alert's sequence is the record's position times `Alert.perRecordMax`, plus the event's place in it.
  public var alerts: [Alert] {
    var alerts: [Alert] = []
    for (place, event) in events.enumerated().prefix(Alert.perRecordMax) {
      let sequence = UInt64(position) * UInt64(Alert.perRecordMax) + UInt64(place)
      switch event {
      case .marginCall(let event): alerts.append(Alert(event, sequence: sequence))
      case .governance(let event):
        if let alert = Alert(event, sequence: sequence) { alerts.append(alert) }
      case .drawdown(let event):
        if let alert = Alert(event, sequence: sequence) { alerts.append(alert) }
      case .incident(let event): alerts.append(Alert(event, sequence: sequence))
      case .liquidation(let event):
        if let alert = Alert(event, sequence: sequence) { alerts.append(alert) }
      case .liquidationSwitch(let change): alerts.append(Alert(change, sequence: sequence))
      case .waterfall(let event):
        // It is the last of its record: what follows is free for those whom it concerns.
        let places = Alert.perRecordMax - place
        alerts += Alert.alerts(of: event, sequence: sequence).prefix(places)
      case .mandate(let event):
        if let alert = Alert(event, sequence: sequence) { alerts.append(alert) }
      case .mandateSwitch(let change): alerts.append(Alert(change, sequence: sequence))
      case .ledger, .admission, .limits: break
      }
    }
    return alerts
  }
}
