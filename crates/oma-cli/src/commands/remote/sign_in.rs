use oma_client::Client;
use oma_client::auth::{Issuer, PORTS, Profile, SignIn, Tokens, sign_in};
use serde_json::json;

use super::session::{Session, discover, profiles, set};
use super::shown;
use crate::args::{LoginArgs, LogoutArgs, Remote, WhoamiArgs};
use crate::display::print_json;
use crate::outcome::{Failure, Outcome};

/// What the command line asks for when the server does not say. Of a person these are an upper
/// bound; the groups decide.
const SCOPES: &str = "openid email profile oma/read oma/write oma/admin";

/// Signs a person in and keeps the tokens.
pub(crate) async fn login(args: &LoginArgs) -> Outcome {
    let remote = &args.remote;
    let known = profiles().get(&remote.profile)?;
    let server = remote.server.clone().or_else(|| known.as_ref().map(|p| p.server.clone()));
    let server = server.ok_or_else(|| {
        Failure::input("Which server? Add --server URL, such as http://127.0.0.1:8787.")
    })?;
    let (issuer_url, client_id, scope) = target(remote, known.as_ref(), &server).await?;
    let issuer = Issuer::discover(&issuer_url).await?;
    let ask = SignIn { client_id: &client_id, scope: &scope, ports: &PORTS };
    let granted = sign_in(&issuer, ask, |link| show(link, args.no_browser)).await?;
    let client = Client::new(&server, Tokens::none())?;
    profiles().put(Profile {
        name: remote.profile.clone(),
        server: client.server().to_owned(),
        issuer: issuer_url,
        client_id,
        access_token: granted.access.token,
        refresh_token: granted.refresh_token,
        expires_at: granted.access.expires_at,
    })?;
    if remote.json {
        print_json("signed_in", &json!({"profile": remote.profile, "server": client.server()}));
    } else {
        println!("Signed in at {} as profile {:?}.", client.server(), remote.profile);
    }
    Ok(())
}

/// Issuer, client and scope: what was said, else what was used before, else what the server says.
async fn target(
    remote: &Remote,
    known: Option<&Profile>,
    server: &str,
) -> Result<(String, String, String), Failure> {
    let same = known.filter(|known| known.server == server.trim_end_matches('/'));
    if let (Some(issuer), Some(client_id)) = (&remote.issuer, &remote.client_id) {
        return Ok((issuer.clone(), client_id.clone(), SCOPES.to_owned()));
    }
    match (discover(server).await, same) {
        (Ok(info), _) => {
            let scope =
                if info.scopes.is_empty() { SCOPES.to_owned() } else { info.scopes.join(" ") };
            let client_id = remote.client_id.clone().unwrap_or(info.client_id);
            Ok((remote.issuer.clone().unwrap_or(info.issuer), client_id, scope))
        }
        (Err(_), Some(known)) => {
            Ok((known.issuer.clone(), known.client_id.clone(), SCOPES.to_owned()))
        }
        (Err(error), None) => Err(error.into()),
    }
}

fn show(link: &str, no_browser: bool) {
    if !no_browser && open::that_detached(link).is_ok() {
        eprintln!("The browser opens. If it does not, open this link:\n{link}");
    } else {
        eprintln!("Open this link in a browser on this machine:\n{link}");
    }
}

/// Forgets the tokens here, and tells the issuer as far as it can be reached.
pub(crate) async fn logout(args: &LogoutArgs) -> Outcome {
    let name = &args.remote.profile;
    let Some(profile) = profiles().remove(name)? else {
        println!("Nobody was signed in as profile {name:?}.");
        return Ok(());
    };
    if let Some(token) = &profile.refresh_token {
        let revoked = match Issuer::discover(&profile.issuer).await {
            Ok(issuer) => issuer.revoke(&profile.client_id, token).await,
            Err(error) => Err(error),
        };
        if let Err(error) = revoked {
            eprintln!("The tokens are forgotten here, but the issuer was not told: {error}");
        }
    }
    println!("Signed out of {}.", profile.server);
    Ok(())
}

/// Says who is signed in where, and whether the server takes it.
pub(crate) async fn whoami(args: &WhoamiArgs) -> Outcome {
    let remote = &args.remote;
    let session = Session::open(remote).await?;
    let usage = session.client.usage(&oma_api::usage::UsageQuery::default()).await?;
    let profile = profiles().get(&remote.profile)?;
    let machine = remote.client_id.is_some() || set("OMA_TOKEN").is_some();
    let expires_at = profile.filter(|_| !machine).map(|profile| profile.expires_at);
    if remote.json {
        let answer = json!({
            "user_id": usage.user_id, "server": session.client.server(),
            "profile": remote.profile, "token_expires_at": expires_at,
        });
        print_json("whoami", &answer);
        return Ok(());
    }
    println!("Server:  {}", session.client.server());
    println!("User:    {}", usage.user_id);
    if let Some(expires_at) = expires_at {
        println!("Profile: {}", remote.profile);
        println!("Token:   good until {}, then renewed", shown::time(expires_at));
    }
    Ok(())
}
