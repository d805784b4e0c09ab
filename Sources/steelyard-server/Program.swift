import SteelyardCommandLine

/// The program of the live service: its commands.
enum Program {
  static var whole: CommandLineProgram {
    CommandLineProgram(
      name: "steelyard-server",
      purpose: "ledger, live risk and API of a crypto-derivatives book.",
      groups: [
        .init(
          "Commands",
          [
            DemoCommand.self, ServeCommand.self, KeysCommand.self, JournalCommand.self,
            SnapshotCommand.self, LoadCommand.self,
          ])
      ],
      elsewhere: nil)
  }
}
