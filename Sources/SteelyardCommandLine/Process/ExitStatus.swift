/// How the program ends.
package enum ExitStatus: Int32, CaseIterable {
  case fine = 0
  case badNews = 1
  case badInput = 2

  /// What it means, for the help.
  package var summary: String {
    switch self {
    case .fine: "there is an answer"
    case .badNews: "the answer is bad news and a flag such as --check asked to be told"
    case .badInput: "the input is wrong; one line for each mistake says what to do"
    }
  }
}
