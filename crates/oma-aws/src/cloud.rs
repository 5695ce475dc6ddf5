use std::fmt;

use aws_config::SdkConfig;
use oma_core::Result;

use crate::settings::wrong;
use crate::{
    BedrockImages, Bucket, Converse, Polly, Scheduler, SchedulerSettings, SecretsManager, Settings,
    StepFunctions, Table, sdk,
};

/// Every adapter. The clients of the table and the bucket are built at once, since every function
/// uses them; the others when they are asked for. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Cloud {
    /// The table and the bucket.
    pub storage: Storage,
    sdk: SdkConfig,
    state_machine_arn: Option<String>,
    batch_state_machine_arn: Option<String>,
    scheduler: Option<SchedulerSettings>,
}

/// The two places where state lives: in AWS, in an emulator or embedded in this process.
#[derive(Debug, Clone)]
pub struct Storage {
    /// Videos, events, artifact index.
    pub table: Table,
    /// Media.
    pub bucket: Bucket,
}

/// Servers at known addresses, with credentials of their own. Plain HTTP only.
#[derive(Clone)]
pub struct Endpoints {
    /// The URL of `DynamoDB`.
    pub dynamodb: String,
    /// The URL of S3; the bucket is put into the path.
    pub s3: String,
    /// The access key that both expect.
    pub access_key_id: String,
    /// Its secret.
    pub secret_access_key: String,
    /// The region that requests are signed for.
    pub region: String,
}

impl Cloud {
    /// Adapters for what the environment names: [`Settings`] and the SDK's own variables.
    pub async fn from_env() -> Result<Self> {
        let settings = Settings::from_env()?;
        Ok(Self::new(sdk::from_env().await, settings))
    }

    fn new(sdk: SdkConfig, settings: Settings) -> Self {
        let storage = Storage::new(&sdk, &settings);
        let Settings { state_machine_arn, batch_state_machine_arn, scheduler, .. } = settings;
        Self { storage, sdk, state_machine_arn, batch_state_machine_arn, scheduler }
    }

    /// The video workflow; an error naming the variable where it is not configured.
    pub fn executions(&self) -> Result<StepFunctions> {
        let arn = self.state_machine_arn.as_deref();
        let arn = arn.ok_or_else(|| wrong("OMA_STATE_MACHINE_ARN", "is not set"))?;
        Ok(StepFunctions::new(aws_sdk_sfn::Client::new(&self.sdk), arn))
    }

    /// The batch workflow; an error naming the variable where it is not configured.
    pub fn batches(&self) -> Result<StepFunctions> {
        let arn = self.batch_state_machine_arn.as_deref();
        let arn = arn.ok_or_else(|| wrong("OMA_BATCH_STATE_MACHINE_ARN", "is not set"))?;
        Ok(StepFunctions::new(aws_sdk_sfn::Client::new(&self.sdk), arn))
    }

    /// The users' schedules; an error naming the variable where they are not configured.
    pub fn timers(&self) -> Result<Scheduler> {
        let settings = self.scheduler.clone();
        let settings = settings.ok_or_else(|| wrong("OMA_SCHEDULE_GROUP", "is not set"))?;
        Ok(Scheduler::new(aws_sdk_scheduler::Client::new(&self.sdk), settings))
    }

    /// The providers' keys. What is read is kept by this client and its clones, so one is enough.
    pub fn secrets(&self) -> SecretsManager {
        SecretsManager::new(aws_sdk_secretsmanager::Client::new(&self.sdk))
    }

    /// The language models of Bedrock in this region.
    pub fn bedrock(&self) -> Converse {
        Converse::new(&self.sdk)
    }

    /// The models of Bedrock in this region that draw.
    pub fn bedrock_images(&self) -> BedrockImages {
        BedrockImages::new(&self.sdk)
    }

    /// The voices of Polly in this region.
    pub fn polly(&self) -> Polly {
        Polly::new(&self.sdk)
    }
}

impl Storage {
    fn new(sdk: &SdkConfig, settings: &Settings) -> Self {
        let s3 = aws_sdk_s3::config::Builder::from(sdk).force_path_style(settings.s3_path_style);
        Self {
            table: Table::new(aws_sdk_dynamodb::Client::new(sdk), &settings.table),
            bucket: Bucket::new(aws_sdk_s3::Client::from_conf(s3.build()), &settings.bucket),
        }
    }

    /// A table and a bucket at explicit addresses, whatever the environment says.
    pub fn at_endpoints(endpoints: &Endpoints, table: &str, bucket: &str) -> Self {
        let sdk = sdk::for_endpoints(endpoints);
        let dynamodb =
            aws_sdk_dynamodb::config::Builder::from(&sdk).endpoint_url(&endpoints.dynamodb);
        let s3 = aws_sdk_s3::config::Builder::from(&sdk)
            .endpoint_url(&endpoints.s3)
            .force_path_style(true);
        Self {
            table: Table::new(aws_sdk_dynamodb::Client::from_conf(dynamodb.build()), table),
            bucket: Bucket::new(aws_sdk_s3::Client::from_conf(s3.build()), bucket),
        }
    }
}

impl fmt::Debug for Endpoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoints")
            .field("dynamodb", &self.dynamodb)
            .field("s3", &self.s3)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_without_a_state_machine_learns_which_variable_is_missing() {
        let settings = Settings {
            table: "t".to_owned(),
            bucket: "b".to_owned(),
            state_machine_arn: None,
            batch_state_machine_arn: None,
            scheduler: None,
            s3_path_style: false,
        };
        let endpoints = Endpoints {
            dynamodb: String::new(),
            s3: String::new(),
            access_key_id: "id".to_owned(),
            secret_access_key: "hush".to_owned(),
            region: "local".to_owned(),
        };
        let cloud = Cloud::new(sdk::for_endpoints(&endpoints), settings);
        let error = cloud.executions().unwrap_err();
        assert!(error.message.contains("OMA_STATE_MACHINE_ARN"));
        assert!(!format!("{endpoints:?}").contains("hush"));
    }
}
