//! Who asks: tokens, where they come from and where they are kept.
//!
//! Reading order: [`Secret`] → [`Tokens`] (what the client asks before each request) → [`Issuer`]
//! (OAuth 2 with PKCE, refresh and client credentials) → [`sign_in`] (the browser and the loopback
//! listener) → [`Profiles`] (the file) → [`Machine`] and [`Session`] (what renews tokens).

mod issuer;
mod loopback;
mod pkce;
mod profiles;
mod renew;
mod secret;
mod tokens;

pub use issuer::{Granted, Issuer};
pub use loopback::{PORTS, SignIn, sign_in};
pub use profiles::{Profile, Profiles};
pub use renew::{Machine, Session};
pub use secret::Secret;
pub use tokens::{Access, Renew, Tokens};
