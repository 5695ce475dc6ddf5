//! The keys of providers. A key is typed or piped in, and never shown again.

mod read;

use clap::{Args, Subcommand};
use oma_core::ErrorKind;
use oma_local::{KeyFile, KeySource, LocalSecrets};
use oma_providers::{KeyInfo, Vendor, Vendors};

use crate::outcome::{Failure, Outcome};

#[derive(Debug, Args)]
pub(crate) struct KeysArgs {
    #[command(subcommand)]
    command: KeysCommand,
}

#[derive(Debug, Subcommand)]
enum KeysCommand {
    /// Keep a provider's key; it is asked for, or read from standard input.
    Set {
        /// The provider: openrouter, openai, pexels, …
        provider: String,
        /// A key would stay in the shell's history, so it is refused here.
        #[arg(hide = true, allow_hyphen_values = true)]
        typed: Vec<String>,
    },
    /// List the providers, and whether their keys are set.
    List,
    /// Forget a provider's key.
    Remove {
        /// The provider.
        provider: String,
    },
    /// Try keys against their providers, at no cost.
    Check {
        /// The provider [default: all whose keys are set].
        provider: Option<String>,
    },
}

/// `oma keys`
pub(crate) async fn run(args: KeysArgs) -> Outcome {
    let file = KeyFile::of_user();
    match args.command {
        KeysCommand::Set { provider, typed } => set(&file, &provider, typed.is_empty()),
        KeysCommand::List => list(&file),
        KeysCommand::Remove { provider } => remove(&file, &provider),
        KeysCommand::Check { provider } => check(&file, provider.as_deref()).await,
    }
}

fn set(file: &KeyFile, provider: &str, is_asked_for: bool) -> Outcome {
    let (vendor, info) = keyed(provider)?;
    if !is_asked_for {
        let message = "A key is no argument: it would stay in the shell's history, and is not safe now. \
                       Say only the provider; the key is asked for, or read from standard input.";
        return Err(Failure::input(message));
    }
    let key = read::key(&vendor.name, info)?;
    file.set(&vendor.name, &key)?;
    println!("The key of {} is set in {}.", vendor.name, file.path().display());
    if std::env::var_os(&info.env).is_some_and(|value| !value.is_empty()) {
        println!("The environment variable {} is set, and is used before it.", info.env);
    }
    Ok(())
}

fn list(file: &KeyFile) -> Outcome {
    let secrets = LocalSecrets::new(file.clone());
    for (name, info) in Vendors::table().keyed() {
        let found = secrets.find(name)?;
        let state = found.map_or_else(
            || format!("not set  ({}; get one at {})", info.env, info.page),
            |(_, source)| format!("set      by {source}"),
        );
        println!("{name:<12} {state}");
    }
    println!("file: {}", file.path().display());
    Ok(())
}

fn remove(file: &KeyFile, provider: &str) -> Outcome {
    let (vendor, info) = keyed(provider)?;
    if file.remove(&vendor.name)? {
        println!("The key of {} is forgotten.", vendor.name);
    } else {
        println!("There was no key of {} in {}.", vendor.name, file.path().display());
    }
    let secrets = LocalSecrets::new(file.clone());
    if let Some((_, KeySource::Environment(name))) = secrets.find(&vendor.name)? {
        println!("The environment variable {name} is still set, and is used.");
    }
    println!("It stays good until you revoke it at {}.", info.page);
    Ok(())
}

async fn check(file: &KeyFile, provider: Option<&str>) -> Outcome {
    let secrets = LocalSecrets::new(file.clone());
    let vendors = match provider {
        Some(name) => vec![keyed(name)?.0],
        None => Vendors::table().vendors.iter().filter(|vendor| vendor.key.is_some()).collect(),
    };
    let (mut tried, mut failed) = (0, None);
    for vendor in vendors {
        let Some((key, source)) = secrets.find(&vendor.name)? else { continue };
        tried += 1;
        match oma_providers::keys::check(vendor, &key, elsewhere(&vendor.name)).await {
            Ok(()) => println!("ok       {:<12} by {source}", vendor.name),
            Err(failure) => {
                println!("failed   {:<12} by {source}: {}", vendor.name, failure.error.message);
                failed.get_or_insert(failure.error.kind);
            }
        }
    }
    match (failed, tried, provider) {
        (Some(kind), ..) => Err(Failure::Told(kind)),
        (None, 0, Some(name)) => {
            println!("The key of {name} is not set: `oma keys set {name}`.");
            Err(Failure::Told(ErrorKind::ProviderRefused))
        }
        (None, 0, None) => {
            println!("No key is set; films are made offline.");
            Ok(())
        }
        _ => Ok(()),
    }
}

/// A vendor that takes a key; what is wrong with the name otherwise.
fn keyed(provider: &str) -> Result<(&'static Vendor, &'static KeyInfo), Failure> {
    let vendor = Vendors::table().get(provider).map_err(|error| Failure::input(error.message))?;
    let none = || Failure::input(format!("{provider} takes no key of its own."));
    Ok((vendor, vendor.key.as_ref().ok_or_else(none)?))
}

/// `OMA_{PROVIDER}_BASE_URL`: another address than the provider's own, for a compatible endpoint and
/// for tests.
fn elsewhere(provider: &str) -> Option<String> {
    let name = format!("OMA_{}_BASE_URL", provider.to_uppercase());
    std::env::var(name).ok().filter(|base| !base.is_empty())
}
