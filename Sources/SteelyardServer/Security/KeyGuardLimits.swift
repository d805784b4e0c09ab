/// How exact clocks must be, and how often keys may be used and guessed at.
public struct KeyGuardLimits: Sendable, Hashable {
  /// How far the time stamp of a signed request may lie from the server's clock, in seconds, either way.
  public var clockSeconds = 30
  /// Most nonces remembered of twice that time; further requests are answered 503.
  public var noncesMax = 1_000_000
  /// Most requests a second of a key, on average; beyond it 429.
  public var requestsPerSecondPerKeyMax = 1_000.0
  /// Requests of a key that may come at once.
  public var requestsBurstPerKeyMax = 5_000.0
  /// Failed attempts at one key from one address before it must wait; then one in five seconds.
  public var failuresPerKeyMax = 10.0
  /// Failed attempts from one address, at whatever keys, before it must wait; then five a second.
  public var failuresPerAddressMax = 200.0

  /// The defaults.
  public init() {}
}
