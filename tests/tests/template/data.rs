use oma_aws::schema;
use serde_json::{Value, json};

use crate::stack::{all_of_type, template, templates};

fn table() -> Value {
    template("data.yaml").properties("Table")
}

fn rules(bucket: &str) -> Vec<Value> {
    let bucket = template("data.yaml").properties(bucket);
    bucket["LifecycleConfiguration"]["Rules"].as_array().unwrap().clone()
}

/// The one rule of the media bucket for a prefix.
fn rule(prefix: &str) -> Value {
    let mut found = rules("Bucket");
    found.retain(|rule| rule["Prefix"] == prefix && rule["Status"] == "Enabled");
    assert_eq!(found.len(), 1, "{prefix}");
    found.remove(0)
}

#[test]
fn the_table_has_the_keys_and_the_index_that_the_adapter_uses() {
    let keys = |partition: &str, sort: &str| {
        json!([
            { "AttributeName": partition, "KeyType": "HASH" },
            { "AttributeName": sort, "KeyType": "RANGE" },
        ])
    };
    let table = table();
    assert_eq!(table["KeySchema"], keys(schema::PARTITION_KEY, schema::SORT_KEY));
    let index = &table["GlobalSecondaryIndexes"][0];
    assert_eq!(index["IndexName"], schema::STATUS_INDEX);
    let of_index = keys(schema::STATUS_INDEX_PARTITION_KEY, schema::STATUS_INDEX_SORT_KEY);
    assert_eq!(index["KeySchema"], of_index);
    assert_eq!(index["Projection"]["ProjectionType"], "KEYS_ONLY", "a record may hold a token");
    let ttl = json!({ "AttributeName": schema::TTL, "Enabled": true });
    assert_eq!(table["TimeToLiveSpecification"], ttl);
    for attribute in table["AttributeDefinitions"].as_array().unwrap() {
        assert_eq!(attribute["AttributeType"], "S");
    }
}

#[test]
fn the_table_is_encrypted_and_can_be_brought_back() {
    let table = table();
    assert_eq!(table["BillingMode"], "PAY_PER_REQUEST");
    assert_eq!(table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"], true);
    let key = json!({ "Fn::GetAtt": ["Key", "Arn"] });
    let encryption = json!({ "SSEEnabled": true, "SSEType": "KMS", "KMSMasterKeyId": key });
    assert_eq!(table["SSESpecification"], encryption);
    let protected = json!({ "Fn::If": ["ProtectsData", true, false] });
    assert_eq!(table["DeletionProtectionEnabled"], protected);
    // Domain events are whole items.
    assert_eq!(table["StreamSpecification"]["StreamViewType"], "NEW_IMAGE");
}

#[test]
fn what_holds_data_stays_when_the_stack_goes_if_wanted() {
    let data = template("data.yaml");
    let deletion = json!({ "Fn::If": ["ProtectsData", "RetainExceptOnCreate", "Delete"] });
    let replacement = json!({ "Fn::If": ["ProtectsData", "Retain", "Delete"] });
    let kinds =
        ["AWS::KMS::Key", "AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SecretsManager::Secret"];
    let mut seen = 0;
    for name in kinds.iter().flat_map(|kind| data.of_type(kind)).map(|(name, _)| name) {
        let resource = data.resource(&name);
        assert_eq!(resource["DeletionPolicy"], deletion, "{name}");
        assert_eq!(resource["UpdateReplacePolicy"], replacement, "{name}");
        seen += 1;
    }
    assert_eq!(seen, 11, "the key, the table, two buckets, seven secrets");
}

#[test]
fn every_bucket_is_private_encrypted_and_asks_for_tls() {
    let data = template("data.yaml");
    let policies = all_of_type("AWS::S3::BucketPolicy");
    for (name, bucket) in data.of_type("AWS::S3::Bucket") {
        let access = bucket["PublicAccessBlockConfiguration"].as_object().unwrap();
        assert_eq!(access.len(), 4, "{name}");
        assert!(access.values().all(|blocked| blocked == true), "{name}");
        assert!(bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"].is_array());
        let names_it = |policy: &Value| {
            policy["Bucket"]["Ref"] == name
                || (name == "Bucket" && policy["Bucket"]["Ref"] == "BucketName")
        };
        let (_, _, policy) = policies.iter().find(|(_, _, policy)| names_it(policy)).unwrap();
        let statements = policy["PolicyDocument"]["Statement"].as_array().unwrap();
        let tls_only = statements.iter().any(|statement| {
            statement["Effect"] == "Deny"
                && statement["Action"] == "s3:*"
                && statement["Condition"] == json!({ "Bool": { "aws:SecureTransport": "false" } })
                && statement["Resource"].as_array().is_some_and(|both| both.len() == 2)
        });
        assert!(tls_only, "{name}");
    }
}

#[test]
fn media_are_versioned_logged_and_encrypted_by_the_key() {
    let bucket = template("data.yaml").properties("Bucket");
    assert_eq!(bucket["VersioningConfiguration"]["Status"], "Enabled");
    assert_eq!(bucket["LoggingConfiguration"]["DestinationBucketName"]["Ref"], "AccessLogs");
    let encryption = &bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"][0];
    let default = &encryption["ServerSideEncryptionByDefault"];
    assert_eq!(default["SSEAlgorithm"], "aws:kms");
    assert_eq!(default["KMSMasterKeyID"], json!({ "Fn::GetAtt": ["Key", "Arn"] }));
    let origins = &bucket["CorsConfiguration"]["CorsRules"][0]["AllowedOrigins"];
    assert_eq!(*origins, json!([{ "Ref": "ConsoleOrigin" }]));
}

#[test]
fn finished_artifacts_expire_after_their_index_entries() {
    // The adapter's entries expire 29 days after they were made.
    assert_eq!(rule("artifacts/")["ExpirationInDays"], 30);
}

#[test]
fn films_uploads_and_batches_become_cheaper_but_never_expire() {
    for prefix in ["videos/", "uploads/", "batches/"] {
        let rule = rule(prefix);
        assert!(rule["ExpirationInDays"].is_null(), "{prefix}");
        assert_eq!(rule["Transitions"][0]["StorageClass"], "STANDARD_IA");
        assert!(rule["NoncurrentVersionExpiration"]["NoncurrentDays"].is_u64());
    }
    let abandoned = |rule: &Value| rule["AbortIncompleteMultipartUpload"].is_object();
    assert!(rules("Bucket").iter().any(abandoned));
    assert!(rules("AccessLogs").iter().any(|rule| rule["ExpirationInDays"].is_u64()));
}

#[test]
fn secrets_are_created_empty_and_hold_no_value_in_a_template() {
    let secrets = all_of_type("AWS::SecretsManager::Secret");
    let mut providers: Vec<String> = Vec::new();
    for (_, _, secret) in &secrets {
        assert!(secret["SecretString"].is_null() && secret["GenerateSecretString"].is_null());
        let name = secret["Name"]["Fn::Sub"].as_str().unwrap();
        providers.push(name.strip_prefix("oma/${Environment}/").unwrap().to_owned());
        assert_eq!(secret["KmsKeyId"], json!({ "Fn::GetAtt": ["Key", "Arn"] }));
    }
    providers.sort();
    let all = ["elevenlabs", "openai", "openrouter", "pexels", "pixabay", "runway", "stability"];
    assert_eq!(providers, all);
}

#[test]
fn the_key_turns_and_serves_only_this_account() {
    let key = template("data.yaml").properties("Key");
    assert_eq!(key["EnableKeyRotation"], true);
    for statement in key["KeyPolicy"]["Statement"].as_array().unwrap() {
        let root = statement["Principal"]["AWS"]["Fn::Sub"]
            .as_str()
            .is_some_and(|principal| principal.ends_with(":iam::${AWS::AccountId}:root"));
        assert!(root || statement["Condition"].is_object(), "{statement}");
    }
}

#[test]
fn backups_hold_table_and_media_and_are_encrypted() {
    let backup = template("backup.yaml");
    assert_eq!(backup.properties("Vault")["EncryptionKeyArn"]["Ref"], "KeyArn");
    let held = &backup.properties("Selection")["BackupSelection"]["Resources"];
    assert_eq!(*held, json!([{ "Ref": "TableArn" }, { "Ref": "BucketArn" }]));
    let rule = &backup.properties("Plan")["BackupPlan"]["BackupPlanRule"][0];
    assert!(rule["Lifecycle"]["DeleteAfterDays"].as_u64().unwrap() >= 30);
}

#[test]
fn films_reach_browsers_by_signed_links_alone() {
    let access = template("media-access.yaml");
    let distribution = &access.properties("Distribution")["DistributionConfig"];
    let behavior = &distribution["DefaultCacheBehavior"];
    assert_eq!(behavior["TrustedKeyGroups"], json!([{ "Ref": "Signers" }]));
    assert_eq!(behavior["ViewerProtocolPolicy"], "https-only");
    let origin = &distribution["Origins"][0];
    assert_eq!(origin["OriginAccessControlId"], json!({ "Fn::GetAtt": ["OriginAccess", "Id"] }));
    assert!(
        templates().iter().any(|template| !template.at("/Rules/FilmsAreNeverPublic").is_null())
    );
}
