//! What is read.

use aws_sdk_polly::operation::synthesize_speech::SynthesizeSpeechOutput;
use bytes::Bytes;
use oma_core::ports::{SpeechMark, SpeechPart, SpeechRequest, SpokenAnswer};
use oma_core::spend::{Answer, CallFailure, Unit, Units};
use oma_core::{Error, ErrorKind};
use serde::Deserialize;

use super::request::RATE;

/// A line of the marks.
/// Source: <https://docs.aws.amazon.com/polly/latest/dg/output.html>.
#[derive(Deserialize)]
struct Line {
    time: u64,
    value: String,
}

/// Reads all of the answer. The service says how many characters it charges; markup is not among
/// them.
pub(super) async fn read(
    output: SynthesizeSpeechOutput,
    request: &SpeechRequest,
) -> Result<Answer, CallFailure> {
    let charged = u64::try_from(output.request_characters()).unwrap_or_default();
    let counted = request.text.chars().count() as u64;
    let characters = if charged > 0 { charged } else { counted };
    let body = output.audio_stream.collect().await.map_err(|_| {
        let message = "The answer of polly broke off.";
        CallFailure::unknown(Error::new(ErrorKind::ProviderUnavailable, message))
    })?;
    let body = body.into_bytes();
    let (marks, media) = match request.part {
        SpeechPart::Sound => (Vec::new(), Some(samples(body)?)),
        SpeechPart::Marks => (marks(&body)?, None),
    };
    let spoken = SpokenAnswer { content_type: format!("audio/pcm;rate={RATE}"), marks };
    Ok(Answer {
        body: serde_json::to_value(spoken).map_err(Error::internal)?,
        media,
        units: Units::of(Unit::Characters, characters),
        cost: None,
    })
}

fn samples(body: Bytes) -> Result<Bytes, CallFailure> {
    if body.is_empty() || body.len() % 2 != 0 {
        Err(unusable("no 16-bit samples"))
    } else {
        Ok(body)
    }
}

/// A mark ends where the next begins; of the last nothing is said.
fn marks(body: &[u8]) -> Result<Vec<SpeechMark>, CallFailure> {
    let lines = serde_json::Deserializer::from_slice(body).into_iter::<Line>();
    let lines: Vec<Line> =
        lines.collect::<Result<_, _>>().map_err(|_| unusable("no lines of marks"))?;
    if lines.is_empty() {
        return Err(unusable("no marks"));
    }
    let ends: Vec<u64> = lines.iter().skip(1).chain(lines.last()).map(|line| line.time).collect();
    let mark = |(line, end_ms): (Line, u64)| SpeechMark {
        text: line.value,
        start_ms: line.time,
        end_ms: end_ms.max(line.time),
    };
    Ok(lines.into_iter().zip(ends).map(mark).collect())
}

fn unusable(detail: &str) -> CallFailure {
    let message = "The answer of polly has an unknown shape.";
    CallFailure::unknown(Error::new(ErrorKind::ProviderBadAnswer, message).with_detail(detail))
}
