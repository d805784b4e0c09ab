import SteelyardCommandLine
import SteelyardContracts
import SteelyardEngine
import SteelyardFormats

/// Who is asking, and whom: what a page shows after somebody has signed in.
enum SessionOperations {
  static let all: [APIOperation] = [
    .read(
      "/session", "getSession", "The key of the request, and the service that it opens.",
      audience: .everyone, freshness: .untagged, answer: .object(schema), answer)
  ]

  private static let server = APIObject(
    "Server", "The service.",
    [
      .required("version", .text("Its version.")),
      .required("started", .time("When it started to serve.")),
      .required(
        "market",
        .nullable(
          .choice("Where its prices come from.", MarketConfiguration.Kind.allCases.map(\.rawValue)))
      ),
      .required("store", .nullable(.text("What its journal is kept in."))),
    ])

  private static let schema = APIObject(
    "Session", "Who is asking, and whom.",
    [
      .required("key", .text("The key's identifier.")),
      .required("name", .nullable(.text("What its holder calls it."))),
      .required(
        "sees", .nullable(.text("The account that it opens; null for the house: all of them."))),
      .required(
        "scopes",
        .list("What it may be used for.", .choice("A scope.", Scope.allCases.map(\.rawValue)))),
      .required("expires", .nullable(.time("From when on it is refused; null for never."))),
      .required("models", .list("Margin models in use, in their order.", .text("A name."))),
      .required("server", .object(server)),
    ])

  @Sendable private static func answer(_ call: APICall) throws(SteelyardError) -> Response {
    let principal = call.principal
    let standing = call.standing
    let key = standing.keys?.key(principal.key, at: WallClock.now)
    return try .object { writer throws(SteelyardError) in
      writer.field("key", principal.key)
      writer.optional("name", key?.name)
      if case .account(let name) = principal.tenant {
        writer.field("sees", name)
      } else {
        writer.optional("sees", nil as String?)
      }
      try writer.strings("scopes", principal.scopes.map(\.rawValue).sorted())
      writer.optional("expires", key?.expires)
      try writer.strings("models", Set(call.engine.configuration.models.values).sorted())
      try writer.object("server") { writer in
        writer.field("version", CommandLineProgram.version)
        writer.field("started", standing.started)
        writer.optional("market", standing.market)
        writer.optional("store", standing.store)
      }
    }
  }
}
