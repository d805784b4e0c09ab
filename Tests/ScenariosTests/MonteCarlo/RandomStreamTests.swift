import SteelyardPricing
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Random streams")
struct RandomStreamTests {
  @Test("numbers are a function of their place: slices, streams, dimensions, seeds")
  func places() {
    let stream = RandomStream(seed: 7, stream: 3)
    let level = KernelLevel.detected
    let whole = stream.normals(100, dimension: 2, first: 0, level: level)
    #expect(stream.normals(50, dimension: 2, first: 33, level: level) == Array(whole[33..<83]))
    let others = [
      stream.normals(100, dimension: 3, first: 0, level: level),
      RandomStream(seed: 7, stream: 4).normals(100, dimension: 2, first: 0, level: level),
      RandomStream(seed: 8, stream: 3).normals(100, dimension: 2, first: 0, level: level),
    ]
    #expect(Set(others + [whole]).count == 4)
  }

  @Test("uniform numbers are the same at every level", arguments: KernelLevel.available)
  func levels(level: KernelLevel) {
    let stream = RandomStream(seed: 7, stream: 3)
    #expect(
      stream.uniforms(1000, dimension: 0, first: 1, level: level)
        == stream.uniforms(1000, dimension: 0, first: 1, level: .portable))
    #expect(stream.uniforms(0, dimension: 0, first: 0, level: level).isEmpty)
  }

  @Test("a dimension that belongs to scrambles is no dimension of the stream")
  func dimensions() async {
    await #expect(processExitsWith: .failure) {
      let stream = RandomStream(seed: 7, stream: 3)
      _ = stream.uniforms(1, dimension: 1 << 31, first: 0, level: .portable)
    }
  }
}
