import Foundation
import TestSupport
import Testing

@Suite("The service as README shows it", .serialized)
struct ReadmeTests {
  @Test("every call that README shows is answered with a success")
  func calls() throws {
    let readme = try String(contentsOfFile: PackageRoot.path(of: "README.md"), encoding: .utf8)
    let block = try #require(readme.firstMatch(of: /\n```sh\n((?:curl [^\n]*\n)+)```\n/)?.1)
    let calls = block.split(separator: "\n")
    #expect(calls.count >= 4)
    let script = calls.map { call in
      "curl -s -o $directory/body -w '%{http_code}\\n' " + call.dropFirst("curl ".count)
    }.joined(separator: "\n").replacing("http://127.0.0.1:8080", with: "'$address'")
      .replacing("''$address'", with: "\"$address\"'").replacing("'$address'", with: "$address")
    let run = try ProgramRun.shell(
      """
      directory=$(mktemp -d)
      steelyard demo --port 0 --accounts 24 --directory $directory/data > $directory/out 2>&1 & pid=$!
      for i in $(seq 300); do grep -q 'Ctrl-C' $directory/out && break; sleep 0.1; done
      address=$(sed -n 's/^address *//p' $directory/out)
      eval "$(grep 'export KEY=' $directory/out)"
      \(script)
      kill -TERM $pid; wait $pid; rm -r $directory
      """)
    let statuses = run.output.split(separator: "\n").compactMap { Int($0) }
    #expect(statuses.count == calls.count, "\(run.output)")
    #expect(statuses.allSatisfy { (200..<300).contains($0) }, "\(run.output)")
  }

  @Test("every module of the package has its line in README's map")
  func map() throws {
    let readme = try String(contentsOfFile: PackageRoot.path(of: "README.md"), encoding: .utf8)
    for module in try FileManager.default.contentsOfDirectory(
      atPath: PackageRoot.path(of: "Sources"))
    where !module.hasPrefix("C") {
      #expect(readme.contains("\(module) "), "\(module)")
    }
  }
}
