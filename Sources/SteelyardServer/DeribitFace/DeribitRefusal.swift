import SteelyardContracts

/// Why a call is not answered, in Deribit's numbers.
///
/// - Source: docs.deribit.com, "RPC error codes".
struct DeribitRefusal: Error, Hashable {
  /// Deribit's number.
  let code: Int
  /// Deribit's word for the number.
  let message: String
  /// What is wrong, for people; nil where the word says it.
  let reason: String?
  /// The parameter that it is about.
  let parameter: String?
  /// The status over HTTP.
  let status: Status

  init(
    _ code: Int, _ message: String, reason: String? = nil, parameter: String? = nil,
    status: Status = .badRequest
  ) {
    self.code = code
    self.message = message
    self.reason = reason
    self.parameter = parameter
    self.status = status
  }

  /// A parameter is missing or can't be.
  static func parameter(_ name: String, _ reason: String) -> DeribitRefusal {
    DeribitRefusal(-32602, "Invalid params", reason: reason, parameter: name)
  }

  /// There is no such method here.
  static func method(_ name: String) -> DeribitRefusal {
    DeribitRefusal(-32601, "Method not found", reason: "\"\(name.prefix(80))\" is not served here")
  }

  /// What came is no call.
  static func request(_ reason: String) -> DeribitRefusal {
    DeribitRefusal(-32600, "Invalid Request", reason: reason)
  }

  /// What came is no JSON.
  static func parse(_ reason: String) -> DeribitRefusal {
    DeribitRefusal(-32700, "Parse error", reason: reason)
  }

  /// Nobody is known to ask.
  static func unauthorised(_ reason: String) -> DeribitRefusal {
    DeribitRefusal(13009, "unauthorized", reason: reason)
  }

  /// There is no such instrument.
  static func instrument(_ name: String) -> DeribitRefusal {
    DeribitRefusal(
      -32602, "Invalid params", reason: "instrument \"\(name.prefix(60))\" not found",
      parameter: "instrument_name")
  }

  /// An error of the library, about a parameter where one is known.
  init(_ error: SteelyardError, parameter: String? = nil) {
    let reason = [error.message, error.remedy].filter { !$0.isEmpty }.joined(separator: " ")
    switch error.code {
    case .invalidInput, .limitExceeded, .notApplicable:
      self.init(-32602, "Invalid params", reason: reason, parameter: parameter)
    case .notFound: self.init(13020, "not_found", reason: reason, parameter: parameter)
    case .unauthorised: self.init(13021, "forbidden", reason: reason)
    case .missingMarketData, .staleMarketData, .unavailable, .notAllowed:
      self.init(10040, "retry", reason: reason, status: .unavailable)
    case .unsupported: self.init(10033, "not_implemented", reason: reason, parameter: parameter)
    case .insufficientFunds, .insufficientMargin:
      self.init(10009, "not_enough_funds", reason: reason)
    case .conflict, .noConvergence, .arbitrage: self.init(10001, "error", reason: reason)
    case .corruptData:
      self.init(-32603, "Internal error", reason: reason, status: .internalError)
    }
  }

  /// A problem of the door: no credentials, bad ones, too many attempts.
  init(_ problem: Problem) {
    let reason = "\(problem.detail) \(problem.remedy)"
    switch problem.status.code {
    case 401: self.init(13009, "unauthorized", reason: reason)
    case 403: self.init(13021, "forbidden", reason: reason)
    case 404: self.init(13020, "not_found", reason: reason)
    case 429: self.init(10028, "too_many_requests", reason: reason, status: .tooManyRequests)
    case 503: self.init(10040, "retry", reason: reason, status: .unavailable)
    default: self.init(10001, "error", reason: reason)
    }
  }
}
