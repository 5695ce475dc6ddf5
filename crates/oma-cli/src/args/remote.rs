use std::path::PathBuf;

use clap::Subcommand;

/// Which server, as whom, and how the answer is shown.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Server")]
pub(crate) struct Remote {
    /// The server's address, without /v1 [default: that of the profile].
    #[arg(long, global = true, value_name = "URL", env = "OMA_SERVER")]
    pub(crate) server: Option<String>,
    /// Which sign-in of this machine.
    #[arg(
        long,
        global = true,
        value_name = "NAME",
        env = "OMA_PROFILE",
        default_value = "default"
    )]
    pub(crate) profile: String,
    /// Print JSON in place of text.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// The id of a machine client: asks without a person. Needs its secret as well.
    #[arg(long, global = true, value_name = "ID", env = "OMA_CLIENT_ID")]
    pub(crate) client_id: Option<String>,
    /// A file with the machine client's secret [env: `OMA_CLIENT_SECRET` holds the secret itself].
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) client_secret_file: Option<PathBuf>,
    /// Who gives tokens [default: what the profile or the server says].
    #[arg(long, global = true, value_name = "URL", env = "OMA_ISSUER")]
    pub(crate) issuer: Option<String>,
}

const LOGIN_HELP: &str = "\
Examples:
  oma login --server http://127.0.0.1:8787
  oma login --server https://api.example.com/prod --profile work \\
    --issuer https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Ab12Cd --client-id 1h57kf5

`oma serve` says by itself where to sign in. In the cloud, issuer and client id are outputs of the
stack. The browser comes back to this machine on port 8976, 8977 or 8978.

The tokens are kept in ~/.config/oma/credentials.json, readable by you alone; OMA_CREDENTIALS names
another file. Programs do not sign in: they set OMA_CLIENT_ID and OMA_CLIENT_SECRET, or OMA_TOKEN.";

#[derive(Debug, clap::Args)]
#[command(after_help = LOGIN_HELP)]
pub(crate) struct LoginArgs {
    #[command(flatten)]
    pub(crate) remote: Remote,
    /// Print the link and do not open a browser.
    #[arg(long)]
    pub(crate) no_browser: bool,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  oma logout --profile work")]
pub(crate) struct LogoutArgs {
    #[command(flatten)]
    pub(crate) remote: Remote,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  oma whoami\n  oma whoami --json")]
pub(crate) struct WhoamiArgs {
    #[command(flatten)]
    pub(crate) remote: Remote,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  oma usage\n  oma usage --month 2026-10 --json")]
pub(crate) struct UsageArgs {
    #[command(flatten)]
    pub(crate) remote: Remote,
    /// The month, in UTC [default: this one].
    #[arg(long, value_name = "YYYY-MM")]
    pub(crate) month: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct BriefsArgs {
    #[command(flatten)]
    pub(crate) remote: Remote,
    #[command(subcommand)]
    pub(crate) command: BriefsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BriefsCommand {
    /// Say what is wrong with a brief, what is missing, and what would make the film better.
    #[command(after_help = "Example:\n  oma briefs analyze brief.json\n\n\
                            Files that the brief names are not sent. Exit code 2 when the brief is \
                            not valid.")]
    Analyze {
        /// The brief.
        #[arg(value_name = "BRIEF.json")]
        brief: PathBuf,
    },
}
