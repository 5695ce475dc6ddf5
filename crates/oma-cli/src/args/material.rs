use std::path::PathBuf;

use clap::Subcommand;

use super::Remote;

const BRANDS_HELP: &str = "\
Examples:
  oma brands create --name Tally examples/assets/tally/brand.json
  oma brands list

Logo and font are paths beside the kit's file; they are uploaded first. A brief then names the kit
by its id: \"brand\": \"01JD…\".";

#[derive(Debug, clap::Args)]
#[command(after_help = BRANDS_HELP)]
pub(crate) struct BrandsArgs {
    #[command(flatten)]
    pub(crate) remote: Remote,
    #[command(subcommand)]
    pub(crate) command: BrandsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BrandsCommand {
    /// List them.
    List,
    /// Show one.
    Get {
        /// The kit's id.
        id: String,
    },
    /// Keep one.
    Create {
        /// Its name, for people.
        #[arg(long)]
        name: String,
        /// A JSON file with the kit.
        #[arg(value_name = "KIT.json")]
        kit: PathBuf,
    },
    /// Put another in its place. Films that are there stay as they are.
    Update {
        /// The kit's id.
        id: String,
        /// Its name, for people.
        #[arg(long)]
        name: String,
        /// A JSON file with the kit.
        #[arg(value_name = "KIT.json")]
        kit: PathBuf,
    },
    /// Take one away.
    Delete {
        /// The kit's id.
        id: String,
    },
}

const UPLOADS_HELP: &str = "\
Examples:
  oma uploads create --for image shop.jpg
  oma uploads list

`oma videos create` uploads by itself what a brief names. Upload by hand to use a file's id in
briefs that are written by programs.";

#[derive(Debug, clap::Args)]
#[command(after_help = UPLOADS_HELP)]
pub(crate) struct UploadsArgs {
    #[command(flatten)]
    pub(crate) remote: Remote,
    #[command(subcommand)]
    pub(crate) command: UploadsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum UploadsCommand {
    /// List them.
    List,
    /// Show one.
    Get {
        /// The upload's id.
        id: String,
    },
    /// Send a file.
    Create {
        /// What it is for: image, clip, logo, music, font or manifest.
        #[arg(long = "for", value_name = "PURPOSE")]
        purpose: String,
        /// The file.
        file: PathBuf,
    },
    /// Delete one with its bytes.
    Delete {
        /// The upload's id.
        id: String,
    },
}
