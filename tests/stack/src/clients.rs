use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_s3::config::{Credentials, SharedCredentialsProvider};
use aws_smithy_http_client::Builder as HttpClientBuilder;
use oma_aws::{Endpoints, Storage};

use crate::emulator::REGION;

/// The SDK's clients of the services that a client of the product or its operator uses.
#[derive(Clone)]
pub struct Clients {
    /// Deploys.
    pub cloudformation: aws_sdk_cloudformation::Client,
    /// Users and their tokens.
    pub cognito: aws_sdk_cognitoidentityprovider::Client,
    /// Objects.
    pub s3: aws_sdk_s3::Client,
    /// Executions.
    pub sfn: aws_sdk_sfn::Client,
    /// Anything else, and the API of the product.
    pub http: reqwest::Client,
    /// Where they all go.
    pub url: String,
}

impl Clients {
    /// Clients of an emulator.
    pub fn of(url: &str) -> Self {
        let sdk = sdk(url);
        let s3 = aws_sdk_s3::config::Builder::from(&sdk).force_path_style(true).build();
        Self {
            cloudformation: aws_sdk_cloudformation::Client::new(&sdk),
            cognito: aws_sdk_cognitoidentityprovider::Client::new(&sdk),
            s3: aws_sdk_s3::Client::from_conf(s3),
            sfn: aws_sdk_sfn::Client::new(&sdk),
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            url: url.to_owned(),
        }
    }

    /// The product's own adapters, to read what its functions wrote.
    pub fn storage(&self, table: &str, bucket: &str) -> Storage {
        let endpoints = Endpoints {
            dynamodb: self.url.clone(),
            s3: self.url.clone(),
            access_key_id: "test".to_owned(),
            secret_access_key: "test".to_owned(),
            region: REGION.to_owned(),
        };
        Storage::at_endpoints(&endpoints, table, bucket)
    }
}

/// Nothing from the environment: see `oma_aws`, which does the same for embedded servers.
fn sdk(url: &str) -> SdkConfig {
    let credentials = Credentials::new("test", "test", None, None, "static");
    // Generous, because two cores may be busy with a film; the SDK's retries would hide a real gap.
    let timeout = TimeoutConfig::builder().read_timeout(Duration::from_mins(2)).build();
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .endpoint_url(url)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .timeout_config(timeout)
        .http_client(HttpClientBuilder::new().build_http())
        .build()
}
