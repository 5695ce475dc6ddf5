//! Who sends a request: tokens checked against any issuer, and an issuer of our own.
//!
//! Reading order: [`Verifier`] turns a token into its claims, or says why not ([`Refused`]); its
//! keys come from an issuer's JWKS. [`Issuer`] is `OpenID` Connect for one machine: sign-in by code
//! and PKCE, machine clients, refresh tokens. [`Directory`] holds its users and clients in a file,
//! `keys` what it signs with, `sessions` what can still be refreshed.
//!
//! Verifier and issuer share nothing but the format of tokens: the same verifier judges Cognito's.
//!
//! Everything of the issuer lies in one folder that only its owner may read. Passwords are kept as
//! argon2id hashes; secrets of clients and refresh tokens, which are random, as SHA-256.

mod directory;
mod files;
mod issuer;
mod keys;
mod secret;
mod sessions;
mod verifier;

pub use directory::{Client, Directory, NewClient, NewUser, User};
pub use issuer::{API_AUDIENCE, CLI_CLIENT, Issuer, IssuerSettings, SCOPES};
pub use verifier::{Refused, Verifier, VerifierSettings};
