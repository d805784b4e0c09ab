/// What the stream counts.
struct StreamMetrics: Sendable {
  let clients: Gauge
  let subscriptions: Gauge
  let messages: Counter
  let coalesced: Counter
  let dropped: Counter
  let malformed: Counter

  init(_ metrics: Metrics) {
    clients = metrics.gauge(
      "steelyard_stream_clients", "Clients of the stream that have said who they are.")
    subscriptions = metrics.gauge(
      "steelyard_stream_subscriptions", "What clients of the stream listen to.",
      labels: ["channel"])
    messages = metrics.counter(
      "steelyard_stream_messages_total", "Messages sent to clients of the stream.",
      labels: ["channel"])
    coalesced = metrics.counter(
      "steelyard_stream_coalesced_total",
      "Messages left out because a later one came before they were sent.", labels: ["channel"])
    dropped = metrics.counter(
      "steelyard_stream_dropped_total", "Clients that the stream has closed.", labels: ["reason"])
    malformed = metrics.counter(
      "steelyard_stream_malformed_messages_total", "Messages of clients that could not be read.")
    clients.set(0)
    for channel in StreamChannel.allCases { subscriptions.set(0, [channel.rawValue]) }
  }
}
