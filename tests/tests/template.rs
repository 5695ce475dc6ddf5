//! The template and the adapters name the same things.

use oma_aws::schema;

const TEMPLATE: &str = include_str!("../../infra/template.yaml");

#[test]
fn the_table_has_the_keys_and_the_index_that_the_adapter_uses() {
    for name in [
        format!("AttributeName: {}, KeyType: HASH", schema::PARTITION_KEY),
        format!("AttributeName: {}, KeyType: RANGE", schema::SORT_KEY),
        format!("AttributeName: {}, KeyType: HASH", schema::STATUS_INDEX_PARTITION_KEY),
        format!("AttributeName: {}, KeyType: RANGE", schema::STATUS_INDEX_SORT_KEY),
        format!("IndexName: {}", schema::STATUS_INDEX),
        format!("AttributeName: {}, Enabled: true", schema::TTL),
    ] {
        assert!(TEMPLATE.contains(&name), "the template lacks {name}");
    }
}

#[test]
fn every_function_has_a_binary_of_its_own() {
    for function in oma_tests::binaries::FUNCTIONS {
        let binary = format!("BuildProperties: {{ Binary: {function} }}");
        assert_eq!(TEMPLATE.matches(&binary).count(), 1, "{function}");
    }
}

#[test]
fn finished_artifacts_expire_after_their_index_entries() {
    // The adapter's entries expire 29 days after they were made.
    assert!(TEMPLATE.contains("Prefix: artifacts/, ExpirationInDays: 30"));
}
