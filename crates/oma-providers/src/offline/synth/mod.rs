//! Music without network or key: a small synthesiser that makes a quiet bed under a voice.
//!
//! Reading order: `score` (which notes, by mood and seed), `sound` (how a note sounds), `space`
//! (echo and room), `level` (how loud the whole is). The loop has no seam because everything
//! happens on a circle: what rings beyond the end rings on at the start.

mod level;
mod score;
mod sound;
mod space;

use async_trait::async_trait;
use oma_core::brief::Mood;
use oma_core::plan::ModelChoice;
use oma_core::ports::{ComposedMusic, Composer, MusicRequest};
use oma_core::spend::{Account, Bill};
use oma_core::{Error, Result};

use super::PROVIDER;
use super::pcm::Pcm;

/// Frames per second.
const RATE: u32 = 48_000;

/// A new sound needs a new name: the name is part of the step's key.
const MODEL: &str = "synth-1";

const LICENCE: &str = "Made by OMA for this film. No rights reserved: free to use, change and \
                       share for any purpose, without attribution (CC0 1.0).";

/// A frame: left and right, from -1 to 1.
type Frame = [f32; 2];

/// Makes a bed of music from a mood and a seed. Costs nothing and needs no network.
#[derive(Debug, Clone, Copy, Default)]
pub struct SynthComposer;

#[async_trait]
impl Composer for SynthComposer {
    fn model(&self) -> ModelChoice {
        ModelChoice::new(PROVIDER, MODEL)
    }

    async fn compose(&self, request: &MusicRequest, _: &Account) -> Result<ComposedMusic> {
        let request = *request;
        // A fraction of a second of arithmetic, which must not hold up other tasks.
        let sound = tokio::task::spawn_blocking(move || make(request.mood, request.seed))
            .await
            .map_err(Error::internal)?;
        Ok(ComposedMusic {
            sound: sound.to_wav(),
            file: "music.wav".to_owned(),
            loops: true,
            title: title(request.mood, request.seed),
            licence: LICENCE.to_owned(),
            credit: None,
            bill: Bill::default(),
            fallback: None,
        })
    }
}

fn make(mood: Mood, seed: u64) -> Pcm {
    let score = score::write(mood, seed);
    let (mut dry, mut wet) = sound::play(&score);
    space::add(&mut dry, &mut wet, score.frames_per_beat());
    level::normalise(&mut dry);
    Pcm { rate: RATE, channels: 2, samples: level::quantise(&dry) }
}

fn title(mood: Mood, seed: u64) -> String {
    let mood = match mood {
        Mood::Calm => "Calm",
        Mood::Happy => "Happy",
        Mood::Energetic => "Energetic",
        Mood::Nostalgic => "Nostalgic",
        Mood::Inspiring => "Inspiring",
    };
    format!("{mood} bed {}", seed % 1000 + 1)
}

#[cfg(test)]
mod tests;
