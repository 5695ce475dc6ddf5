//! What the files of each artifact are called.

/// The checked brief, and the brief of a video.
pub const BRIEF: &str = "brief.json";
/// The plan.
pub const PLAN: &str = "plan.json";
/// The script.
pub const SCRIPT: &str = "script.json";
/// The critique.
pub const CRITIQUE: &str = "critique.json";
/// The layers of a picture; their files lie beside it.
pub const PICTURE: &str = "picture.json";
/// The word times of a narration.
pub const NARRATION: &str = "narration.json";
/// The sound of a narration.
pub const SPEECH: &str = "speech.wav";
/// What the music is; its file lies beside it.
pub const MUSIC: &str = "music.json";
/// The timeline.
pub const TIMELINE: &str = "timeline.json";
/// The film's whole sound, encoded.
pub const SOUND: &str = "sound.m4a";
/// A rendered segment.
pub const SEGMENT: &str = "segment.mp4";
/// What is seen in a segment, as measured; beside the segment.
pub const INSPECTION: &str = "inspection.json";
/// The segments a film was made of, in order; beside the film.
pub const SEGMENTS: &str = "segments.json";
/// The film.
pub const VIDEO: &str = "video.mp4";
/// Captions for players.
pub const CAPTIONS_SRT: &str = "captions.srt";
/// Captions for the web.
pub const CAPTIONS_VTT: &str = "captions.vtt";
/// The time of every word.
pub const WORDS: &str = "words.json";
/// The poster frame: of the film, and beside each scene's segment the one that may become it.
pub const POSTER: &str = "poster.jpg";
/// The review.
pub const REVIEW: &str = "review.json";
/// To whom footage, photos and music are owed; only where something is.
pub const CREDITS: &str = "credits.txt";
/// The report of a video.
pub const REPORT: &str = "report.json";
