public import SteelyardContracts
import SteelyardLedger

extension AuthoredCommand: EngineFact {
  private static let form: UInt8 = 1

  private enum Kind: UInt8 {
    case ledger = 1
    case marginCalls, drawdowns, adopt, propose, rollBack, approve, cancel, advance, limits
    case incidents, liquidation, switchLiquidation, waterfall, mandate
  }

  /// Writes the author and the command.
  public func write(to writer: inout ByteWriter) {
    writer.write(byte: AuthoredCommand.form)
    writer.write(author)
    func kind(_ kind: Kind) { writer.write(byte: kind.rawValue) }
    switch command {
    case .ledger(let command):
      kind(.ledger)
      writer.write(command.bytes)
    case .marginCalls(let events):
      kind(.marginCalls)
      writer.write(list: events) { $1.write(to: &$0) }
    case .drawdowns(let events):
      kind(.drawdowns)
      writer.write(list: events) { $1.write(to: &$0) }
    case .incidents(let events):
      kind(.incidents)
      writer.write(list: events) { $1.write(to: &$0) }
    case .adoptParameters(let model, let file):
      kind(.adopt)
      writer.write(model)
      writer.write(file)
    case .proposeParameters(let proposal):
      kind(.propose)
      writer.write(proposal.model)
      writer.write(proposal.file)
      writer.write(proposal.hash)
      writer.write(proposal.notBefore)
      writer.write(proposal.reason)
      proposal.effect.write(to: &writer)
    case .rollBackParameters(let model, let reason, let effect):
      kind(.rollBack)
      writer.write(model)
      writer.write(reason)
      effect.write(to: &writer)
    case .approveParameters(let change, let effect):
      kind(.approve)
      writer.write(change)
      effect.write(to: &writer)
    case .cancelParameters(let change, let reason):
      kind(.cancel)
      writer.write(change)
      writer.write(reason)
    case .advanceParameters: kind(.advance)
    case .setLimits(let account, let limits, let reason):
      kind(.limits)
      writer.write(optional: account) { $0.write($1) }
      writer.write(optional: limits) { $1.write(to: &$0) }
      writer.write(reason)
    case .liquidation(let event, let call):
      kind(.liquidation)
      event.write(to: &writer)
      writer.write(optional: call) { $1.write(to: &$0) }
    case .switchLiquidation(let account, let position, let reason):
      kind(.switchLiquidation)
      writer.write(optional: account) { $0.write($1) }
      writer.write(named: position)
      writer.write(reason)
    case .waterfall(let ask):
      kind(.waterfall)
      ask.write(to: &writer)
    case .mandate(let ask):
      kind(.mandate)
      ask.write(to: &writer)
    }
  }

  /// Reads what `write(to:)` wrote.
  ///
  /// - Throws: `corruptData` for anything else.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    guard try reader.readByte() == AuthoredCommand.form else {
      throw reader.corrupt("a command has a form that this version does not know")
    }
    author = try reader.readString()
    guard let kind = Kind(rawValue: try reader.readByte()) else {
      throw reader.corrupt("a command is of no known kind")
    }
    switch kind {
    case .ledger: command = .ledger(try LedgerCommand(bytes: try reader.readBytes()))
    case .marginCalls:
      command = .marginCalls(
        try reader.readList { reader throws(SteelyardError) in
          try MarginCallEvent(reading: &reader)
        })
    case .drawdowns:
      command = .drawdowns(
        try reader.readList { reader throws(SteelyardError) in
          try DrawdownEvent(reading: &reader)
        })
    case .incidents:
      command = .incidents(
        try reader.readList { reader throws(SteelyardError) in
          try IncidentEvent(reading: &reader)
        })
    case .adopt:
      command = .adoptParameters(model: try reader.readString(), file: try reader.readBytes())
    case .propose:
      command = .proposeParameters(
        ParameterProposal(
          model: try reader.readString(), file: try reader.readBytes(),
          hash: try reader.readString(), notBefore: try reader.readTimestamp(),
          reason: try reader.readString(), effect: try ParameterEffect(reading: &reader)))
    case .rollBack:
      command = .rollBackParameters(
        model: try reader.readString(), reason: try reader.readString(),
        effect: try ParameterEffect(reading: &reader))
    case .approve:
      command = .approveParameters(
        change: try reader.readInt(), effect: try ParameterEffect(reading: &reader))
    case .cancel:
      command = .cancelParameters(change: try reader.readInt(), reason: try reader.readString())
    case .advance: command = .advanceParameters
    case .limits:
      command = .setLimits(
        account: try reader.readOptional { reader throws(SteelyardError) in
          try reader.readAccountName()
        },
        limits: try reader.readOptional { reader throws(SteelyardError) in
          try AccountLimits(reading: &reader)
        }, reason: try reader.readString())
    case .liquidation:
      command = .liquidation(
        try LiquidationEvent(reading: &reader),
        call: try reader.readOptional { reader throws(SteelyardError) in
          try MarginCallEvent(reading: &reader)
        })
    case .switchLiquidation:
      command = .switchLiquidation(
        account: try reader.readOptional { reader throws(SteelyardError) in
          try reader.readAccountName()
        },
        position: try reader.readNamed(LiquidationSwitch.Position.self),
        reason: try reader.readString())
    case .waterfall: command = .waterfall(try WaterfallAsk(reading: &reader))
    case .mandate: command = .mandate(try MandateAsk(reading: &reader))
    }
  }
}
