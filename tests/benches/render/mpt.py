"""MoneyPrinterTurbo 1.3.9 from its package, by its own functions, on the bench's material.

    mpt.py default JOB.json            combine_videos, then generate_video
    mpt.py project JOB.json            the opt-in video_project renderer, from nothing
    mpt.py project-changed JOB.json    the same project with other words in one scene

The job: clips, voice, srt, music, seconds_per_clip, and for the project a voice per scene.
"""

import json
import sys
from pathlib import Path


def default(job, out):
    from app.models.schema import VideoConcatMode, VideoParams
    from app.services import video

    combined = str(out / "combined.mp4")
    video.combine_videos(
        combined_video_path=combined,
        video_paths=job["clips"],
        audio_file=job["voice"],
        video_concat_mode=VideoConcatMode.sequential,
        max_clip_duration=job["seconds_per_clip"],
        threads=2,
    )
    params = VideoParams(video_subject="bakery", bgm_type="custom", n_threads=2)
    mixed = video.generate_video(
        video_path=combined,
        audio_path=job["voice"],
        subtitle_path=job["srt"],
        output_file=str(out / "film.mp4"),
        params=params,
        bgm_file_override=job["music"],
    )
    assert mixed, "the music was left out"


def project(job, out, voices):
    from app.services.video_project import VideoProject

    project = VideoProject(out / "project")
    scenes = [
        {
            "id": f"scene-{number}",
            "footage": clip,
            "audio": voice,
            "duration": float(job["seconds_per_clip"]),
        }
        for number, (clip, voice) in enumerate(zip(job["clips"], voices, strict=True))
    ]
    project.create_revision({"project_id": "bench", "scenes": scenes, "bgm": job["music"]})
    status = project.render()
    assert status["state"] == "succeeded", status
    (out / "project.json").write_text(json.dumps({"film": status["export"]["path"]}))


def main():
    what, path = sys.argv[1:]
    job = json.loads(Path(path).read_text())
    out = Path(job["out"])
    out.mkdir(parents=True, exist_ok=True)
    if what == "default":
        default(job, out)
    else:
        project(job, out, job["changed_voices" if what == "project-changed" else "voices"])


main()
