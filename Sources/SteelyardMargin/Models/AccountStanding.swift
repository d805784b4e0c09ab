/// One account as it stands on one frame, with the sums that its figures were made of: what differs from
/// it by little is evaluated by the differences.
///
/// Good for the frame that it was made on; on another it is passed over, which costs time and changes no
/// figure.
public struct AccountStanding: Sendable {
  /// The account's figures.
  public let figures: AccountFigures
  let dynamic: DynamicStanding

  /// About how much memory it takes, in bytes.
  public var byteCount: Int { dynamic.byteCount }
}

extension DynamicMargin {
  /// Its scenario rows take longer than what a trade changes in them.
  public var keepsStandings: Bool { true }

  /// An account's figures and its scenario rows.
  public func standing(
    of account: Int, in batch: PortfolioBatch, frame: RiskFrame
  ) -> AccountStanding? {
    var workspace = workspace(for: batch, in: frame)
    var trace = NoTrace()
    let figures = evaluate(account, of: batch, in: frame, &workspace, &trace)
    return AccountStanding(figures: figures, dynamic: DynamicStanding(workspace))
  }

  /// The figures of every account of a batch, each by what it differs from an account near it.
  public func figures(
    of batch: PortfolioBatch, in frame: RiskFrame, near standing: AccountStanding?
  ) -> MarginFigures {
    var figures = MarginFigures(accountCount: batch.accountCount)
    var workspace = workspace(for: batch, in: frame, near: standing)
    var trace = NoTrace()
    for account in 0..<batch.accountCount {
      figures.set(evaluate(account, of: batch, in: frame, &workspace, &trace), at: account)
    }
    return figures
  }

  /// What is used for each account of a batch, with an account that they differ from by little where it stands
  /// on this frame.
  func workspace(
    for batch: PortfolioBatch, in frame: RiskFrame, near standing: AccountStanding?
  ) -> DynamicWorkspace {
    guard let near = standing?.dynamic, near.plan.isOf(frame, columns) else {
      return workspace(for: batch, in: frame)
    }
    return DynamicWorkspace(near.plan, for: batch, in: frame, near: near)
  }
}
