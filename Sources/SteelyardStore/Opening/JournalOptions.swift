/// How a journal is kept: sizes that bound its growth, and how closely it is looked at when opened.
public struct JournalOptions: Sendable, Hashable {
  /// How closely the file's structure is looked at before anything is written to it.
  public enum StructureCheck: Sendable, Hashable {
    /// Every page is read and its place in the tree checked: about a second per GB from a warm cache.
    case whole
    /// Only what opening reads: the description of the tables, the first and last records.
    case edges
  }

  /// Largest size of the main file in bytes; an append beyond it fails as on a full disk.
  public let fileBytesMax: Int64
  /// Finished snapshots that are kept, at least 2, so that a damaged newest one has another behind it.
  public let snapshotsKept: Int
  /// How closely the structure is looked at.
  public let structureCheck: StructureCheck

  /// Options from their parts.
  ///
  /// - Precondition: `fileBytesMax` is at least 1 MiB, `snapshotsKept` 2 to 100.
  public init(fileBytesMax: Int64, snapshotsKept: Int, structureCheck: StructureCheck) {
    precondition(fileBytesMax >= 1 << 20, "a journal needs a mebibyte")
    precondition((2...100).contains(snapshotsKept), "2 to 100 snapshots are kept")
    self.fileBytesMax = fileBytesMax
    self.snapshotsKept = snapshotsKept
    self.structureCheck = structureCheck
  }

  /// 1 TiB, three snapshots, the whole structure.
  public static let standard = JournalOptions(
    fileBytesMax: 1 << 40, snapshotsKept: 3, structureCheck: .whole)
}
