//! `make dev`: the product's stack on the emulator, for a person, until Ctrl-C.
// A program for a terminal; what goes wrong here ends it with a message.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::doc_markdown)]

use std::process::{Command, ExitCode};
use std::time::Instant;

use clap::Parser;
use oma_stack_tests::api::Api;
use oma_stack_tests::users::{self, PASSWORD};
use oma_stack_tests::{Clients, Emulator, Stack, paths};

/// Runs OMA's whole cloud stack on this machine: CloudFormation, Step Functions, Lambda with the
/// real functions, Cognito, API Gateway, DynamoDB and S3, all played by one process (ministack).
///
/// It needs the functions as zips (scripts/lambda/build.sh) and the emulator
/// (scripts/setup-stack.sh); `make dev` sees to both. It deploys infra/template.yaml with
/// infra/parameters/emulator.json, makes a user in the group `editor`, says how to get a token and
/// how to call the API, and runs until Ctrl-C. Nothing is kept but the logs in target/stack.
///
/// With `--run` it runs a command against the stack in place of waiting, with OMA_URL and OMA_TOKEN in
/// its environment, and ends as that does.
///
/// What works here and not in AWS, and the other way round: docs/emulator.md.
#[derive(Parser)]
#[command(name = "dev", verbatim_doc_comment)]
struct Arguments {
    /// The sample user's address.
    #[arg(long, default_value = "editor@example.com")]
    user: String,
    /// The sample user's group: admin, editor or viewer.
    #[arg(long, default_value = "editor")]
    group: String,
    /// A parameter of the template with another value: NAME=VALUE. May be repeated.
    #[arg(long, value_parser = parameter)]
    parameter: Vec<(String, String)>,
    /// A command for `sh`, in place of waiting for Ctrl-C.
    #[arg(long)]
    run: Option<String>,
}

fn parameter(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').ok_or("it is NAME=VALUE")?;
    Ok((pair.0.to_owned(), pair.1.to_owned()))
}

#[tokio::main]
async fn main() -> ExitCode {
    let Arguments { user, group, parameter, run } = Arguments::parse();
    let started = Instant::now();
    println!("Starting the emulator and deploying infra/template.yaml …");
    let emulator = Emulator::start();
    let clients = Clients::of(&emulator.url);
    let stack = tokio::select! {
        stack = Stack::create_with(&clients, parameter) => stack,
        _ = tokio::signal::ctrl_c() => return ExitCode::FAILURE,
    };
    let made = users::create(&clients, &stack, &user, Some(&group)).await;
    let client = users::terminal_client(&clients, &stack, "terminal").await;
    println!("Deployed after {:.0} s.\n", started.elapsed().as_secs_f64());
    if let Some(command) = run {
        let url = Api::of(&clients, &stack).url;
        let mut shell = Command::new("sh");
        shell.args(["-c", &command]).env("OMA_URL", url).env("OMA_TOKEN", made.access_token);
        // Nothing else is to be done meanwhile: the emulator is a process of its own.
        return if shell.status().unwrap().success() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        };
    }
    println!("{}", instructions(&clients, &stack, &made.email, &client));
    tokio::signal::ctrl_c().await.unwrap();
    println!("\nStopping.");
    ExitCode::SUCCESS
}

fn instructions(clients: &Clients, stack: &Stack, user: &str, client: &str) -> String {
    let api = Api::of(clients, stack).url;
    let emulator = &clients.url;
    let machine = stack.output("StateMachineArn");
    let (table, bucket) = (stack.output("TableName"), stack.output("BucketName"));
    let log = paths::kept().join("ministack.log");
    let log = log.display();
    format!(
        r#"API       {api}
User      {user}   password {PASSWORD}
Emulator  {emulator}   log {log}

Get a token (an hour long):

  TOKEN=$(curl -s {emulator}/ -H 'Content-Type: application/x-amz-json-1.1' \
    -H 'X-Amz-Target: AWSCognitoIdentityProviderService.InitiateAuth' \
    -d '{{"AuthFlow":"USER_PASSWORD_AUTH","ClientId":"{client}",
         "AuthParameters":{{"USERNAME":"{user}","PASSWORD":"{PASSWORD}"}}}}' \
    | sed 's/.*"AccessToken": *"\([^"]*\)".*/\1/')

Call the API:

  curl -i {api}/v1/health
  curl -i {api}/v1/videos -H "Authorization: Bearer $TOKEN" \
    -H 'Content-Type: application/json' -d @examples/coffee-shop.json
  curl -s {api}/v1/videos/VIDEO_ID -H "Authorization: Bearer $TOKEN"

Look behind it with any AWS tool (any key and secret, region eu-west-1):

  aws --endpoint-url {emulator} stepfunctions list-executions --state-machine-arn {machine}
  aws --endpoint-url {emulator} dynamodb scan --table-name {table}
  aws --endpoint-url {emulator} s3 ls --recursive s3://{bucket}/videos/
  aws --endpoint-url {emulator} logs tail /oma/emulator/supervisor

Ctrl-C ends it."#
    )
}
