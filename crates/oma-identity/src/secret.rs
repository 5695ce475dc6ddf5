//! Random texts, and how passwords and such texts are kept and compared.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use oma_core::{Error, Result};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// A text of 256 random bits.
pub(crate) fn random() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// How a random text is kept. A password needs [`hash_password`].
pub(crate) fn digest(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

/// Whether two texts are equal, in a time that does not tell how far they agree.
pub(crate) fn equal(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

/// The argon2id hash of a password (19 MiB, two rounds: the library's default, which is OWASP's
/// advice), with its salt and parameters. Takes tens of milliseconds of a core.
pub(crate) fn hash_password(password: &str) -> Result<String> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    Ok(hash.map_err(|error| Error::internal(format!("argon2: {error}")))?.to_string())
}

/// Whether a password is the one of a hash. A hash that cannot be read fits no password.
pub(crate) fn is_password(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let hash = hash_password("correct horse").unwrap();
        assert!(hash.starts_with("$argon2id$"), "{hash}");
        assert!(is_password("correct horse", &hash));
        assert!(!is_password("correct hors", &hash) && !is_password("", &hash));
        assert!(!is_password("correct horse", "no hash"));
        assert_ne!(hash, hash_password("correct horse").unwrap());
    }

    #[test]
    fn texts_are_equal_or_not() {
        assert!(equal("a", "a") && !equal("a", "b") && !equal("a", "aa"));
        assert_ne!(random(), random());
    }
}
