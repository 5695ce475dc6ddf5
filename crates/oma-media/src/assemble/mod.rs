//! The finished film as ffmpeg commands: the sound, the joining, the poster. All of it is pure.
//!
//! The sound is made once for the whole film, never per segment, so there are no seams:
//! [`voice_args`] puts the narrations in their places, [`with_music_args`] lays music under them and
//! tries a mastering ([`mastered_args`] does without music), [`encoded_args`] encodes it with the
//! mastering found, and
//! [`film_args`] joins pictures and sound. Between these steps sounds are 48 kHz stereo WAV in 32-bit float,
//! so nothing clips on the way.

mod bed;
mod film;
mod poster;
mod sound;
#[cfg(test)]
mod tests;

pub use bed::{Frame, bed, wav};
pub use film::{FilmSpec, concat_list, film_args};
pub use poster::{best_poster, score};
pub(crate) use sound::{MASTERED, MUSIC, VOICE};
pub use sound::{
    Master, SAMPLE_RATE, encoded_args, film_samples, loudness_args, mastered_args, voice_args,
    with_music_args,
};
