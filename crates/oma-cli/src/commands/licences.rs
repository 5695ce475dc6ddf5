use oma_providers::offline::library::MusicLibrary;

/// What films are made with, and under what licence each part may be used.
const PARTS: &[(&str, &str, &str)] = &[
    ("OMA", "MIT or Apache-2.0", "this program; the films are yours"),
    ("Inter Display", "OFL-1.1", "the font of cards and captions, in the program"),
    ("Fluent Emoji Flat", "MIT", "the icons of cards, in the program"),
    ("Kokoro-82M v1.0", "Apache-2.0", "the voices, in the voice pack"),
    ("Kokoro ONNX export", "MIT", "the file of the voices, in the voice pack"),
    ("ONNX Runtime", "MIT", "runs the voices, in the voice pack"),
    (
        "espeak-ng",
        "GPL-3.0-or-later",
        "a program of its own: phonemes, and the voice without a pack",
    ),
    ("ffmpeg with x264", "GPL-2.0-or-later", "a program of its own: encodes the films"),
    ("synthesised music", "CC0-1.0", "where the music pack is not installed"),
];

/// Lists every part with its licence, and every piece of music.
pub(crate) fn run() {
    for (part, licence, what) in PARTS {
        println!("{part:<20} {licence:<18} {what}");
    }
    let library = MusicLibrary::from_env();
    println!();
    if library.pieces().is_empty() {
        println!("The music pack is not installed: `make setup` fetches it.");
        return;
    }
    println!("The music pack:");
    for piece in library.pieces() {
        println!("{:<32} {:<10} {}", piece.title, piece.mood, piece.licence);
    }
}
