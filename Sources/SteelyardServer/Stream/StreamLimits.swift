/// How much a client of the stream may ask for, and how far it may fall behind.
public struct StreamLimits: Sendable, Hashable {
  /// Clients at once; more are closed with 1013.
  public var clientsMax = 5_000
  /// Subscriptions of one client.
  public var subscriptionsMax = 64
  /// Accounts, underlyings or instruments that one subscription names.
  public var namesMax = 5_000
  /// Seconds in which a client must say who it is; then 1008.
  public var authenticationSeconds = 10.0
  /// Seconds from one sign of life to the next.
  public var heartbeatSeconds = 15.0
  /// Seconds in which a client must take what was sent; then 1013.
  ///
  /// Below `RequestLimits.writeSeconds`, after which a connection is cut without a word.
  public var stallSeconds = 20.0
  /// Records or alerts that may wait for a client that has caught up; then 1013.
  public var recordsBehindMax = 50_000
  /// Bytes of records or alerts that may wait for it; then 1013.
  public var bytesBehindMax = 32 << 20
  /// Bytes that are on their way to a client at once: what waits longer is still replaced by what is newer.
  public var batchBytesMax = 256 << 10
  /// Messages that can't be read which a client may send; then 1008.
  public var malformedMax = 20
  /// Answers that may wait for a client; then 1008.
  public var answersMax = 1_000
  /// Bytes of a message that comes; then 1009.
  public var messageBytesMax = 256 << 10

  /// The defaults.
  public init() {}
}
