public import SteelyardContracts
import SteelyardLedger

/// How the positions that the insurance fund took over are traded away: part of the engine's state.
///
/// From its first position until it holds none the fund goes through one course, which is a liquidation's state machine
/// with rounds of orders, of the account `house:insurance`. No policy is asked and no margin call stands behind it.
public struct FundReduction: Sendable, Hashable {
  /// What a course says it runs under, where liquidations name their policy.
  public static let policy = "fund"

  /// The course that runs; nil while nothing is traded away.
  public internal(set) var course: LiquidationCase?
  /// How many have begun.
  public internal(set) var begunCount: UInt64 = 0
  /// Rounds that were decided.
  public internal(set) var roundCount: UInt64 = 0
  /// Notional that was decided, in US dollars.
  public internal(set) var notionalUSD = 0.0

  /// Nothing was ever traded away.
  public init() {}

  /// Takes over an event that the course has nothing against.
  mutating func apply(_ event: LiquidationEvent) {
    switch event.kind {
    case .begun(let policy):
      begunCount += 1
      course = LiquidationCase(
        account: event.account, number: event.number, begun: event.time, policy: policy)
    case .ended: course = nil
    case .decided(let round):
      roundCount += 1
      notionalUSD += round.notionalUSD
      course?.apply(event)
    case .legRefused, .stopping, .roundEnded, .held, .resumed, .auctionOpened, .auctionPriced,
      .auctionEnded:
      course?.apply(event)
    }
  }
}

extension FundReduction: EngineFact {
  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(optional: course) { $1.write(to: &$0) }
    writer.write(begunCount)
    writer.write(roundCount)
    writer.write(notionalUSD)
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    self.init()
    course = try reader.readOptional { reader throws(SteelyardError) in
      try LiquidationCase(reading: &reader)
    }
    begunCount = try reader.readUInt64()
    roundCount = try reader.readUInt64()
    notionalUSD = try reader.readFinite()
    guard begunCount > 0, course.map({ $0.account == HouseAccount.insurance.name }) ?? true else {
      throw reader.corrupt("the insurance fund's course is of another account, or of none")
    }
  }
}
