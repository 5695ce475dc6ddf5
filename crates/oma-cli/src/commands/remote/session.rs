use std::env;
use std::path::PathBuf;

use oma_client::auth::{Machine, Profile, Profiles, Secret, Session as SignedIn, Tokens};
use oma_client::{Client, Error};

use crate::args::Remote;
use crate::outcome::Failure;

/// A server, and who asks it.
pub(crate) struct Session {
    /// Asks it.
    pub(crate) client: Client,
    /// Tells apart who asks, for what is kept on this machine.
    pub(crate) user: String,
    /// Whether answers are JSON.
    pub(crate) json: bool,
}

impl Session {
    /// Opens what the options, the environment and the profile say, in this order.
    pub(crate) async fn open(remote: &Remote) -> Result<Self, Failure> {
        let profile = profiles().get(&remote.profile)?;
        let server = server(remote, profile.as_ref())?;
        let (tokens, user) = tokens(remote, profile, &server).await?;
        let client = Client::new(&server, tokens)?;
        Ok(Self { client, user, json: remote.json })
    }
}

/// The file with the sign-ins: `OMA_CREDENTIALS`, else in the user's configuration folder.
pub(crate) fn profiles() -> Profiles {
    let path = set("OMA_CREDENTIALS").map(PathBuf::from);
    Profiles::at(
        path.unwrap_or_else(|| home("XDG_CONFIG_HOME", ".config").join("credentials.json")),
    )
}

/// Where it is noted which files a server has.
pub(crate) fn known_uploads() -> PathBuf {
    home("XDG_CACHE_HOME", ".cache").join("uploads.json")
}

fn home(name: &str, folder: &str) -> PathBuf {
    let named = set(name).map(PathBuf::from);
    let user = || set("HOME").map(|home| PathBuf::from(home).join(folder));
    named.or_else(user).map_or_else(|| PathBuf::from(".oma"), |base| base.join("oma"))
}

/// An environment variable that says something.
pub(crate) fn set(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn server(remote: &Remote, profile: Option<&Profile>) -> Result<String, Error> {
    let server = remote.server.clone().or_else(|| profile.map(|profile| profile.server.clone()));
    server.ok_or_else(|| {
        Error::NotSignedIn(format!(
            "Nobody is signed in as profile {:?}, and no server is named. Run \
             `oma login --server URL`, or set OMA_SERVER.",
            remote.profile
        ))
    })
}

/// A token is sent only to the server that it was got for.
async fn tokens(
    remote: &Remote,
    profile: Option<Profile>,
    server: &str,
) -> Result<(Tokens, String), Error> {
    if let Some(token) = set("OMA_TOKEN") {
        return Ok((Tokens::fixed(Secret::new(token)), "token".to_owned()));
    }
    if let Some(machine) = machine(remote, profile.as_ref(), server).await? {
        let user = machine.client_id.clone();
        return Ok((Tokens::renewed_by(machine), user));
    }
    let name = &remote.profile;
    let Some(profile) = profile else {
        let message =
            format!("Nobody is signed in at {server}. Run `oma login --server {server}`.");
        return Err(Error::NotSignedIn(message));
    };
    if profile.server.trim_end_matches('/') != server.trim_end_matches('/') {
        let message = format!(
            "Profile {name:?} is signed in at {}, not at {server}. Run `oma login --server \
             {server} --profile NAME`.",
            profile.server
        );
        return Err(Error::NotSignedIn(message));
    }
    let signed_in = SignedIn { profiles: profiles(), name: name.clone() };
    Ok((Tokens::renewed_by(signed_in), name.clone()))
}

/// The machine client of the options and the environment, if there is a secret.
async fn machine(
    remote: &Remote,
    profile: Option<&Profile>,
    server: &str,
) -> Result<Option<Machine>, Error> {
    let Some(client_secret) = secret(remote)? else { return Ok(None) };
    let client_id = remote.client_id.clone().ok_or_else(|| {
        let message = "There is a client's secret, but no id. Set OMA_CLIENT_ID or --client-id.";
        Error::Input(message.to_owned())
    })?;
    let known = profile.filter(|profile| profile.server == server).map(|profile| &profile.issuer);
    let issuer = match remote.issuer.as_ref().or(known) {
        Some(issuer) => issuer.clone(),
        None => discover(server).await?.issuer,
    };
    Ok(Some(Machine { issuer, client_id, client_secret, scope: String::new() }))
}

fn secret(remote: &Remote) -> Result<Option<Secret>, Error> {
    let Some(path) = &remote.client_secret_file else {
        return Ok(set("OMA_CLIENT_SECRET").map(Secret::new));
    };
    let text = std::fs::read_to_string(path)
        .map_err(|e| Error::File { path: path.display().to_string(), cause: e.to_string() })?;
    Ok(Some(Secret::new(text)))
}

/// Asks a server where to sign in.
pub(crate) async fn discover(server: &str) -> Result<oma_client::ServerInfo, Error> {
    let client = Client::new(server, Tokens::none())?;
    client.server_info().await.map_err(|error| match error {
        told @ (Error::Unreachable { .. } | Error::Input(_)) => told,
        _ => Error::Input(format!(
            "{server} does not say where to sign in. Name it with --issuer and --client-id: both \
             are outputs of the stack."
        )),
    })
}
