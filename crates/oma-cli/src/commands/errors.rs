use crate::outcome::Outcome;

/// Prints `docs/errors.md`.
pub(crate) fn run() -> Outcome {
    print!("{}", oma_core::error::to_markdown());
    Ok(())
}
