#!/usr/bin/env python3
"""A long batch on this machine: memory over time, poisoned rows, a kill in the middle.

    scripts/bench-batch.py --oma target/release/oma --rows 200 --concurrency 2

Prints the figures of docs/batches/README.md as JSON. Fails if a film is lost or made twice.
"""

import argparse
import csv
import hashlib
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import threading
import time

COLUMNS = ["id", "title", "description", "language", "duration_s", "resolution", "captions", "voice", "fallbacks"]
# No voices and no music to fetch: rows that allow no fallback fail while their film is made.
PACKS = {"OMA_PACKS": "no-such-folder"}


def manifest(path, rows):
    """Rows of the smallest films; three of them are checked, begun, and cannot be made as they ask."""
    poisoned = {rows // 4, rows // 2, rows * 3 // 4}
    with open(path, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for n in range(1, rows + 1):
            fallbacks = "never" if n in poisoned else "allow"
            about = f"Shop {n} is a coffee shop in street {n}. Fresh beans every morning."
            table.writerow([f"shop-{n}", f"Corner Coffee {n}", about, "en-US", 15, "360p", "none", "espeak-en-us", fallbacks])
    return len(poisoned)


def rss_mib(pid):
    """Of the process alone, not of the programs it runs."""
    try:
        for line in open(f"/proc/{pid}/status", encoding="ascii"):
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    except FileNotFoundError:
        pass
    return None


def run(command, folder, kill_after=None):
    """Runs the batch; kills it when so many rows are over. Returns what it told, and its memory."""
    started = time.monotonic()
    child = subprocess.Popen(command, cwd=folder, env=os.environ | PACKS, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    samples, over = [], threading.Event()

    def sample():
        while not over.wait(1):
            size = rss_mib(child.pid)
            if size is not None:
                samples.append((round(time.monotonic() - started), round(size, 1)))

    sampler = threading.Thread(target=sample)
    sampler.start()
    events, rows = [], 0
    for line in child.stdout:
        event = json.loads(line)
        events.append(event)
        rows += event["event"] == "row"
        if kill_after is not None and rows >= kill_after:
            child.send_signal(signal.SIGKILL)
            break
    child.wait()
    over.set()
    sampler.join()
    return events, samples, child.returncode, time.monotonic() - started


def films(out):
    return {p.parent.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in out.glob("*/video.mp4")}


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--oma", default="target/release/oma", type=pathlib.Path)
    options.add_argument("--rows", default=200, type=int)
    options.add_argument("--concurrency", default=2, type=int)
    options = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        poisoned = manifest(folder / "films.csv", options.rows)
        command = [options.oma.resolve(), "batch", "run", "films.csv", "--out", "films", "--state", "state",
                   "--json", "--concurrency", str(options.concurrency)]
        first, memory, _, seconds = run(command, folder, kill_after=options.rows // 2)
        before = films(folder / "films")
        second, memory_after, code, seconds_after = run(command, folder)
        after = films(folder / "films")
        # Rows that failed are tried again; a film is made once.
        made = {e["id"] for e in first if e["event"] == "row" and e["status"] == "succeeded"}
        again = made & {e["id"] for e in second if e["event"] == "row"}
        summary = next(e for e in second if e["event"] == "summary")
        assert code == 1, code
        assert summary["failed"] == poisoned and set(summary["failures"]) == {"Oma.FallbackForbidden"}, summary
        assert all(after.get(name) == film for name, film in before.items()), "a film has changed"
        assert len(after) == options.rows - poisoned == summary["succeeded"], summary
        assert not again, again
        every = max(1, len(memory) // 10)
        print(json.dumps({
            "rows": options.rows, "failed": summary["failures"], "films": len(after),
            "films_before_the_kill": len(before), "unchanged": len(before),
            "seconds": [round(seconds), round(seconds_after)],
            "rss_mib_over_time": memory[::every], "rss_mib_after_the_kill": memory_after[::every],
            "rss_mib_peak": max(size for _, size in memory + memory_after),
        }, indent=2))


if __name__ == "__main__":
    main()
