use std::io::Write as _;

use serde_json::{Value, json};

use super::*;

fn shipped() -> Value {
    serde_json::from_str(SHIPPED).unwrap()
}

#[test]
fn the_shipped_table_is_sound_and_knows_the_vendors() {
    let table = ModelTable::shipped().unwrap();
    assert!(table.models().len() >= 10);
    assert_eq!(table.providers(), BTreeSet::from(["bedrock", "openai", "openrouter"]));
    for model in table.models() {
        assert!(!model.rate.micro_usd_per_million.is_empty(), "{} is free", model.model);
        assert!(model.page.starts_with("https://"), "{}", model.page);
        assert_eq!(table.get(&model.choice()), Some(model));
    }
    let known = table.chat_models("openrouter");
    assert!(!known["anthropic/claude-sonnet-5.5"].takes_temperature);
    assert!(known["deepseek/deepseek-v4-flash"].takes_seed);
}

#[test]
fn all_that_is_wrong_is_named_at_once() {
    let mut file = shipped();
    let rows = file["models"].as_array_mut().unwrap();
    rows.truncate(3);
    rows[0]["quality"]["pt-BR"]["write_script"] = json!(101);
    rows[0]["rate"]["dated"] = json!("yesterday");
    rows[1]["surprise"] = json!(1);
    rows[2]["rate"]["micro_usd_per_million"]["cached_input_tokens"] = json!(9_000_000);
    rows[2]["abilities"] = json!([]);
    let twice = rows[2].clone();
    rows.push(twice);
    let error = ModelTable::parse(&file.to_string()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::DependencyMissing);
    for part in
        ["row 1", "0 to 100", "no day", "row 2", "surprise", "cached token", "json_schema", "twice"]
    {
        assert!(error.message.contains(part), "{part}: {error}");
    }
}

#[test]
fn another_file_replaces_the_table_and_is_named_where_it_is_wrong() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let mut own = shipped();
    own["models"].as_array_mut().unwrap().truncate(1);
    write!(file, "{own}").unwrap();
    let path = file.path().to_str().unwrap().to_owned();
    let setting = |name: &str| (name == SETTING).then(|| path.clone());
    assert_eq!(ModelTable::from_settings(setting).unwrap().models().len(), 1);
    file.as_file_mut().set_len(10).unwrap();
    let error = ModelTable::from_settings(setting).unwrap_err();
    assert!(error.message.contains(&path), "{error}");
    assert!(ModelTable::from_settings(|_| None).is_ok());
    assert!(ModelTable::parse(r#"{"models": []}"#).is_err());
}
