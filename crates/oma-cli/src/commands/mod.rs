mod approval;
pub(crate) mod doctor;
pub(crate) mod errors;
pub(crate) mod generate;
pub(crate) mod licences;
pub(crate) mod lint;
pub(crate) mod remote;
pub(crate) mod schema;
pub(crate) mod voices;
