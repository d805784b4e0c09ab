/// What is counted of alerts and their deliveries.
struct AlertMetrics: Sendable {
  let alerts: Counter
  let marginCallEvents: Counter
  let deliveries: Counter
  let waiting: Gauge
  let lag: Gauge

  init(_ metrics: Metrics) {
    alerts = metrics.counter(
      "steelyard_alerts_total", "Alerts since the start.", labels: ["kind", "severity"])
    marginCallEvents = metrics.counter(
      "steelyard_margin_call_events_total", "Events of margin calls since the start.",
      labels: ["kind"])
    deliveries = metrics.counter(
      "steelyard_alert_deliveries_total", "Attempts to deliver alerts, by what became of them.",
      labels: ["subscriber", "outcome"])
    waiting = metrics.gauge(
      "steelyard_alerts_waiting", "Alerts that a subscriber is still to be told.",
      labels: ["subscriber"])
    lag = metrics.gauge(
      "steelyard_alert_delivery_lag_seconds",
      "Age of the oldest alert that a subscriber is still to be told.", labels: ["subscriber"])
  }
}
