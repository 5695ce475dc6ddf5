use async_trait::async_trait;
use jiff::Timestamp;

use super::{Access, Issuer, Profile, Profiles, Renew, Secret};
use crate::error::{Error, Result};

/// A program that signs in by itself, with an id and a secret.
#[derive(Debug, Clone)]
pub struct Machine {
    /// Who gives tokens.
    pub issuer: String,
    /// The client's id.
    pub client_id: String,
    /// Its secret.
    pub client_secret: Secret,
    /// What is asked for; all that the client may when empty.
    pub scope: String,
}

#[async_trait]
impl Renew for Machine {
    async fn renew(&self, _: Option<&Secret>) -> Result<Access> {
        let issuer = Issuer::discover(&self.issuer).await?;
        let granted =
            issuer.client_credentials(&self.client_id, &self.client_secret, &self.scope).await?;
        Ok(granted.access)
    }
}

/// A person who signed in, by the profile that keeps it. New tokens are written back.
#[derive(Debug, Clone)]
pub struct Session {
    /// The file.
    pub profiles: Profiles,
    /// The profile's name.
    pub name: String,
}

impl Session {
    /// The profile's token, if it is still good and not the rejected one.
    fn kept(profile: &Profile, rejected: Option<&Secret>) -> Option<Access> {
        let access = Access { token: profile.access_token.clone(), expires_at: profile.expires_at };
        let fits = access.is_good(Timestamp::now()) && Some(&access.token) != rejected;
        fits.then_some(access)
    }

    fn profile(&self) -> Result<Profile> {
        self.profiles.get(&self.name)?.ok_or_else(|| {
            Error::NotSignedIn(format!(
                "Nobody is signed in as profile {:?}. Run `oma login`.",
                self.name
            ))
        })
    }
}

#[async_trait]
impl Renew for Session {
    async fn renew(&self, rejected: Option<&Secret>) -> Result<Access> {
        if let Some(access) = Self::kept(&self.profile()?, rejected) {
            return Ok(access);
        }
        // Waiting for another program's renewal must not hold up this one's other work.
        let profiles = self.profiles.clone();
        let locked = tokio::task::spawn_blocking(move || profiles.lock());
        let locked = locked.await.map_err(|e| Error::file(self.profiles.path(), e))??;
        let profile = self.profile()?;
        if let Some(access) = Self::kept(&profile, rejected) {
            return Ok(access);
        }
        let ended = || Error::NotSignedIn("The sign-in has ended. Run `oma login`.".to_owned());
        let refresh_token = profile.refresh_token.clone().ok_or_else(ended)?;
        let issuer = Issuer::discover(&profile.issuer).await?;
        let granted = issuer.refresh(&profile.client_id, &refresh_token).await?;
        self.profiles.put_locked(Profile {
            access_token: granted.access.token.clone(),
            expires_at: granted.access.expires_at,
            refresh_token: granted.refresh_token.or(Some(refresh_token)),
            ..profile
        })?;
        drop(locked);
        Ok(granted.access)
    }
}
