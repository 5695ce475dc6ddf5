use oma_core::{Error, ErrorKind, Result};

use crate::SchedulerSettings;

/// What the adapters read from the environment. Region, credentials and endpoint overrides
/// (`AWS_REGION`, `AWS_ENDPOINT_URL`, …) are the SDK's own business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `OMA_TABLE`: the name of the table. Required.
    pub table: String,
    /// `OMA_BUCKET`: the name of the media bucket. Required.
    pub bucket: String,
    /// `OMA_STATE_MACHINE_ARN`: the video workflow. Only functions that start or stop executions
    /// have it.
    pub state_machine_arn: Option<String>,
    /// `OMA_BATCH_STATE_MACHINE_ARN`: the batch workflow, likewise.
    pub batch_state_machine_arn: Option<String>,
    /// `OMA_SCHEDULE_…`: where users' schedules lie. Only functions that set them have it.
    pub scheduler: Option<SchedulerSettings>,
    /// `OMA_S3_PATH_STYLE`: `true` puts the bucket into the path instead of the host name, as
    /// emulators need it. Default `false`.
    pub s3_path_style: bool,
}

impl Settings {
    /// Reads the process's environment; the error names the variable that is missing or wrong.
    pub fn from_env() -> Result<Self> {
        Self::from_lookup(|name| std::env::var(name).ok())
    }

    fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let optional = |name: &str| lookup(name).filter(|value| !value.is_empty());
        let required = |name: &str| optional(name).ok_or_else(|| wrong(name, "is not set"));
        let s3_path_style = match optional("OMA_S3_PATH_STYLE").as_deref() {
            None | Some("false") => false,
            Some("true") => true,
            Some(_) => return Err(wrong("OMA_S3_PATH_STYLE", "is neither true nor false")),
        };
        Ok(Self {
            table: required("OMA_TABLE")?,
            bucket: required("OMA_BUCKET")?,
            state_machine_arn: optional("OMA_STATE_MACHINE_ARN"),
            batch_state_machine_arn: optional("OMA_BATCH_STATE_MACHINE_ARN"),
            scheduler: scheduler(&lookup)?,
            s3_path_style,
        })
    }
}

/// Nothing, or all of it.
fn scheduler(lookup: &impl Fn(&str) -> Option<String>) -> Result<Option<SchedulerSettings>> {
    let optional = |name: &str| lookup(name).filter(|value| !value.is_empty());
    let Some(group) = optional("OMA_SCHEDULE_GROUP") else { return Ok(None) };
    let required = |name: &str| optional(name).ok_or_else(|| wrong(name, "is not set"));
    Ok(Some(SchedulerSettings {
        group,
        target_arn: required("OMA_SCHEDULE_TARGET_ARN")?,
        role_arn: required("OMA_SCHEDULE_ROLE_ARN")?,
        dead_letters_arn: optional("OMA_SCHEDULE_DLQ_ARN"),
    }))
}

/// A deployment that lacks a variable is our defect, not the user's, but its message says which.
pub(crate) fn wrong(variable: &str, how: &str) -> Error {
    Error::new(ErrorKind::Internal, format!("The environment variable {variable} {how}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Settings> {
        Settings::from_lookup(|name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_required_variables_are_enough() {
        let settings = read(&[("OMA_TABLE", "t"), ("OMA_BUCKET", "b")]).unwrap();
        assert_eq!((settings.table.as_str(), settings.bucket.as_str()), ("t", "b"));
        assert_eq!(settings.state_machine_arn, None);
        assert!(!settings.s3_path_style);
    }

    #[test]
    fn a_missing_or_empty_variable_is_named() {
        for (variables, name) in [
            (vec![("OMA_BUCKET", "b")], "OMA_TABLE"),
            (vec![("OMA_TABLE", "t"), ("OMA_BUCKET", "")], "OMA_BUCKET"),
            (
                vec![("OMA_TABLE", "t"), ("OMA_BUCKET", "b"), ("OMA_SCHEDULE_GROUP", "g")],
                "OMA_SCHEDULE_TARGET_ARN",
            ),
        ] {
            assert!(read(&variables).unwrap_err().message.contains(name));
        }
    }

    #[test]
    fn a_misspelt_flag_is_not_taken_for_false() {
        let flag =
            |value| read(&[("OMA_TABLE", "t"), ("OMA_BUCKET", "b"), ("OMA_S3_PATH_STYLE", value)]);
        assert!(flag("true").unwrap().s3_path_style);
        assert!(flag("yes").unwrap_err().message.contains("OMA_S3_PATH_STYLE"));
    }
}
