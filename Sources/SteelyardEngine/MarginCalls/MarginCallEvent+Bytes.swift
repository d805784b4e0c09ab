public import SteelyardContracts
import SteelyardMargin

extension MarginCallEvent {
  private enum KindName: String {
    case transition, reminder, held, resumed
    case causeChanged = "cause_changed"
  }

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(account)
    writer.write(time)
    writer.write(frame)
    switch kind {
    case .transition(let from):
      writer.write(named: KindName.transition)
      writer.write(named: from)
    case .reminder: writer.write(named: KindName.reminder)
    case .held: writer.write(named: KindName.held)
    case .resumed: writer.write(named: KindName.resumed)
    case .causeChanged: writer.write(named: KindName.causeChanged)
    }
    state.write(to: &writer)
    writer.write(optional: hold) { $1.write(to: &$0) }
    writer.write(named: level)
    figures.write(to: &writer)
    thresholds.write(to: &writer)
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    account = try reader.readAccountName()
    time = try reader.readTimestamp()
    frame = try reader.readUInt64()
    switch try reader.readNamed(KindName.self) {
    case .transition:
      kind = .transition(from: try reader.readNamed(MarginCallState.Name.self))
    case .reminder: kind = .reminder
    case .held: kind = .held
    case .resumed: kind = .resumed
    case .causeChanged: kind = .causeChanged
    }
    state = try MarginCallState(reading: &reader)
    hold = try reader.readOptional { reader throws(SteelyardError) in
      try MarginCallHold(reading: &reader)
    }
    level = try reader.readNamed(HealthLevel.self)
    figures = try AccountFigures(reading: &reader)
    thresholds = try MarginCallThresholds(reading: &reader)
  }
}

extension AccountFigures {
  func write(to writer: inout ByteWriter) {
    for number in [
      equity, initialCountedEquity, maintenanceCountedEquity, initialMargin, maintenanceMargin,
    ] { writer.write(number) }
    writer.write(isComplete)
  }

  /// Figures that are not finite are read as they were written: they are why an account was on hold.
  init(reading reader: inout ByteReader) throws(SteelyardError) {
    self.init()
    equity = try reader.readDouble()
    initialCountedEquity = try reader.readDouble()
    maintenanceCountedEquity = try reader.readDouble()
    initialMargin = try reader.readDouble()
    maintenanceMargin = try reader.readDouble()
    isComplete = try reader.readBool()
  }
}
