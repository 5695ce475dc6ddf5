//! Prints `docs/scale.md`: `cargo run --release -p oma-scale > docs/scale.md`.

use std::io::{Write as _, stdout};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    stdout().write_all(oma_scale::page::page()?.as_bytes())?;
    Ok(())
}
