use std::fmt;

use jiff::Timestamp;
use oma_core::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use ulid::Ulid;

use super::{Directory, check_name, no_such, taken};
use crate::secret;

const GROUPS: [&str; 3] = ["admin", "editor", "viewer"];
/// Shorter ones can be guessed; longer ones cost time to hash and nobody types them.
const PASSWORD_LENGTH: std::ops::RangeInclusive<usize> = 12..=256;

/// A person who may sign in.
#[derive(Clone, Serialize, Deserialize)]
pub struct User {
    /// The claim `sub` of this person's tokens, which is the owner of videos. Never reused.
    pub sub: String,
    /// What is typed to sign in.
    pub name: String,
    /// Of `admin`, `editor`, `viewer`.
    pub groups: Vec<String>,
    /// Whether no tokens are given any more.
    pub disabled: bool,
    /// When it was added.
    pub created_at: Timestamp,
    password_hash: String,
}

/// A person to add.
#[derive(Clone)]
pub struct NewUser {
    /// What is typed to sign in.
    pub name: String,
    /// The password, at least 12 characters; without one, a random one is made.
    pub password: Option<String>,
    /// Of `admin`, `editor`, `viewer`.
    pub groups: Vec<String>,
}

impl User {
    pub(crate) fn password_hash(&self) -> &str {
        &self.password_hash
    }
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User")
            .field("sub", &self.sub)
            .field("name", &self.name)
            .field("groups", &self.groups)
            .field("disabled", &self.disabled)
            .finish_non_exhaustive()
    }
}

impl Directory {
    /// Adds a user and gives its password, which cannot be read again. A name that is taken is
    /// [`ErrorKind::Conflict`].
    pub fn add_user(&self, new: NewUser) -> Result<(User, String)> {
        check_name(&new.name)?;
        check_groups(&new.groups)?;
        let (password, password_hash) = make_password(new.password)?;
        let user = User {
            sub: Ulid::generate().to_string(),
            name: new.name,
            groups: new.groups,
            disabled: false,
            created_at: Timestamp::now(),
            password_hash,
        };
        self.change(|listed| {
            if listed.users.iter().any(|other| other.name == user.name) {
                return Err(taken("user", &user.name));
            }
            listed.users.push(user.clone());
            Ok(())
        })?;
        Ok((user, password))
    }

    /// All users, the oldest first.
    pub fn users(&self) -> Result<Vec<User>> {
        Ok(self.read()?.users)
    }

    /// Lets a user get tokens or not. Tokens that were given are refused from now on where the issuer
    /// is asked, which is in its own process; elsewhere they live on for an hour at most.
    pub fn set_disabled(&self, name: &str, disabled: bool) -> Result<()> {
        self.change_user(name, |user| user.disabled = disabled)
    }

    /// Puts a user into these groups and no others. They are in the tokens from the next one on.
    pub fn set_groups(&self, name: &str, groups: Vec<String>) -> Result<()> {
        check_groups(&groups)?;
        self.change_user(name, |user| user.groups = groups)
    }

    /// Gives a user a password; without one, a random one is made. It is given back.
    pub fn reset_password(&self, name: &str, password: Option<String>) -> Result<String> {
        let (password, hash) = make_password(password)?;
        self.change_user(name, |user| user.password_hash = hash)?;
        Ok(password)
    }

    pub(crate) fn user_by_name(&self, name: &str) -> Result<Option<User>> {
        Ok(self.read()?.users.into_iter().find(|user| user.name == name))
    }

    pub(crate) fn user_by_sub(&self, sub: &str) -> Result<Option<User>> {
        Ok(self.read()?.users.into_iter().find(|user| user.sub == sub))
    }

    fn change_user(&self, name: &str, change: impl FnOnce(&mut User)) -> Result<()> {
        self.change(|listed| {
            let user = listed.users.iter_mut().find(|user| user.name == name);
            change(user.ok_or_else(|| no_such("user", name))?);
            Ok(())
        })
    }
}

fn check_groups(groups: &[String]) -> Result<()> {
    match groups.iter().find(|group| !GROUPS.contains(&group.as_str())) {
        None => Ok(()),
        Some(group) => {
            let message = format!("There is no group {group:?}: {}.", GROUPS.join(", "));
            Err(Error::new(ErrorKind::InvalidRequest, message))
        }
    }
}

fn make_password(wanted: Option<String>) -> Result<(String, String)> {
    let password = wanted.unwrap_or_else(secret::random);
    if !PASSWORD_LENGTH.contains(&password.chars().count()) {
        let message = "A password has 12 to 256 characters.";
        return Err(Error::new(ErrorKind::InvalidRequest, message));
    }
    let hash = secret::hash_password(&password)?;
    Ok((password, hash))
}
