/// What the server itself counts.
struct ServerMetrics: Sendable {
  let requests: Counter
  let durations: Histogram
  let inFlight: Gauge
  let connections: Gauge
  let refusedConnections: Counter
  let malformedRequests: Counter
  let webSockets: Gauge
  let webSocketMessagesIn: Counter
  let webSocketMessagesOut: Counter
  let webSocketsDropped: Counter

  init(_ metrics: Metrics) {
    requests = metrics.counter(
      "steelyard_http_requests_total", "Requests answered.", labels: ["route", "method", "status"])
    durations = metrics.histogram(
      "steelyard_http_request_duration_seconds",
      "Time from the end of a request to its answer.", labels: ["route"])
    inFlight = metrics.gauge(
      "steelyard_http_requests_in_flight", "Requests that handlers work on now.")
    connections = metrics.gauge("steelyard_http_connections", "Connections that are open now.")
    refusedConnections = metrics.counter(
      "steelyard_http_refused_connections_total", "Connections closed because of a limit.",
      labels: ["limit"])
    malformedRequests = metrics.counter(
      "steelyard_http_malformed_requests_total", "Connections ended because of what came.",
      labels: ["status"])
    webSockets = metrics.gauge("steelyard_websocket_connections", "WebSockets open now.")
    webSocketMessagesIn = metrics.counter(
      "steelyard_websocket_received_messages_total", "Messages that came over WebSockets.")
    webSocketMessagesOut = metrics.counter(
      "steelyard_websocket_sent_messages_total", "Messages queued for WebSockets.")
    webSocketsDropped = metrics.counter(
      "steelyard_websocket_dropped_total", "WebSockets closed by the server.", labels: ["reason"])
    inFlight.set(0)
    connections.set(0)
    webSockets.set(0)
  }
}
