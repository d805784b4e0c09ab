import SteelyardFeeds
import Testing

@Suite("Feed states")
struct FeedStateTests {
  @Test("their names are the metrics' labels")
  func names() {
    #expect(FeedState.allCases.map(\.rawValue) == ["connecting", "live", "recovering", "ended"])
  }
}
