//! The finished film as ffmpeg commands: the sound, the joining, the poster. All of it is pure.
//!
//! The sound is made once for the whole film, never per segment, so there are no seams:
//! [`voice_args`] puts the narrations in their places, [`with_music_args`] lays music under them,
//! [`mastered_args`] measures it mastered, and [`film_args`] joins the pictures and encodes
//! the sound with the mastering found. Between these steps sounds are 48 kHz stereo WAV in 32-bit float,
//! so nothing clips on the way.

mod bed;
mod film;
mod poster;
mod sound;
#[cfg(test)]
mod tests;

pub use bed::{Frame, bed, wav};
pub use film::{FilmSpec, concat_list, film_args};
pub use poster::{Candidate, candidates, poster_args, score, small_args};
pub use sound::{
    Master, SAMPLE_RATE, film_samples, loudness_args, mastered_args, voice_args, with_music_args,
};
