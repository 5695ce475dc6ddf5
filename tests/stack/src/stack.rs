use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_cloudformation::types::{Capability, Parameter, Stack as Described, StackStatus};

use crate::{Clients, package, paths};

/// Where packages go, as `sam deploy` has a bucket of its own.
pub(crate) const ARTIFACTS: &str = "oma-artifacts";
/// Far more than a deployment takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(5);

/// A deployed stack.
pub struct Stack {
    clients: Clients,
    name: String,
    /// Its parameters as last deployed.
    pub parameters: BTreeMap<String, String>,
    /// Its outputs.
    pub outputs: BTreeMap<String, String>,
}

impl Stack {
    /// Packages and creates the product's stack, and waits for `CREATE_COMPLETE`.
    pub async fn create(clients: &Clients) -> Self {
        Self::create_with(clients, []).await
    }

    /// The same with some parameters changed.
    pub async fn create_with(
        clients: &Clients,
        changed: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        package::make_bucket(clients, ARTIFACTS).await;
        let mut parameters = emulator_parameters();
        parameters.extend(changed);
        let template_url = packaged(clients, &parameters).await;
        Self::create_from(clients, "oma-dev", &template_url, parameters).await
    }

    /// Creates a stack of an uploaded template.
    pub async fn create_from(
        clients: &Clients,
        name: &str,
        template_url: &str,
        parameters: BTreeMap<String, String>,
    ) -> Self {
        clients
            .cloudformation
            .create_stack()
            .stack_name(name)
            .template_url(template_url)
            .set_parameters(Some(given(&parameters)))
            .set_capabilities(Some(capabilities()))
            .send()
            .await
            .unwrap();
        let (clients, name) = (clients.clone(), name.to_owned());
        let mut stack = Self { clients, name, parameters, outputs: BTreeMap::new() };
        stack.settle(&StackStatus::CreateComplete).await;
        stack
    }

    /// Updates the product's stack with one parameter changed and waits for `UPDATE_COMPLETE`.
    pub async fn update(&mut self, parameter: &str, value: &str) {
        self.parameters.insert(parameter.to_owned(), value.to_owned());
        self.clients
            .cloudformation
            .update_stack()
            .stack_name(&self.name)
            .template_url(packaged(&self.clients, &self.parameters).await)
            .set_parameters(Some(given(&self.parameters)))
            .set_capabilities(Some(capabilities()))
            .send()
            .await
            .unwrap();
        self.settle(&StackStatus::UpdateComplete).await;
    }

    /// An output that the stack must have.
    pub fn output(&self, key: &str) -> &str {
        self.outputs.get(key).unwrap_or_else(|| panic!("no output {key} in {:?}", self.outputs))
    }

    /// The physical id of a resource of the template.
    pub async fn resource(&self, logical_id: &str) -> String {
        let call = self.clients.cloudformation.describe_stack_resource();
        let call = call.stack_name(&self.name).logical_resource_id(logical_id);
        let detail = call.send().await.unwrap().stack_resource_detail.unwrap();
        detail.physical_resource_id.unwrap()
    }

    /// What a function's alias `live` runs with, by the name of the variable.
    pub async fn variable(&self, function: &str, name: &str) -> String {
        let function = self.resource(function).await;
        // One plain call: the client of Lambda would cost minutes of compiling.
        let path = format!("/2015-03-31/functions/{function}/configuration?Qualifier=live");
        let url = format!("{}{path}", self.clients.url);
        let answer = self.clients.http.get(url).send().await.unwrap().text().await.unwrap();
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        answer["Environment"]["Variables"][name].as_str().unwrap_or_default().to_owned()
    }

    /// The table and the bucket, through the product's own adapters.
    pub fn storage(&self) -> oma_aws::Storage {
        self.clients.storage(self.output("TableName"), self.output("BucketName"))
    }

    async fn settle(&mut self, wanted: &StackStatus) {
        let settled = async {
            loop {
                let stack = self.describe().await;
                let status = stack.stack_status().unwrap().clone();
                if !status.as_str().ends_with("_IN_PROGRESS") {
                    return (status, stack);
                }
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        };
        let (status, stack) = tokio::time::timeout(PATIENCE, settled).await.unwrap();
        let told = || async { self.failures().await.join("\n") };
        assert!(status == *wanted, "{}: {status}\n{}", self.name, told().await);
        let pair = |output: &aws_sdk_cloudformation::types::Output| {
            Some((output.output_key()?.to_owned(), output.output_value()?.to_owned()))
        };
        self.outputs = stack.outputs().iter().filter_map(pair).collect();
    }

    async fn describe(&self) -> Described {
        let call = self.clients.cloudformation.describe_stacks().stack_name(&self.name);
        call.send().await.unwrap().stacks.unwrap().remove(0)
    }

    async fn failures(&self) -> Vec<String> {
        let call = self.clients.cloudformation.describe_stack_events().stack_name(&self.name);
        let events = call.send().await.unwrap().stack_events.unwrap_or_default();
        let failed = events.iter().filter(|event| {
            event.resource_status().is_some_and(|status| status.as_str().ends_with("_FAILED"))
        });
        failed
            .map(|event| {
                let name = event.logical_resource_id().unwrap_or_default();
                format!("{name}: {}", event.resource_status_reason().unwrap_or_default())
            })
            .collect()
    }
}

/// The URL of the product's template, packaged for a deployment with these parameters.
async fn packaged(clients: &Clients, parameters: &BTreeMap<String, String>) -> String {
    let template = paths::root().join("infra/template.yaml");
    let settings = format!("{parameters:?}");
    package::upload(clients, ARTIFACTS, &template, "template.yaml", &settings).await
}

/// The parameters of the emulator's deployment, from the file that also `make dev` uses.
fn emulator_parameters() -> BTreeMap<String, String> {
    let path = paths::root().join("infra/parameters/emulator.json");
    let Ok(text) = std::fs::read_to_string(&path) else { return BTreeMap::new() };
    serde_json::from_str(&text).unwrap()
}

fn given(parameters: &BTreeMap<String, String>) -> Vec<Parameter> {
    let one = |(key, value): (&String, &String)| {
        Parameter::builder().parameter_key(key).parameter_value(value).build()
    };
    parameters.iter().map(one).collect()
}

fn capabilities() -> Vec<Capability> {
    vec![
        Capability::CapabilityIam,
        Capability::CapabilityNamedIam,
        Capability::CapabilityAutoExpand,
    ]
}
