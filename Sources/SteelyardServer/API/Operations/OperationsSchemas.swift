import SteelyardEngine
import SteelyardFeeds

/// How the service does, and what it has told.
enum OperationsSchemas {
  private static func count(_ what: String) -> APISchema { .nullable(.integer(what)) }
  private static func seconds(_ what: String) -> APISchema { .nullable(.number(what)) }

  private static let feed = APIObject(
    "FeedStanding", "A feed of the market.",
    [
      .required("feed", .text("Its name.")),
      .required("state", .choice("How it stands.", FeedState.allCases.map(\.rawValue))),
      .required("since", .time("Since when, within five seconds, by the service's clock.")),
    ])

  private static let pastCycle = APIObject(
    "PastCycle", "A cycle of risk.",
    [
      .required("time", .time("When it ended.")),
      .required("seconds", .number("From the change to the end of the cycle, in seconds.")),
      .required("frame_seconds", .number("Of it for the frame, in seconds.")),
      .required("evaluated_accounts", .integer("Accounts that were evaluated.")),
    ])

  private static let journal = APIObject(
    "JournalFigures", "The journal.",
    [
      .required("position", .integer("Its last position.")),
      .required(
        "snapshot_position", count("Position of the last snapshot since the start.")),
      .required(
        "commit_seconds",
        .object(
          APIObject(
            "CommitSeconds", "Time to make a batch durable, over the last 512, in seconds.",
            [
              .required("p50", seconds("Half took no longer.")),
              .required("p99", seconds("Of a hundred 99 took no longer.")),
              .required("max", seconds("The longest.")),
            ]))),
      .required("records_per_second", seconds("Records a second within the last minute.")),
      .required("store", .nullable(.text("What it is kept in."))),
    ])

  private static let commands = APIObject(
    "CommandFigures", "Commands since the start.",
    [
      .required("accepted", .integer("Commands that did what they asked for.")),
      .required("refused", .integer("Commands that were refused.")),
      .required("waiting", .integer("Commands that wait for the writer.")),
      .required(
        "seconds",
        .object(
          APIObject(
            "CommandSeconds",
            "Time to the durable answer within the last minute, in seconds; interpolated within its bounds.",
            [
              .required("p50", seconds("Half took no longer.")),
              .required("p99", seconds("Of a hundred 99 took no longer.")),
            ]))),
    ])

  private static let http = APIObject(
    "HTTPFigures", "The server.",
    [
      .required("requests", count("Requests answered since the start.")),
      .required("in_flight", count("Requests that handlers work on now.")),
      .required("connections", count("Connections that are open now.")),
    ])

  private static let stream = APIObject(
    "StreamFigures", "The stream.",
    [
      .required("clients", count("Clients that have said who they are.")),
      .required("subscriptions", count("What they listen to.")),
    ])

  private static let memory = APIObject(
    "MemoryFigures", "The process.",
    [
      .required("resident_bytes", count("Memory that it holds.")),
      .required("heap_bytes", count("Memory of it that is in use.")),
    ])

  private static let market = APIObject(
    "MarketFigures", "The market's data.",
    [
      .required(
        "ages",
        .list(
          "How old the sources of each index are.",
          .object(
            APIObject(
              "MarketAge", "An underlying.",
              [
                .required("underlying", .text("Its name.")),
                .required("seconds", .number("Its age, in seconds.")),
              ])))),
      .required("refused_updates", .integer("Updates that were refused since the start.")),
      .required("problems", .integer("What was left out of the latest frame's market.")),
    ])

  private static let waiting = APIObject(
    "AlertFigures", "Alerts on their way.",
    [
      .required(
        "waiting",
        .list(
          "Subscribers that are told over HTTP.",
          .object(
            APIObject(
              "WaitingAlerts", "A subscriber.",
              [
                .required("subscriber", .text("Its name.")),
                .required("waiting", .integer("Alerts that it is still to be told.")),
                .required("lag_seconds", seconds("Age of the oldest of them.")),
              ]))))
    ])

  static let operations = APIObject(
    "Operations",
    "How the service does; journal, commands, stream, http, memory and alerts are null for keys of accounts.",
    [
      .required("time", .time("Now, by the service's clock.")),
      .required("started", .time("When it started to serve, by the world's clock.")),
      .required("version", .text("Its version.")),
      .required("frame", count("Number of the risk frame; null before the first.")),
      .required("frame_age_seconds", seconds("Its age.")),
      .required("feed", .list("The feeds.", .object(feed))),
      .required("cycle", .nullable(.object(StatusOperations.cycle))),
      .required(
        "cycles", .list("The last cycles, the oldest first.", .object(pastCycle), countMax: 300)),
      .required("market", .object(market)),
      .required("journal", .nullable(.object(journal))),
      .required("commands", .nullable(.object(commands))),
      .required("stream", .nullable(.object(stream))),
      .required("http", .nullable(.object(http))),
      .required("memory", .nullable(.object(memory))),
      .required("alerts", .nullable(.object(waiting))),
    ])

  static let alerts = APIObject(
    "AlertPage", "Alerts that were told, the latest first; the last 2,000 are kept.",
    [
      .required(
        "alerts",
        .list(
          "The alerts.",
          .object(
            APIObject(
              "ToldAlert", "Something that people are told.",
              [
                .required("alert", .text("Its name, the same wherever it is told.")),
                .required("time", .time("When it happened.")),
                .required("position", .integer("Position of the journal's record.")),
                .required(
                  "kind", .choice("What it is about.", Alert.Kind.allCases.map(\.rawValue))),
                .required(
                  "severity", .choice("How urgent.", Alert.Severity.allCases.map(\.rawValue))),
                .required("account", .nullable(.text("Whose; null for nobody's own."))),
                .required("text", .text("What people are told.")),
              ])))),
      .required("next", .nullable(.integer("`before` of the next page; null for the last."))),
    ])
}
