//! The API on a port of this machine.

use std::net::SocketAddr;
use std::path::PathBuf;

use oma_local::Reach;
use oma_local::serve::{OutsideIssuer, ServeSettings, Server};
use oma_media::ffmpeg::Tools;
use oma_providers::offline::OfflineNarrator;

use crate::outcome::Outcome;

const HELP: &str = "\
The first start makes a user `admin` and prints its password, once. Then, from this machine:

  oma login --server http://127.0.0.1:8787

More users and machine clients are added with `oma users add` and `oma clients add`.

To let other machines in, put a server with TLS in front and name the URL that clients use:

  oma serve --listen 0.0.0.0:8787 --public-url https://films.example

Links to films and for uploads are of the same URL. They need no token, end when they say, and
end when the server does. A video that is being made when the server ends is gone on with at the
next start. Limits are set by OMA_LIMIT_…, the log by OMA_LOG (info).";

#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub(crate) struct ServeArgs {
    /// Where to listen.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8787")]
    listen: SocketAddr,
    /// The folder that keeps videos and accounts [default: the user's data folder].
    #[arg(long, value_name = "DIR", env = "OMA_STATE")]
    state: Option<PathBuf>,
    /// How many videos are made at once; others wait in order.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=64))]
    jobs: u8,
    /// The URL that clients use, where something stands in front.
    #[arg(long, value_name = "URL", env = "OMA_PUBLIC_URL")]
    public_url: Option<String>,
    /// An origin whose web pages may call the API; may be repeated.
    #[arg(long = "allow-origin", value_name = "ORIGIN")]
    allow_origins: Vec<String>,
    /// Take tokens of this issuer instead of our own, such as a Cognito user pool.
    #[arg(long, value_name = "URL", requires = "audience")]
    issuer: Option<String>,
    /// What its tokens must be for: the claim `aud` or `client_id`; may be repeated.
    #[arg(long, value_name = "ID", requires = "issuer")]
    audience: Vec<String>,
    /// Let webhooks lead to this machine and its network.
    #[arg(long)]
    allow_local_webhooks: bool,
}

/// Serves until it is interrupted.
pub(crate) async fn run(args: ServeArgs) -> Outcome {
    let settings = settings(args);
    let tools = Tools::locate()?;
    OfflineNarrator::from_env().check().await?;
    // Heard from here on, so that no signal ends the process while it starts.
    let stop = interrupted();
    let server = Server::start(&settings, tools).await?;
    eprintln!("Listening on {}. The API is {}/v1.", server.address(), server.url());
    if !server.address().ip().is_loopback() && !server.url().starts_with("https:") {
        eprintln!(
            "warning: other machines can reach this server, and what they send, passwords too, \
             is not encrypted. Put a server with TLS in front and name its URL with --public-url."
        );
    }
    if let Some((name, password)) = server.first_user() {
        eprintln!("\nThere was no user, so one was made. This is shown once:\n");
        eprintln!("  name      {name}\n  password  {password}\n");
        eprintln!("Sign in with:\n\n  oma login --server {}\n", server.url());
    }
    server.run(stop).await;
    eprintln!("Stopped. Videos that were being made go on at the next start.");
    Ok(())
}

fn settings(args: ServeArgs) -> ServeSettings {
    let audiences = args.audience;
    ServeSettings {
        listen: args.listen,
        state_dir: args.state.unwrap_or_else(oma_local::default_state_dir),
        jobs: usize::from(args.jobs),
        public_url: args.public_url,
        allow_origins: args.allow_origins,
        outside_issuer: args.issuer.map(|url| OutsideIssuer { url, audiences }),
        allow_local_webhooks: args.allow_local_webhooks,
        figures: None,
        reach: Reach::of_user(),
        faults: std::env::var("OMA_FAULT").unwrap_or_default(),
    }
}

/// Resolves at Ctrl-C, and where there is one, at SIGTERM.
fn interrupted() -> impl Future<Output = ()> + Send {
    #[cfg(unix)]
    let terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
    async move {
        let interrupted = async {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        #[cfg(unix)]
        let terminated = async {
            match terminated {
                Ok(mut signal) => {
                    signal.recv().await;
                }
                Err(_) => std::future::pending().await,
            }
        };
        #[cfg(not(unix))]
        let terminated = std::future::pending::<()>();
        tokio::select! {
            () = interrupted => {}
            () = terminated => {}
        }
    }
}
