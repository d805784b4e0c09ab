public import SteelyardContracts

extension Problem {
  /// The problem that an error of the library is.
  public init(_ error: SteelyardError) {
    self.init(error, status: Problem.status(of: error.code))
  }

  /// The same with a status that says more than the error's code can.
  init(_ error: SteelyardError, status: Status) {
    self.init(
      status, code: error.code.rawValue, error.message,
      remedy: error.remedy, field: Problem.field(of: error.subject),
      headers: Problem.headers(of: error.code))
  }

  /// The problem that any error is: of one that is not ours, callers learn that it happened and no more.
  public init(any error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case let error as SteelyardError: self.init(error)
    default:
      self.init(
        .internalError, code: "internal_error", "The server failed to answer.",
        remedy: "Report it with the instance given here; the server's log says more.")
    }
  }

  /// The status by which each code is answered.
  public static func status(of code: SteelyardError.Code) -> Status {
    switch code {
    case .invalidInput: .badRequest
    case .missingMarketData, .staleMarketData, .unavailable: .unavailable
    case .unsupported, .notApplicable, .noConvergence, .arbitrage: .unprocessable
    case .insufficientFunds, .insufficientMargin: .unprocessable
    case .limitExceeded: .unprocessable
    case .conflict, .notAllowed: .conflict
    case .notFound: .notFound
    case .unauthorised: .forbidden
    case .corruptData: .internalError
    }
  }

  private static func headers(of code: SteelyardError.Code) -> Headers {
    switch code {
    case .missingMarketData, .staleMarketData, .unavailable: Headers(["retry-after": "1"])
    default: Headers()
    }
  }

  private static func field(of subject: SteelyardError.Subject) -> String? {
    switch subject {
    case .call: nil
    case .place(_, _, let field): field
    case .instrument, .account, .scenario: subject.description
    }
  }
}
