"""From an event's commit to the page: a WebSocket in real Chromium while missions run, against a ping on it."""

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import httpx2
from playwright.async_api import async_playwright
from vega_datasets import data

from benchmarks.place import EMAIL, PASSWORD, served
from benchmarks.table import Ratio, Result, percentile
from tests.places import open_place

MISSIONS = 60
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
_LISTEN = """() => new Promise((ready, failed) => {
  window.latencies = [];
  const socket = new WebSocket(`ws://${location.host}/api/v1/live`);
  socket.onerror = failed;
  socket.onmessage = ({ data }) => {
    const now = performance.timeOrigin + performance.now();
    const message = JSON.parse(data);
    if (message.type === 'hello') ready();
    // painted: the frame after the one in which the page could change
    else if (message.rev) requestAnimationFrame(() => requestAnimationFrame(() => window.latencies.push(
      [now - Date.parse(message.at), performance.timeOrigin + performance.now() - Date.parse(message.at)])));
  };
})"""


async def run() -> Result:
    """Measure while missions run one after another, as a person would start them."""
    with open_place(on_disk=True) as place, served(place / "data") as server:
        pairs = await _measure(server.url)
    received, painted = [each[0] for each in pairs], [each[1] for each in pairs]
    result = Result(f"Event to browser, {len(pairs)} events of {MISSIONS} missions", ("Until", "p50 ms", "p95 ms"))
    for name, values in (("the page has it", received), ("it is painted", painted)):
        result.rows.append((name, f"{percentile(values, 0.5):.1f}", f"{percentile(values, 0.95):.1f}"))
    result.ratios = {
        "p95 painted, as a share of the 100 ms aimed at": Ratio(percentile(painted, 0.95) / 100, better="lower", aim=1)
    }
    return result


async def _measure(url: str) -> list[list[float]]:
    async with async_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM_PATH", "/usr/bin/chromium")
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = await browser.new_page()
        await page.goto(url)
        signed_in = await page.request.post(
            f"{url}/api/v1/auth/login", data={"email": EMAIL, "password": PASSWORD}, headers={"Origin": url}
        )
        assert signed_in.ok, await signed_in.text()
        await page.goto(f"{url}/missions")
        await page.evaluate(_LISTEN)
        await _run_missions(url)
        await asyncio.sleep(0.5)
        latencies: list[list[float]] = json.loads(await page.evaluate("JSON.stringify(window.latencies)"))
        await browser.close()
    return latencies


async def _run_missions(url: str) -> None:
    async with httpx2.AsyncClient(base_url=url, timeout=30) as http:
        body = {"email": EMAIL, "password": PASSWORD, "delivery": "body"}
        token = (await http.post("/api/v1/auth/login", json=body)).json()["data"]["access_token"]
        http.headers["Authorization"] = f"Bearer {token}"
        path = Path(data.cars.filepath)
        file = (await http.post("/api/v1/files", files={"file": (path.name, path.read_bytes())})).json()["data"]
        for _ in range(MISSIONS):
            await _run_one(http, file["id"])


async def _run_one(http: httpx2.AsyncClient, file_id: str) -> None:
    body: dict[str, Any] = {"objective": "Average horsepower by origin", "file_ids": [file_id]}
    mission = (await http.post("/api/v1/missions", json=body)).json()["data"]
    while mission["state"] not in {"completed", "failed"}:
        await asyncio.sleep(0.1)
        mission = (await http.get(f"/api/v1/missions/{mission['id']}")).json()["data"]
    assert mission["state"] == "completed", mission["error"]
