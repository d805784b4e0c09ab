"""How quick the dashboard is: the first paint, the first rows, scrolling through all accounts.

    make bench-dashboard [ACCOUNTS=100000]
"""

import shutil
import statistics
import sys
import tempfile
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

import conftest

LOADS = 7

SCROLL = """
const [seconds, done] = arguments;
const grid = document.querySelector('.virtual');
const times = [];
let last = performance.now();
const begin = last;
const rows = () => [...grid.querySelectorAll('.line')].some(line => line.textContent.startsWith('…'));
let waits = 0;
function step(now) {
  times.push(now - last);
  last = now;
  if (rows()) waits += 1;
  grid.scrollTop = (grid.scrollHeight - grid.clientHeight) * Math.min(1, (now - begin) / (seconds * 1000));
  if (now - begin < seconds * 1000) requestAnimationFrame(step);
  else done({times: times.slice(1), waits, height: grid.scrollHeight, lines: grid.querySelectorAll('.line').length});
}
requestAnimationFrame(step);
"""


def main(accounts):
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    with tempfile.TemporaryDirectory(prefix="steelyard-dashboard-speed-") as directory:
        service = conftest.Demo(directory, accounts=accounts, patience=900).start()
        driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
        try:
            measure(conftest.Page(driver, service), accounts)
        finally:
            driver.quit()
            service.stop()


def measure(page, accounts):
    driver = page.driver
    paints, rows = [], []
    for _ in range(LOADS):
        driver.get(f"{page.demo.address}/healthz")
        driver.execute_cdp_cmd("Network.clearBrowserCache", {})
        page.sign_in()
        page.until(lambda: page.all(".virtual .line .use"), "rows", 120)
        rows.append(page.script("return performance.now()"))
        paints.append(page.until(lambda: page.script(
            "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime"), "the first paint"))
    print(f"accounts                {accounts}")
    print(f"first contentful paint  median {statistics.median(paints):.0f} ms, slowest {max(paints):.0f} ms, of {LOADS} loads without cache")
    print(f"first rows of the book  median {statistics.median(rows):.0f} ms, slowest {max(rows):.0f} ms, seen every 100 ms")
    time.sleep(2)
    driver.set_script_timeout(60)
    for seconds in (20, 4):
        run = driver.execute_async_script(SCROLL, seconds)
        times = sorted(run["times"])
        at = lambda share: times[min(len(times) - 1, int(share * len(times)))]
        print(f"scrolling in {seconds:2d} s      {len(times)} frames: p50 {at(0.5):.1f} ms, p99 {at(0.99):.1f} ms, longest {times[-1]:.1f} ms; "
              f"{run['waits']} frames with a row on its way; {run['lines']} rows in the page of {run['height']:.0f} px")
        time.sleep(1)
    heap = driver.execute_cdp_cmd("Runtime.getHeapUsage", {})["usedSize"]
    print(f"memory of the script    {heap / 1e6:.1f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
