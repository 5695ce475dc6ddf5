use std::io::{IsTerminal as _, Read as _};

use console::Term;
use oma_core::ports::Secret;
use oma_providers::KeyInfo;

use crate::outcome::Failure;

/// Longer than any provider's key.
const MOST_BYTES: u64 = 4096;

/// Reads a key from the terminal, which does not show it, or from standard input.
pub(super) fn key(provider: &str, info: &KeyInfo) -> Result<Secret, Failure> {
    let failed = |error: std::io::Error| Failure::input(format!("No key could be read: {error}."));
    let mut text = String::new();
    if std::io::stdin().is_terminal() {
        eprint!("Key of {provider} ({}; get one at {}): ", info.looks_like, info.page);
        text = Term::stderr().read_secure_line().map_err(failed)?;
    } else {
        std::io::stdin().take(MOST_BYTES).read_to_string(&mut text).map_err(failed)?;
    }
    let key = text.trim();
    let is_key = key.len() >= 8 && key.chars().all(|c| c.is_ascii_graphic());
    if !is_key || text.len() as u64 >= MOST_BYTES {
        let message = format!(
            "That is no key: one is a single line of at least 8 letters, digits and signs without spaces, \
             such as {}.",
            info.looks_like
        );
        return Err(Failure::input(message));
    }
    Ok(Secret::new(key))
}
