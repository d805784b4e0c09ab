import SteelyardContracts

extension ByteWriter {
  /// A case of a closed list, by its stable name: lists may be reordered, names stay.
  mutating func write<Case: RawRepresentable>(named value: Case) where Case.RawValue == String {
    write(value.rawValue)
  }

  mutating func write(_ name: AccountName) { write(name.description) }
}

extension ByteReader {
  mutating func readNamed<Case: RawRepresentable>(
    _ list: Case.Type
  ) throws(SteelyardError) -> Case where Case.RawValue == String {
    let name = try readString()
    guard let value = Case(rawValue: name) else {
      throw corrupt("\"\(name.prefix(40))\" is none of the names of \(list)")
    }
    return value
  }

  mutating func readAccountName() throws(SteelyardError) -> AccountName {
    let text = try readString()
    do { return try AccountName(text) } catch { throw corrupt(error.message) }
  }

  /// A number that must be finite: a ratio or an amount in US dollars.
  mutating func readFinite() throws(SteelyardError) -> Double {
    let number = try readDouble()
    guard number.isFinite else { throw corrupt("\(number) stands where a finite number must") }
    return number
  }
}

extension ByteReader {
  mutating func readCurrency() throws(SteelyardError) -> Currency {
    let code = try readString()
    return try checked { () throws(SteelyardError) in try Currency(code) }
  }

  /// What a checked initialiser makes of what was read; what it refuses was never written.
  func checked<Value>(
    _ body: () throws(SteelyardError) -> Value
  ) throws(SteelyardError) -> Value {
    do { return try body() } catch { throw corrupt(error.message) }
  }
}
