//! What `sam package` does: files that a template names go to a bucket, and the template names them
//! there. The SAM transform itself is the emulator's.

use std::fs;
use std::path::{Path, PathBuf};

use aws_sdk_s3::types::CreateBucketConfiguration;
use futures::FutureExt;
use futures::future::BoxFuture;
use serde_norway::{Mapping, Value};
use sha2::{Digest as _, Sha256};

use crate::emulator::REGION;
use crate::{Clients, paths};

/// Uploads everything that a template refers to, then the template, and returns its URL. `key` is
/// where the template goes; nested ones lie beside it. `settings` are what the stack is deployed
/// with: functions become new versions when these change, as `scripts/lambda/package.py` has it.
pub fn upload<'a>(
    clients: &'a Clients,
    bucket: &'a str,
    template: &'a Path,
    key: &'a str,
    settings: &'a str,
) -> BoxFuture<'a, String> {
    async move {
        let text = fs::read_to_string(template).unwrap();
        let mut document: Value = serde_norway::from_str(&text).unwrap();
        document.apply_merge().unwrap();
        let dir = template.parent().unwrap();
        let package = Package { clients, bucket, dir, settings };
        without_common_code(&mut document);
        let resources = document["Resources"].as_mapping_mut().unwrap();
        for (name, resource) in resources.iter_mut() {
            package.resource(name.as_str().unwrap(), resource).await;
        }
        let text = serde_norway::to_string(&document).unwrap();
        fs::write(paths::kept().join(key.replace('/', "-")), &text).unwrap();
        put(clients, bucket, key, text.into_bytes()).await;
        format!("{}/{bucket}/{key}", clients.url)
    }
    .boxed()
}

/// Every function gets a code of its own.
fn without_common_code(document: &mut Value) {
    let function = document.get_mut("Globals").and_then(|globals| globals.get_mut("Function"));
    if let Some(function) = function.and_then(Value::as_mapping_mut) {
        function.remove("CodeUri");
    }
}

struct Package<'a> {
    clients: &'a Clients,
    bucket: &'a str,
    /// Paths in the template begin here.
    dir: &'a Path,
    settings: &'a str,
}

impl Package<'_> {
    async fn resource(&self, name: &str, resource: &mut Value) {
        let kind = resource["Type"].as_str().unwrap_or_default().to_owned();
        let binary = resource
            .get("Metadata")
            .and_then(|metadata| metadata.get("BuildProperties")?.get("Binary")?.as_str())
            .map(str::to_owned);
        let body = resource.as_mapping_mut().unwrap();
        body.remove("Metadata");
        let Some(properties) = body.get_mut("Properties").and_then(Value::as_mapping_mut) else {
            return;
        };
        match kind.as_str() {
            "AWS::Serverless::Function" => {
                let binary = binary.unwrap_or_else(|| panic!("{name} names no binary"));
                let zip = fs::read(paths::function_zip(&binary)).unwrap();
                let version = self.version(&zip);
                properties.insert("AutoPublishCodeSha256".into(), version.into());
                let uri = self.object(&format!("functions/{binary}.zip"), zip).await;
                properties.insert("CodeUri".into(), uri.into());
            }
            "AWS::Serverless::Api" => self.included(properties).await,
            "AWS::StepFunctions::StateMachine" => self.definition(properties).await,
            "AWS::Serverless::LayerVersion" => self.layer(name, properties).await,
            "AWS::Serverless::Application" => self.nested(properties, "Location").await,
            "AWS::CloudFormation::Stack" => self.nested(properties, "TemplateURL").await,
            _ => {}
        }
    }

    /// SAM does not look into parameters when it decides whether a function becomes a new version.
    fn version(&self, zip: &[u8]) -> String {
        hex::encode(Sha256::new().chain_update(zip).chain_update(self.settings).finalize())
    }

    /// A file beside the template.
    async fn file(&self, properties: &mut Mapping, property: &str) {
        let Some(path) = self.local(properties, property) else { return };
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let uri = self.object(&name, fs::read(&path).unwrap()).await;
        properties.insert(property.into(), uri.into());
    }

    /// What stands in for the definition: `AWS::Include` of a file.
    async fn included(&self, properties: &mut Mapping) {
        let definition = properties.get_mut("DefinitionBody").and_then(Value::as_mapping_mut);
        let include = definition.and_then(|body| body.get_mut("Fn::Transform"));
        let parameters = include.and_then(|include| include.get_mut("Parameters"));
        if let Some(parameters) = parameters.and_then(Value::as_mapping_mut) {
            self.file(parameters, "Location").await;
        }
    }

    /// The native resource wants bucket and key apart.
    async fn definition(&self, properties: &mut Mapping) {
        const PROPERTY: &str = "DefinitionS3Location";
        let Some(path) = self.local(properties, PROPERTY) else { return };
        let key = path.file_name().unwrap().to_string_lossy().into_owned();
        put(self.clients, self.bucket, &key, fs::read(&path).unwrap()).await;
        let place = [("Bucket", self.bucket), ("Key", &key)];
        let place = place.map(|(name, value)| (Value::from(name), Value::from(value)));
        properties.insert(PROPERTY.into(), Mapping::from_iter(place).into());
    }

    /// The emulator runs functions as processes of this machine and puts no layer in place, so
    /// what is uploaded stands for the layer's content.
    async fn layer(&self, name: &str, properties: &mut Mapping) {
        let uri = self.object(&format!("layers/{name}.zip"), EMPTY_ZIP.to_vec()).await;
        properties.insert("ContentUri".into(), uri.into());
    }

    async fn nested(&self, properties: &mut Mapping, property: &str) {
        let Some(path) = self.local(properties, property) else { return };
        let key = path.file_name().unwrap().to_string_lossy().into_owned();
        let url = upload(self.clients, self.bucket, &path, &key, self.settings).await;
        properties.insert(property.into(), url.into());
    }

    /// The path that a property names, unless it is an address already or computed.
    fn local(&self, properties: &Mapping, property: &str) -> Option<PathBuf> {
        let path = properties.get(property)?.as_str()?;
        (!path.contains("://")).then(|| self.dir.join(path))
    }

    async fn object(&self, key: &str, content: Vec<u8>) -> String {
        put(self.clients, self.bucket, key, content).await;
        format!("s3://{}/{key}", self.bucket)
    }
}

/// The end-of-directory record alone: a valid archive without entries.
const EMPTY_ZIP: [u8; 22] = *b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

/// Makes a bucket.
pub async fn make_bucket(clients: &Clients, bucket: &str) {
    // S3 refuses a bucket whose region is left out, everywhere but in us-east-1.
    let place = CreateBucketConfiguration::builder().location_constraint(REGION.into()).build();
    let call = clients.s3.create_bucket().bucket(bucket).create_bucket_configuration(place);
    call.send().await.unwrap();
}

/// Puts an object.
pub async fn put(clients: &Clients, bucket: &str, key: &str, content: Vec<u8>) {
    clients.s3.put_object().bucket(bucket).key(key).body(content.into()).send().await.unwrap();
}
