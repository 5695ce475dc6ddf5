"""Writes the manifest of a folder of music: `music-manifest.py FOLDER > manifest.json`.

Mood, tempo and key are read from the package's own listing (LICENSE-MUSIC), the length from each
file, so that nothing here is typed by hand.
"""

import hashlib
import json
import pathlib
import re
import struct
import sys

LINE = re.compile(r"^  (?P<file>(?P<mood>\w+?)_\S+\.opus)\s+(?P<bpm>\d+) bpm\s+(?P<key>\S+ \S+)\s+seed (?P<seed>\d+)\s+\[(?P<kind>\w+)\]")


def duration_ms(sound: bytes) -> int:
    """The granule position of the last Ogg page, less the samples that Opus says to skip."""
    head = sound.index(b"OpusHead")
    (skip,) = struct.unpack_from("<H", sound, head + 10)
    (samples,) = struct.unpack_from("<q", sound, sound.rindex(b"OggS") + 6)
    return (samples - skip) * 1000 // 48_000


def track(folder: pathlib.Path, line: re.Match) -> dict:
    sound = (folder / line["file"]).read_bytes()
    return {
        "file": line["file"],
        "title": f"{line['mood'].capitalize()}, {line['kind']}, {line['key']}, no. {line['seed']}",
        "mood": line["mood"],
        "duration_ms": duration_ms(sound),
        "bpm": int(line["bpm"]),
        "key": line["key"],
        "licence": "MIT",
        "sha256": hashlib.sha256(sound).hexdigest(),
    }


folder = pathlib.Path(sys.argv[1])
listing = (folder / "LICENSE-MUSIC").read_text().splitlines()
tracks = [track(folder, line) for line in map(LINE.match, listing) if line]
json.dump({"tracks": tracks}, sys.stdout, indent=2)
print()
