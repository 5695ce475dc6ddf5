//! How every client waits and tries again.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_s3::config::{Credentials, SharedCredentialsProvider};
use aws_smithy_http_client::Builder as HttpClientBuilder;

use crate::Endpoints;

/// A healthy endpoint in the same region accepts in milliseconds.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// From the request's first byte to the answer's head, so it includes sending a part of 16 MiB:
/// 30 seconds allow a link of 5 Mbit/s.
const READ_TIMEOUT: Duration = Duration::from_secs(30);
/// One call with all its attempts and pauses. Reading a body comes after it, and has the SDK's
/// own guard against stalled streams.
const OPERATION_TIMEOUT: Duration = Duration::from_secs(100);
/// Attempts of one call, the first included. The state machine tries again above that, slower.
const ATTEMPTS: u32 = 3;

/// Region, credentials and endpoints from the environment.
pub(crate) async fn from_env() -> SdkConfig {
    aws_config::defaults(BehaviorVersion::latest())
        .retry_config(retry())
        .timeout_config(timeout(READ_TIMEOUT, OPERATION_TIMEOUT))
        .load()
        .await
}

/// Nothing from the environment: servers of this process must not be looked for behind a proxy
/// or with somebody's real credentials.
pub(crate) fn for_endpoints(endpoints: &Endpoints) -> SdkConfig {
    let Endpoints { access_key_id, secret_access_key, region, .. } = endpoints;
    let credentials = Credentials::new(access_key_id, secret_access_key, None, None, "static");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.clone()))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .retry_config(retry())
        .timeout_config(timeout(READ_TIMEOUT, OPERATION_TIMEOUT))
        .http_client(HttpClientBuilder::new().build_http())
        .build()
}

/// A configuration for calls that are charged: one attempt, because one whose answer got lost may be charged
/// and only the account above knows what may be asked again; and the time that an answer takes, because
/// nothing is heard of it until it is whole.
pub(crate) fn charged(sdk: &SdkConfig, answer: Duration) -> SdkConfig {
    sdk.clone()
        .into_builder()
        .retry_config(RetryConfig::disabled())
        .timeout_config(timeout(answer, answer))
        .build()
}

fn retry() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(ATTEMPTS)
}

fn timeout(read: Duration, operation: Duration) -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(read)
        .operation_timeout(operation)
        .build()
}
