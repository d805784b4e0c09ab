public import SteelyardContracts
import SteelyardFormats
import SteelyardHedging
public import SteelyardPricing

/// The answer of `rehedge` for a knock-out: what its hedge is near the barrier, and what going through it costs.
public struct KnockOutReport: Report {
  /// Slips that are told: how far beyond the barrier the hedge is sold, as shares of it.
  private static let slips = [0.001, 0.005, 0.01, 0.02]

  private let name: String
  private let option: BarrierOption
  private let quantity: Double
  private let quote: Currency
  private let sources: [String]
  private let barrier: HedgeGap.Barrier
  private let losses: [(slip: Double, loss: Double)]

  /// A report on a knock-out.
  ///
  /// - Parameter quantity: Options held, below zero for written ones.
  /// - Throws: `notApplicable` for an option without a knock-out ahead of it.
  public init(
    _ name: String, of option: BarrierOption, _ right: OptionRight, quantity: Double,
    quote: Currency, sources: [String]
  ) throws(SteelyardError) {
    self.name = name
    self.option = option
    self.quantity = quantity
    self.quote = quote
    self.sources = sources
    barrier = try HedgeGap.barrier(of: option, right, slip: 0)
    var losses: [(slip: Double, loss: Double)] = []
    for slip in KnockOutReport.slips {
      let gap = try HedgeGap.barrier(of: option, right, slip: slip)
      // The library's loss is that of one written option.
      losses.append((slip, -quantity * gap.slippageLoss))
    }
    self.losses = losses
  }

  /// The answer for people.
  public var document: ReportDocument {
    let coins = option.vanilla.spot
    return ReportDocument(
      title: "Delta hedging of \(name)",
      subtitle:
        "\(NumberText.text(quantity, .shortest)) options, the price at \(NumberText.text(coins, .shortest)), "
        + "the barrier at \(NumberText.text(option.barrier, .shortest)) \(quote).",
      sections: [
        .init(
          "",
          [
            .facts([
              .init("delta", "delta of the position", .number(quantity * barrier.delta, .fixed(4))),
              .init(
                "delta_at_barrier", "just before the barrier",
                .number(quantity * barrier.deltaAtBarrier, .fixed(4))),
              .init(
                "delta_multiple", "largest on the way there, against the plain option's now",
                .number(barrier.deltaMultiple, .fixed(2)), unit: "times"),
            ])
          ]),
        .init(
          "At the barrier",
          [
            .paragraph(
              "The hedge of just before it is unwound at once. Sold, or bought back, beyond the barrier it loses:"
            ),
            .table(
              ReportTable(
                "slips",
                columns: [
                  .init("slip", "traded beyond\nthe barrier by", unit: "%"),
                  .init("loss", "lost", unit: quote.code),
                ],
                rows: losses.map { [.percent($0.slip), .number($0.loss, .grouped(2))] })),
          ]),
        .notes(sources),
      ].compactMap(\.self))
  }

  /// The answer for programs.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { writer throws(SteelyardError) in
      writer.field("instrument", name)
      writer.field("currency", quote.code)
      try writer.field("quantity", quantity)
      try writer.field("delta", quantity * barrier.delta)
      try writer.field("delta_at_barrier", quantity * barrier.deltaAtBarrier)
      try writer.field("delta_multiple", barrier.deltaMultiple)
      try writer.objects("slips", losses) { writer, entry throws(SteelyardError) in
        try writer.field("slip", entry.slip)
        try writer.field("loss", entry.loss)
      }
      try writer.strings("sources", sources)
    }
  }
}
