//! Users and machine clients of a server's own issuer. They work on its state folder, also while
//! it runs.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use oma_identity::{Directory, NewClient, NewUser};
use oma_local::serve::identity_folder;

use crate::outcome::Outcome;

#[derive(Debug, Args)]
pub(crate) struct AccountArgs<C: Subcommand> {
    /// The state folder of the server [default: the user's data folder].
    #[arg(long, value_name = "DIR", env = "OMA_STATE", global = true)]
    state: Option<PathBuf>,
    #[command(subcommand)]
    command: C,
}

#[derive(Debug, Subcommand)]
pub(crate) enum UsersCommand {
    /// Add a user; prints the password, once.
    Add {
        /// What is typed to sign in.
        name: String,
        /// What the user may do: viewer, editor or admin; may be repeated.
        #[arg(long = "group", value_name = "GROUP", default_value = "editor")]
        groups: Vec<String>,
    },
    /// List the users.
    List,
    /// Give a user no more tokens; --undo lets the user in again.
    Disable {
        /// The user.
        name: String,
        /// Let the user in again.
        #[arg(long)]
        undo: bool,
    },
    /// Put a user into these groups and no others.
    SetGroups {
        /// The user.
        name: String,
        /// viewer, editor, admin.
        groups: Vec<String>,
    },
    /// Give a user a new password, and print it, once.
    ResetPassword {
        /// The user.
        name: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ClientsCommand {
    /// Add a machine client, and print its secret, once; or a program in which people sign in.
    Add {
        /// What it is called in lists.
        name: String,
        /// What a machine may do: oma/read, oma/write, oma/admin; may be repeated.
        #[arg(long = "scope", value_name = "SCOPE")]
        scopes: Vec<String>,
        /// Where people who sign in come back to; may be repeated. Such a client has no secret.
        #[arg(long = "redirect", value_name = "URL", conflicts_with = "scopes")]
        redirect_uris: Vec<String>,
    },
    /// List the clients.
    List,
    /// Remove a client.
    Remove {
        /// Its id or name.
        client: String,
    },
}

impl<C: Subcommand> AccountArgs<C> {
    fn open(self) -> oma_core::Result<(Directory, C)> {
        let state = self.state.unwrap_or_else(oma_local::default_state_dir);
        Ok((Directory::open(&identity_folder(&state))?, self.command))
    }
}

/// `oma users`
pub(crate) fn users(args: AccountArgs<UsersCommand>) -> Outcome {
    let (directory, command) = args.open()?;
    match command {
        UsersCommand::Add { name, groups } => {
            let (user, password) = directory.add_user(NewUser { name, password: None, groups })?;
            println!("name      {}\npassword  {password}", user.name);
        }
        UsersCommand::List => {
            for user in directory.users()? {
                let state = if user.disabled { "disabled" } else { "" };
                println!("{:<24} {:<28} {} {state}", user.name, user.groups.join(","), user.sub);
            }
        }
        UsersCommand::Disable { name, undo } => directory.set_disabled(&name, !undo)?,
        UsersCommand::SetGroups { name, groups } => directory.set_groups(&name, groups)?,
        UsersCommand::ResetPassword { name } => {
            println!("password  {}", directory.reset_password(&name, None)?);
        }
    }
    Ok(())
}

/// `oma clients`
pub(crate) fn clients(args: AccountArgs<ClientsCommand>) -> Outcome {
    let (directory, command) = args.open()?;
    match command {
        ClientsCommand::Add { name, scopes, redirect_uris } => {
            let (client, secret) =
                directory.add_client(NewClient { name, scopes, redirect_uris })?;
            println!("id        {}", client.id);
            if let Some(secret) = secret {
                println!("secret    {secret}");
            }
        }
        ClientsCommand::List => {
            for client in directory.clients()? {
                let may = [client.scopes, client.redirect_uris].concat().join(",");
                println!("{:<24} {} {may}", client.name, client.id);
            }
        }
        ClientsCommand::Remove { client } => directory.remove_client(&client)?,
    }
    Ok(())
}
