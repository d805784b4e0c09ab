/// What is known of the coins of an account one by one, from the passage in which they were last measured.
///
/// Coins alone decide only of accounts that net nearly everything between coins: what the margin is at the least is a
/// small share of them. Their sum changes by no more than the P&L of the account's positions, so that one
/// measurement is a certain bound for many frames.
struct ScreenAlone {
  /// What is kept of curved parts alone, at the most, in US dollars; infinite where it is not known.
  var initial = Float.infinity
  /// The same of maintenance margin.
  var maintenance = Float.infinity
  /// How much more it may be before it has to be measured anew.
  var room = -Float.infinity
  /// `ScreenSums.drift` when it was measured.
  var drift = 0.0

  subscript(level: DynamicLevel) -> Float {
    get { level == .initial ? initial : maintenance }
    set { if level == .initial { initial = newValue } else { maintenance = newValue } }
  }

  /// Share of what netting leaves up to which coins alone are not measured: beyond it they may decide.
  static let attentionShare = 0.9
  /// Share of the room up to which nobody asks whether coins decide after all.
  static let lookShare = 0.5

  /// What the P&L of an account may have changed by since, in US dollars.
  ///
  /// - Returns: Not a number where that is not known.
  func grown(to sums: ScreenSums) -> Double {
    // Rounded up: two orders of adding differ by less.
    max(0, sums.drift - drift) * (1 + ScreenSums.slackShare) + sums.drift * ScreenSums.slackShare
      + sums.assetDrift
  }

  /// Whether coins alone can't decide of a margin yet.
  func isEnough(for sums: ScreenSums) -> Bool { grown(to: sums) <= Double(room) }

  /// A number that is not less, in single precision.
  static func roundedUp(_ value: Double) -> Float { Float(value).nextUp }
}
