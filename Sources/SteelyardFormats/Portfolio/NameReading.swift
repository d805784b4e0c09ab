import SteelyardContracts

/// What a name in a list of positions stands for.
enum NameReading {
  case asset(Currency)
  case instrument(Instrument)

  /// Reads an asset code or an instrument's name, Deribit's grammar first, then any other in which
  /// the name has one meaning.
  ///
  /// - Throws: `invalidInput` where no grammar takes the name or two take it differently,
  ///   `unsupported` for what Deribit names and Steelyard does not hold.
  init(_ name: String) throws(SteelyardError) {
    if Currency.isCode(name), name.contains(where: \.isLetter) {
      self = .asset(try Currency(name))
      return
    }
    let refusal: SteelyardError
    do throws(SteelyardError) {
      self = .instrument(try InstrumentNaming.deribit.instrument(named: name))
      return
    } catch {
      refusal = error
    }
    let candidates = InstrumentNaming.candidates(for: name)
    guard let first = candidates.first else { throw refusal }
    if let other = candidates.first(where: { $0.instrument != first.instrument }) {
      throw SteelyardError(
        .invalidInput,
        "\"\(name)\" is \(first.instrument) on \(first.naming) "
          + "and \(other.instrument) on \(other.naming).",
        remedy: "Write it as Deribit or CCXT does.")
    }
    self = .instrument(first.instrument)
  }

  /// The instrument that a name stands for.
  ///
  /// - Throws: What reading a name throws; `invalidInput` for an asset.
  static func instrument(named name: String) throws(SteelyardError) -> Instrument {
    switch try NameReading(name) {
    case .instrument(let instrument): return instrument
    case .asset(let asset):
      throw SteelyardError(
        .invalidInput, "\(asset) is an asset, which is traded against another.",
        remedy: "Name the pair, such as \(asset == .btc ? "BTC_USDC" : "\(asset)_USDC").")
    }
  }
}
