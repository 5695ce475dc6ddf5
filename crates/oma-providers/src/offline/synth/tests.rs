use super::*;
use oma_core::ports::memory::Memory;

fn sides(sound: &Pcm) -> [Vec<f64>; 2] {
    [0, 1].map(|side| sound.samples.iter().skip(side).step_by(2).map(|s| f64::from(*s)).collect())
}

#[test]
fn every_mood_makes_a_clean_bed_of_half_a_minute() {
    for mood in Mood::ALL {
        let sound = make(*mood, 3);
        assert_eq!((sound.rate, sound.channels), (48_000, 2));
        let length = sound.duration_ms();
        assert!((24_000..=32_500).contains(&length), "{mood:?}: {length} ms");
        let peak = sound.samples.iter().map(|s| s.unsigned_abs()).max().unwrap();
        assert!((3_000..=22_938).contains(&peak), "{mood:?}: peak {peak}");
        for side in sides(&sound) {
            let mean = side.iter().sum::<f64>() / side.len() as f64;
            assert!(mean.abs() < 10.0, "{mood:?}: DC {mean}");
        }
    }
}

#[test]
fn the_end_leads_into_the_beginning() {
    for mood in Mood::ALL {
        for side in sides(&make(*mood, 11)) {
            let step = |i: usize| (side[(i + 1) % side.len()] - side[i]).abs();
            let largest = (0..side.len() - 1).map(step).fold(0.0, f64::max);
            let seam = step(side.len() - 1);
            assert!(seam <= largest, "{mood:?}: seam {seam}, largest step inside {largest}");
            // The pad swells across the seam: neither side of it is silence.
            let energy = |part: &[f64]| part.iter().map(|s| s * s).sum::<f64>() / part.len() as f64;
            let (start, end) = (energy(&side[..4_800]), energy(&side[side.len() - 4_800..]));
            assert!(start > 1_000.0 && end > 1_000.0, "{mood:?}: {start} {end}");
        }
    }
}

#[test]
fn the_sides_differ_a_little_and_neither_dominates() {
    let [left, right] = sides(&make(Mood::Calm, 5));
    let energy = |side: &[f64]| side.iter().map(|s| s * s).sum::<f64>();
    let ratio = energy(&left) / energy(&right);
    assert!((0.6..1.6).contains(&ratio), "{ratio}");
    assert_ne!(left, right);
}

#[tokio::test]
async fn equal_requests_give_equal_music_and_others_do_not() {
    let compose = async |mood, seed| {
        SynthComposer
            .compose(&MusicRequest { mood, seed }, &Memory::an_account().await.unwrap())
            .await
            .unwrap()
    };
    let one = compose(Mood::Happy, 2).await;
    assert_eq!(one.sound, compose(Mood::Happy, 2).await.sound);
    assert_ne!(one.sound, compose(Mood::Happy, 3).await.sound);
    assert_ne!(one.sound, compose(Mood::Calm, 2).await.sound);
    assert_eq!(one.title, "Happy bed 3");
    assert!(one.licence.contains("CC0"));
    assert!(one.loops && Pcm::from_wav(&one.sound).unwrap().duration_ms() > 8_000);
}

/// Writes each mood's bed to the folder in `OMA_LISTEN`, for an ear or for ffmpeg.
#[test]
#[ignore = "writes files for people to listen to"]
fn write_beds() {
    let folder = std::env::var("OMA_LISTEN").unwrap();
    for mood in Mood::ALL {
        for seed in 0..3 {
            let name = title(*mood, seed).replace(' ', "-");
            std::fs::write(format!("{folder}/{name}.wav"), make(*mood, seed).to_wav()).unwrap();
        }
    }
}
