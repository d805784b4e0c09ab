import TestSupport
import Testing

@Suite("An auction in a running service", .serialized)
struct AuctionServiceTests {
  @Test(
    "an account below maintenance margin is auctioned; another client sees it, bids, has its share; the journal is whole"
  )
  func auction() throws {
    let run = try ProgramRun.shell(
      """
      directory=$(mktemp -d); mkdir -m 700 $directory/data
      key() { steelyard keys create --file $directory/data/keys.json --name "$@" |
        sed -n 's/^key *//p;s/^secret *//p' | paste -sd.; }
      house=$(key house --house --scope read --scope trade --scope admin); desk=$(key desk --account desk --scope read --scope trade)
      rich=$(key rich --account rich --scope read --scope trade)
      echo "{ data_directory: '$directory/data', listen: { port: 0 }, market: { kind: 'simulated' },
        liquidation: { policy: 'derive' } }" > $directory/config.json5
      steelyard serve --config $directory/config.json5 2> $directory/log & pid=$!
      for i in $(seq 300); do grep -q '"serving"' $directory/log && break; sleep 0.1; done
      port=$(sed -n 's/.*"address":"http:..127.0.0.1:\\([0-9]*\\)".*/\\1/p' $directory/log)
      call() { curl -s -o $directory/body -w '%{http_code}' -X $2 -H "authorization: Bearer $1" \\
        -H 'content-type: application/json' ${5:+-H "idempotency-key: $5"} ${4:+-d "$4"} \\
        http://127.0.0.1:$port/api/v1$3; }
      for name in desk rich; do
        call $house POST /accounts "{\\"account\\":\\"$name\\",\\"owner\\":\\"$name\\",\\"margin_mode\\":\\"cross\\"}"
      done; echo
      # The clerk lists what the market quotes.
      for i in $(seq 300); do
        test $(call $house POST /accounts/desk/deposits '{"asset":"BTC","amount":"1"}' first) = 201 && break
        sleep 0.1
      done
      call $house POST /accounts/rich/deposits '{"asset":"BTC","amount":"20"}'; echo
      trade() { call $house POST /trades "{\\"account\\":\\"desk\\",\\"instrument\\":\\"BTC-PERPETUAL\\",\\"quantity\\":\\"$1\\",\\"price\\":\\"70000\\",\\"fee\\":\\"$2\\"}"; }
      for i in $(seq 300); do test $(trade 200000 0.8) = 201 && break; sleep 0.1; done
      # Fees take the rest, step by step.
      for i in $(seq 100); do
        call $desk GET /accounts/desk/liquidation > $directory/status
        grep -q 'in_liquidation' $directory/body && break
        trade -10 0.01 > $directory/status; sleep 0.25
      done
      for i in $(seq 100); do
        call $rich GET /liquidations/auctions > $directory/status
        grep -q '"offer":{' $directory/body && break; sleep 0.1
      done
      echo "offered $(grep -o '"kind":"[a-z]*"' $directory/body)"
      grep -q '"account"' $directory/body || echo "whose is not told"
      call $desk GET /liquidations/auctions > $directory/status; grep -o '"account":"desk"' $directory/body
      echo "own $(call $desk POST /liquidations/1/bids '{"account":"desk","share":"0.1"}' own)"
      for i in $(seq 50); do
        status=$(call $rich POST /liquidations/1/bids '{"account":"rich","share":"0.1"}' bid)
        test $status = 201 && break; sleep 0.1
      done
      echo "bid $status $(grep -o '"kind":"share_sold"' $directory/body)"
      echo "again $(call $rich POST /liquidations/1/bids '{"account":"rich","share":"0.1"}' bid)" \\
        "$(grep -o '"replayed":true' $directory/body)"
      call $rich GET /accounts/rich/positions > $directory/status; grep -o '"quantity":"[0-9]*"' $directory/body
      kill -TERM $pid; wait $pid; echo "ended $?"
      steelyard ledger verify --journal $directory/data/journal
      grep -v '"serving"' $directory/log | tail -3; rm -r $directory
      """)
    #expect(run.output.contains("offered \"kind\":\"solvent\""), "\(run.output)")
    #expect(run.output.contains("whose is not told"))
    #expect(run.output.contains("\"account\":\"desk\""))
    #expect(run.output.contains("own 409"), "\(run.output)")
    #expect(run.output.contains("bid 201 \"kind\":\"share_sold\""), "\(run.output)")
    #expect(run.output.contains("again 200 \"replayed\":true"), "\(run.output)")
    // A tenth of nearly 200,000 USD, in lots of ten.
    #expect(
      run.output.firstMatch(of: /"quantity":"(1[89]|20)[0-9]{2}0"/) != nil, "\(run.output)")
    #expect(run.output.contains("ended 0"), "\(run.output)")
    #expect(run.output.contains("verdict        whole"), "\(run.output)")
  }
}
