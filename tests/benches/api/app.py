"""The same three routes in FastAPI with pydantic: what the first version of OMA was built with.

Kept as its documentation builds such a service: models with the limits of a brief, a problem for
each wrong field, state in the process. Nothing is started by a new video.
"""

from datetime import datetime, timezone
from enum import Enum
from itertools import count
from typing import Annotated, Literal

from fastapi import FastAPI, HTTPException, Response
from pydantic import BaseModel, ConfigDict, Field

app = FastAPI()
videos: dict[str, dict] = {}
ids = count(1)


class Language(str, Enum):
    english = "en-US"
    portuguese = "pt-BR"


class Scene(BaseModel):
    model_config = ConfigDict(extra="forbid")
    narration: Annotated[str, Field(min_length=1, max_length=1000)]
    on_screen: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    keywords: Annotated[list[str], Field(max_length=10)] = []


class Scenes(BaseModel):
    model_config = ConfigDict(extra="forbid")
    scenes: Annotated[list[Scene], Field(min_length=1, max_length=40)]


class Brief(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: Annotated[str, Field(min_length=3, max_length=200)]
    description: Annotated[str, Field(min_length=10, max_length=5000)]
    language: Language
    duration_s: Annotated[int, Field(ge=15, le=180)] = 30
    target_audience: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    style: str = "modern"
    tone: str = "friendly"
    cta: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    aspect: Literal["9:16", "16:9", "1:1", "4:5"] = "9:16"
    script: Scenes | str | None = None
    seed: Annotated[int, Field(ge=0)] = 0
    tags: Annotated[list[str], Field(max_length=20)] = []


class Video(BaseModel):
    video_id: str
    title: str
    status: str
    created_at: datetime
    updated_at: datetime


class Accepted(BaseModel):
    video_id: str
    status: str


@app.get("/v1/health/live")
async def live() -> dict[str, str]:
    return {"status": "ok", "version": "1"}


@app.post("/v1/videos", status_code=202)
async def create(brief: Brief, response: Response) -> Accepted:
    video_id = f"{next(ids):026d}"
    now = datetime.now(timezone.utc)
    videos[video_id] = {
        "video_id": video_id,
        "title": brief.title,
        "status": "running",
        "created_at": now,
        "updated_at": now,
        "brief": brief.model_dump(mode="json"),
    }
    response.headers["Location"] = f"/v1/videos/{video_id}"
    return Accepted(video_id=video_id, status="running")


@app.get("/v1/videos/{video_id}")
async def read(video_id: str) -> Video:
    if video_id not in videos:
        raise HTTPException(404, "There is no such video.")
    return Video(**videos[video_id])
