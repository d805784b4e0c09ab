/// The place of something in the ledger's list of its kind, counted from 0 in the order of opening.
///
/// Events name accounts, assets and instruments by it, so that a replay hashes no text.
public struct DenseIndex<Subject>: Sendable, Hashable, Comparable {
  /// The place, from 0.
  public let rawValue: Int32

  /// An index by its place.
  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// The place as an array subscript.
  var place: Int { Int(rawValue) }

  init(place: Int) { rawValue = Int32(place) }

  /// In the order of opening.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// The place of an account.
public typealias AccountIndex = DenseIndex<LedgerAccount>
/// The place of an asset.
public typealias AssetIndex = DenseIndex<LedgerAsset>
/// The place of an instrument.
public typealias InstrumentIndex = DenseIndex<LedgerInstrument>
