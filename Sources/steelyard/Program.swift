import SteelyardCommandLine

/// The program: its commands, and those that the server's program carries out.
enum Program {
  static var whole: CommandLineProgram {
    CommandLineProgram(
      name: "steelyard", purpose: "margin and risk of crypto-derivatives portfolios, explained.",
      groups: [
        .init(
          "Commands",
          [
            MarginCommand.self, ReportCommand.self, CompareCommand.self, StressCommand.self,
            HedgeCommand.self,
            RebalanceCommand.self, InsureCommand.self, RehedgeCommand.self, LiquidateCommand.self,
            GreeksCommand.self,
            SurfaceCommand.self, PriceCommand.self, ImpliedVolatilityCommand.self,
            CalibrateCommand.self, BacktestCommand.self, OptimiseCommand.self, SimulateCommand.self,
            CollateralCommand.self, RouteCommand.self, DepthCommand.self, NamesCommand.self,
            ParametersCommand.self, BenchCommand.self,
          ])
      ],
      elsewhere: .init(
        SisterProgram(name: "steelyard-server"),
        "The live service (carried out by steelyard-server)",
        ServiceCommandNames.all))
  }
}
