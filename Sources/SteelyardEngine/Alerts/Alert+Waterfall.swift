import SteelyardContracts

extension Alert {
  /// The alerts of a step of the waterfall: one for each account that gave something up, and one for all of a loss that is
  /// shared; none of steps that others tell of.
  static func alerts(of event: WaterfallEvent, sequence: UInt64) -> [Alert] {
    switch event.kind {
    case .deleveraged(let fact):
      return fact.shares.enumerated().map { place, share in
        Alert(
          kind: .deleveraging, severity: .critical, account: share.account,
          sequence: sequence + UInt64(place), time: event.time,
          text:
            "\(share.quantity.magnitude) of your position in \(fact.instrument) were closed at "
            + "\(fact.price) (mark \(fact.mark)), since the insurance fund can't carry another account's "
            + "loss. \(share.reason) Orders of yours in it are cancelled.",
          fields: [
            Field("liquidation", .number(Double(event.liquidation))),
            Field("frame", .number(Double(event.frame))),
            Field("instrument", .text("\(fact.instrument)")),
            Field("quantity", .text("\(share.quantity)")), Field("price", .text("\(fact.price)")),
            Field("rank", .number(Double(share.rank))), Field("score", .number(share.score)),
          ])
      }
    case .shared(let asset, let amount, let usd):
      return [
        Alert(
          kind: .deleveraging, severity: .critical, account: nil, sequence: sequence,
          time: event.time, text: event.explanation,
          fields: [
            Field("liquidation", .number(Double(event.liquidation))),
            Field("frame", .number(Double(event.frame))), Field("asset", .text(asset.code)),
            Field("amount", .text("\(amount)")), Field("amount_usd", .number(usd)),
          ])
      ]
    case .preparing, .takenOver, .feeCharged, .penaltySet: return []
    }
  }
}
