import Foundation
import TestSupport
import Testing

@Suite("The demonstration", .serialized)
struct DemoTests {
  /// Starts a demo, waits for its address, runs a script with `$address`, `$bearer` and `$pid`, and ends it.
  private func demo(
    _ options: String, _ script: String, signal: String = "TERM"
  ) throws -> ProgramRun {
    try ProgramRun.shell(
      """
      directory=$(mktemp -d); out=$directory/out
      steelyard demo --port 0 --accounts 24 \(options) > $out 2>&1 & pid=$!
      for i in $(seq 300); do grep -q 'Ctrl-C' $out && break; sleep 0.1; done
      address=$(sed -n 's/^address *//p' $out)
      bearer="authorization: $(sed -n "s/.*'Authorization: \\(.*\\)'.*/\\1/p" $out)"
      \(script)
      kill -\(signal) $pid; wait $pid; echo "status $?"
      cat $out; rm -r $directory
      """)
  }

  @Test("it opens accounts, serves with its key only, and ends cleanly when it is told to")
  func whole() throws {
    let run = try demo(
      "--directory $directory/data",
      """
      echo "open $(curl -s -o $directory/body -w '%{http_code}' $address/healthz)"
      echo "closed $(curl -s -o $directory/body -w '%{http_code}' $address/metrics)"
      curl -s -H "$bearer" $address/metrics | grep -c '^steelyard_'
      curl -s $address/readyz; echo
      dashboard=$(sed -n 's/^dashboard *//p' $out)
      echo "page $(curl -s -o $directory/page -w '%{http_code} %{content_type}' "${dashboard%%#*}")"
      grep -q '<title>' $directory/page && echo "titled"
      curl -s -H "authorization: Bearer ${dashboard#*#key=}" $address/api/v1/session; echo
      steelyard demo --port 0 --directory $directory/data; echo "second $?"
      """)
    #expect(run.output.contains("open 200"))
    #expect(run.output.contains("closed 401"))
    #expect(run.output.contains("\"status\":\"ready\""))
    #expect(run.output.contains("page 200 text/html"))
    #expect(run.output.contains("titled"))
    #expect(run.output.contains("\"market\":\"simulated\",\"store\":\"sqlite\""))
    #expect(run.output.contains("is open for writing elsewhere"))
    #expect(run.output.contains("second 2"))
    #expect(run.output.contains("accounts  24"))
    #expect(run.output.contains("24 accounts, "))
    #expect(run.output.contains("status 0"), "\(run.output)")
  }

  @Test("Ctrl-C ends it, and nothing is left of its temporary directory")
  func interrupted() throws {
    let run = try demo(
      "",
      """
      journal=$(sed -n 's/^journal *\\([^ ]*\\) .*/\\1/p' $out); test -d $journal && echo "there"
      """, signal: "INT")
    // A shell gives its background processes SIGINT ignored; the program waits for it all the same.
    #expect(run.output.contains("there"))
    #expect(run.output.contains("status 0"), "\(run.output)")
    #expect(run.output.contains("(removed at the end)"))
  }

  @Test("it ends by itself, and a second run goes on where the first ended")
  func again() throws {
    let run = try ProgramRun.shell(
      """
      directory=$(mktemp -d)
      for seed in 1 2; do
        steelyard demo --port 0 --accounts 16 --seconds 2 --speed 20 --seed $seed \\
          --directory $directory/data --verbose 2>&1; echo "status $?"
      done
      rm -r $directory
      """)
    #expect(run.output.components(separatedBy: "status 0").count == 3, "\(run.output)")
    let hashes = run.output.split(separator: "\n").compactMap { line -> String? in
      guard line.contains("\"journal open\"") || line.contains("\"stopped\"") else { return nil }
      return line.components(separatedBy: "\"state\":\"").last.map { String($0.prefix(64)) }
    }
    #expect(hashes.count == 4)
    #expect(hashes.count == 4 && hashes[1] == hashes[2], "\(run.output)")
    #expect(!run.output.contains("corrupt"))
    #expect(!run.output.contains("fill not booked"))
  }

  @Test("what can't be is said before anything is started")
  func refused() throws {
    let run = try ProgramRun.shell(
      """
      steelyard demo --port 99999; echo "port $?"
      steelyard demo --model scales; echo "model $?"
      steelyard demo --port 0 --directory /proc/nothing; echo "directory $?"
      """)
    #expect(run.output.contains("port 2"))
    #expect(run.output.contains("There is no margin model \"scales\"."))
    #expect(run.output.contains("model 2"))
    #expect(run.output.contains("The data directory can't be made"))
    #expect(run.output.contains("directory 2"))
  }
}
