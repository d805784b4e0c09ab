import SteelyardContracts
public import SteelyardEngine
import SteelyardFormats

/// The API under `/api/v1`, and its description.
public struct APIRoutes {
  private let engine: Engine
  private let olderRecords: ServiceRoutes.RecordSource?
  private let standing: ServiceStanding
  private let desk: AccountDesk
  private let desks: WorkDesks

  /// The API over an engine.
  ///
  /// - Parameters:
  ///   - olderRecords: Where records are read that are only in the journal's file any more; without it they are answered
  ///     503.
  ///   - desk: Who answers what is asked about accounts; nil for a desk that keeps nothing from before.
  public init(
    engine: Engine, olderRecords: ServiceRoutes.RecordSource?, desk: AccountDesk? = nil
  ) {
    self.init(
      engine: engine, olderRecords: olderRecords, standing: ServiceStanding(engine),
      desk: desk ?? AccountDesk(engine), desks: WorkDesks(engine))
  }

  /// The same with what the service knows of itself and desks that somebody else keeps.
  package init(
    engine: Engine, olderRecords: ServiceRoutes.RecordSource?, standing: ServiceStanding,
    desk: AccountDesk, desks: WorkDesks
  ) {
    self.engine = engine
    self.olderRecords = olderRecords
    self.standing = standing
    self.desk = desk
    self.desks = desks
  }

  /// Where all of it stands.
  static let prefix = "/api/v1"

  /// Every operation, in the order of the description.
  static let operations: [APIOperation] =
    StatusOperations.all + SessionOperations.all + OperationsOperations.all
    + BookOperations.all + AccountOperations.all + RiskOperations.all
    + ProfileOperations.all + ComparisonOperations.all + HedgeOperations.all
    + OrderOperations.all + HouseStressOperations.all + JobOperations.all
    + MoneyOperations.all + LimitOperations.all + LiquidationOperations.all
    + WaterfallOperations.all + StrategyOperations.all + MarketOperations.all
    + ChainOperations.all + TermStructureOperations.all + SmileOperations.all
    + ParameterOperations.all + ModelOperations.all + EventOperations.all

  /// The routes.
  public var routes: [Route] {
    let description = APIDescription(APIRoutes.operations).text
    return APIRoutes.operations.map(route)
      + [
        Route(
          .get, APIRoutes.prefix + "/openapi.json", access: .open,
          .inline { _ in .json(description) })
      ]
  }

  private func route(_ operation: APIOperation) -> Route {
    let call: @Sendable (Request) -> APICall = {
      [engine, olderRecords, standing, desk, desks] request in
      guard let principal = request.principal else {
        preconditionFailure("A route with a key has a principal.")
      }
      return APICall(
        request: request, operation: operation, principal: principal, engine: engine,
        olderRecords: olderRecords, standing: standing, desk: desk, desks: desks)
    }
    return Route(
      operation.method, APIRoutes.prefix + operation.path, access: .key(operation.scope),
      reads: operation.body == nil ? [] : ["application/json"],
      operation.brief == nil
        ? .task { request in try await call(request).response() }
        : .brief(
          { request in try call(request).briefResponse() },
          otherwise: { request in try await call(request).response() }))
  }
}

extension APICall {
  /// Checks who asks and for what, and answers.
  func response() async throws -> Response {
    try checkAudience()
    try checkQuery()
    guard operation.freshness == .tagged else { return try await handled() }
    let tag = entityTag
    if request.knows(tag) { return tagged(Response(.notModified), tag) }
    return tagged(try await handled(), tag)
  }

  /// The answer to a call that the operation sees to be brief; nil where it is to be made in a task.
  func briefResponse() throws -> Response? {
    guard let brief = operation.brief else { return nil }
    try checkAudience()
    try checkQuery()
    do { return try brief(self) } catch { throw APICall.refusal(error) }
  }

  /// What the handler answers.
  private func handled() async throws -> Response {
    do { return try await operation.handler(self) } catch { throw APICall.refusal(error) }
  }

  /// A call that is as described and means nothing possible is 422; 400 is left to what is not as described, which the
  /// caller's program can find out by itself.
  private static func refusal(_ error: any Error) -> any Error {
    guard let error = error as? SteelyardError, error.code == .invalidInput else { return error }
    switch error.subject {
    case .place("query", _, _), .place("header", _, _): return error
    default: return Problem(error, status: .unprocessable)
    }
  }

  /// - Throws: `notFound` for another tenant's account, `unauthorised` for what is the house's.
  private func checkAudience() throws(SteelyardError) {
    switch operation.audience {
    case .everyone: return
    case .account:
      let name: AccountName
      do throws(SteelyardError) { name = try request.account() } catch {
        // A text that cannot be a name is nobody's account.
        throw SteelyardError(
          .notFound, error.message, remedy: error.remedy,
          subject: .place(file: "path", row: nil, field: "account"))
      }
      try principal.require(operation.scope, name)
    case .house:
      guard principal.tenant == .house else {
        throw SteelyardError(
          .unauthorised, "The key \(principal.key) is an account's, and this is the house's.",
          remedy: "Ask the house.")
      }
    }
  }

  /// Frame and position, of what is committed and of the last cycle: what every tagged answer stands on.
  private var entityTag: String {
    let cycle = engine.lastCycle
    let mark = operation.mark.flatMap { $0(self) }.map { "-" + $0 } ?? ""
    return "\"\(engine.frame?.number ?? 0)-\(engine.position)-\(cycle?.frame ?? 0)-"
      + "\(cycle?.position ?? 0)\(mark)\""
  }

  private func tagged(_ response: Response, _ tag: String) -> Response {
    var response = response
    response.headers.set("etag", tag)
    response.headers.set("cache-control", "private, no-cache")
    response.headers.set("vary", "authorization")
    return response
  }
}
