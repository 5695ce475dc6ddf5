use clap::Subcommand;

use super::Remote;

const HELP: &str = "\
Examples:
  oma webhooks create https://example.com/oma --event video.succeeded --event video.failed
  oma webhooks ping ID
  oma webhooks deliveries ID
  oma webhooks replay ID DELIVERY

The signing key is shown once, when a webhook is made or its key is rotated.";

#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub(crate) struct WebhooksArgs {
    #[command(flatten)]
    pub(crate) remote: Remote,
    #[command(subcommand)]
    pub(crate) command: WebhooksCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum WebhooksCommand {
    /// List them.
    List,
    /// Register one, and show its signing key.
    Create(CreateWebhookArgs),
    /// Take one away.
    Delete {
        /// The webhook's id.
        id: String,
    },
    /// Give one a new key; the old one signs beside it for a day.
    RotateKey {
        /// The webhook's id.
        id: String,
    },
    /// Send it a test.
    Ping {
        /// The webhook's id.
        id: String,
    },
    /// Show what was sent and what became of it.
    Deliveries {
        /// The webhook's id.
        id: String,
    },
    /// Send a message again.
    Replay(DeliveryArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct CreateWebhookArgs {
    /// Where to send: https, on a public address.
    pub(crate) url: String,
    /// video.started, `video.approval_asked`, video.succeeded, video.failed, video.cancelled,
    /// `video.fallback_used` or ping; may be repeated [default: how videos end, and questions].
    #[arg(long = "event", value_name = "EVENT")]
    pub(crate) events: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct DeliveryArgs {
    /// The webhook's id.
    pub(crate) id: String,
    /// The delivery's id, as `oma webhooks deliveries` shows it.
    pub(crate) delivery: String,
}
