"""A demo, a browser, and what every test of the dashboard needs.

Run by Tests/ServiceTests/DashboardTests.swift, or by hand from the top of the tree:
    .venv/test/bin/python -m pytest Tests/Browser -q
Pictures of all pages are left in .build/dashboard.
"""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import json
import urllib.request

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".build" / "release" / "steelyard"
PICTURES = ROOT / ".build" / "dashboard"
CHECKS = (pathlib.Path(__file__).parent / "checks.js").read_text()
PATIENCE = 30


class Demo:
    """`steelyard demo` as a user starts it; its journal stays between two starts."""

    def __init__(self, directory, accounts=60, patience=120):
        self.patience = patience
        self.directory = directory
        self.accounts = accounts
        self.port = 0
        self.process = None
        self.key = None

    def start(self):
        self.log = open(os.path.join(self.directory, "output"), "w+")
        self.process = subprocess.Popen(
            [str(PROGRAM), "demo", "--port", str(self.port), "--accounts", str(self.accounts), "--seconds", "3000",
             "--directory", os.path.join(self.directory, "data")],
            stdout=self.log, stderr=subprocess.STDOUT, cwd=ROOT, start_new_session=True)
        deadline = time.monotonic() + self.patience
        while time.monotonic() < deadline:
            text = pathlib.Path(self.log.name).read_text()
            address = re.search(r"http://127\.0\.0\.1:(\d+)", text)
            key = re.search(r"(sk-[0-9a-f]+\.[A-Za-z0-9_-]+)", text)
            if address and key and self.ready(int(address.group(1))):
                self.port = int(address.group(1))
                self.key = key.group(1)
                return self
            if self.process.poll() is not None:
                raise AssertionError(f"the demo ended: {text[-2000:]}")
            time.sleep(0.1)
        raise AssertionError(f"the demo did not come up: {text[-2000:]}")

    def ready(self, port):
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).status == 200
        except OSError:
            return False

    def stop(self, how=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, how)
            self.process.wait(60)
        self.log.close()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path, body=None, key=None, method=None):
        request = urllib.request.Request(
            f"{self.address}/api/v1{path}", method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"authorization": f"Bearer {key or self.key}", "content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)


@pytest.fixture(scope="session")
def demo():
    with tempfile.TemporaryDirectory(prefix="steelyard-dashboard-") as directory:
        service = Demo(directory)
        service.start()
        yield service
        service.stop()


class Page:
    """The browser, with the words that tests speak in."""

    def __init__(self, driver, demo):
        self.driver = driver
        self.demo = demo

    def size(self, width, height, mobile=False):
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                    {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile})

    def scheme(self, name):
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia",
                                    {"features": [{"name": "prefers-color-scheme", "value": name}]})

    def sign_in(self):
        self.driver.get("about:blank")
        self.driver.get(f"{self.demo.address}/#key={self.demo.key}")
        self.until(lambda: self.all("nav.rail a"), "the frame")
        return self

    def open(self, route):
        self.driver.execute_script("location.hash = arguments[0]", f"#{route}")
        time.sleep(0.1)
        return self

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def text(self, selector="#page"):
        return self.driver.execute_script(
            "const e = document.querySelector(arguments[0]); return e ? e.textContent : ''", selector)

    def texts(self, selector):
        return self.driver.execute_script(
            "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)", selector)

    def script(self, text, *arguments):
        return self.driver.execute_script(text, *arguments)

    def until(self, condition, what, seconds=PATIENCE):
        def holds(_):
            try:
                return condition()
            except Exception as error:  # elements of a live page come and go
                if "stale element" in str(error):
                    return False
                raise
        return WebDriverWait(self.driver, seconds, poll_frequency=0.1).until(holds, f"waited {seconds} s for {what}")

    def press(self, selector):
        self.until(lambda: self.all(selector), selector)
        self.script("const e = document.querySelector(arguments[0]); e.scrollIntoView({block: 'center'}); e.click()", selector)

    def picture(self, name):
        """A picture of the whole page."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        width = self.script("return innerWidth")
        height = self.script("return innerHeight")
        whole = self.script("return document.documentElement.scrollHeight")
        self.size(width, min(max(whole, height), 6000))
        time.sleep(0.5)
        self.driver.save_screenshot(str(PICTURES / f"{name}.png"))
        self.size(width, height)

    def faults(self):
        """What a check of labels, contrast, headings and focus finds, each in words."""
        return self.script(CHECKS + "\nreturn faults();")

    def complaints(self):
        """Errors of the console since the last question."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]


@pytest.fixture(scope="session")
def browser():
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--use-angle=swiftshader",
                     "--enable-unsafe-swiftshader", "--force-device-scale-factor=1"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    yield driver
    driver.quit()


@pytest.fixture()
def page(browser, demo):
    """A signed-in page of usual size."""
    browser.get(f"{demo.address}/")
    browser.execute_script("sessionStorage.clear(); localStorage.clear()")
    opened = Page(browser, demo)
    opened.size(1440, 900)
    opened.scheme("light")
    opened.sign_in()
    opened.complaints()
    return opened
