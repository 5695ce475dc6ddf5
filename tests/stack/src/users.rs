//! Users of the product, and tokens good and bad.

use std::time::Duration;

use aws_sdk_cognitoidentityprovider::types::{
    AttributeType, AuthFlowType, AuthenticationResultType, ExplicitAuthFlowsType,
    MessageActionType, TimeUnitsType, TokenValidityUnitsType,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::{Clients, Stack};

/// For the users of an emulator that lives for minutes.
pub const PASSWORD: &str = "A-long-passphrase-4-tests!";

/// A user who can sign in.
pub struct User {
    /// The name to sign in with.
    pub email: String,
    /// Sent as `Authorization: Bearer …`.
    pub access_token: String,
    /// For the page that signs somebody in; the API does not take it.
    pub id_token: String,
}

/// Makes a user with a permanent password, in a group, and signs in.
pub async fn create(clients: &Clients, stack: &Stack, email: &str, group: Option<&str>) -> User {
    let pool = stack.output("UserPoolId");
    let cognito = &clients.cognito;
    cognito
        .admin_create_user()
        .user_pool_id(pool)
        .username(email)
        .user_attributes(AttributeType::builder().name("email").value(email).build().unwrap())
        .message_action(MessageActionType::Suppress)
        .send()
        .await
        .unwrap();
    cognito
        .admin_set_user_password()
        .user_pool_id(pool)
        .username(email)
        .password(PASSWORD)
        .permanent(true)
        .send()
        .await
        .unwrap();
    if let Some(group) = group {
        cognito
            .admin_add_user_to_group()
            .user_pool_id(pool)
            .username(email)
            .group_name(group)
            .send()
            .await
            .unwrap();
    }
    let client = terminal_client(clients, stack, &format!("tests of {email}")).await;
    let tokens = sign_in(clients, &client, email).await;
    User {
        email: email.to_owned(),
        access_token: tokens.access_token.unwrap(),
        id_token: tokens.id_token.unwrap(),
    }
}

/// An application client that may sign in with a password. The stack's own allows the hosted login
/// alone, as a browser should.
pub async fn terminal_client(clients: &Clients, stack: &Stack, name: &str) -> String {
    let client = clients
        .cognito
        .create_user_pool_client()
        .user_pool_id(stack.output("UserPoolId"))
        .client_name(name)
        .explicit_auth_flows(ExplicitAuthFlowsType::AllowUserPasswordAuth)
        .explicit_auth_flows(ExplicitAuthFlowsType::AllowRefreshTokenAuth)
        .send()
        .await
        .unwrap();
    client.user_pool_client.unwrap().client_id.unwrap()
}

async fn sign_in(clients: &Clients, client: &str, email: &str) -> AuthenticationResultType {
    let answer = clients
        .cognito
        .initiate_auth()
        .auth_flow(AuthFlowType::UserPasswordAuth)
        .client_id(client)
        .auth_parameters("USERNAME", email)
        .auth_parameters("PASSWORD", PASSWORD)
        .send()
        .await
        .unwrap();
    answer.authentication_result.unwrap()
}

/// The token of a client whose tokens are over after a second, once that second has passed. The
/// service itself allows no less than five minutes.
pub async fn expired_token(clients: &Clients, stack: &Stack, email: &str) -> String {
    let seconds = TokenValidityUnitsType::builder().access_token(TimeUnitsType::Seconds).build();
    let client = clients
        .cognito
        .create_user_pool_client()
        .user_pool_id(stack.output("UserPoolId"))
        .client_name("tokens that expire at once")
        .explicit_auth_flows(ExplicitAuthFlowsType::AllowUserPasswordAuth)
        .token_validity_units(seconds)
        .access_token_validity(1)
        .send()
        .await
        .unwrap();
    let client = client.user_pool_client.unwrap().client_id.unwrap();
    let token = sign_in(clients, &client, email).await.access_token.unwrap();
    let expires = claims(&token)["exp"].as_i64().unwrap();
    while jiff::Timestamp::now().as_second() <= expires {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    token
}

/// What a token claims.
pub fn claims(token: &str) -> Value {
    let claims = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap()
}

/// The token with claims of somebody else's choice under its old signature.
pub fn forged(token: &str) -> String {
    let mut claims = claims(token);
    claims["cognito:groups"] = json!(["admin"]);
    claims["sub"] = json!("somebody-else");
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let (header, _) = signed.split_once('.').unwrap();
    format!("{header}.{}.{signature}", URL_SAFE_NO_PAD.encode(claims.to_string()))
}
