use super::*;

fn directory() -> (tempfile::TempDir, Directory) {
    let folder = tempfile::tempdir().unwrap();
    let directory = Directory::open(&folder.path().join("identity")).unwrap();
    (folder, directory)
}

fn user(name: &str) -> NewUser {
    NewUser { name: name.to_owned(), password: None, groups: vec!["editor".to_owned()] }
}

fn client(scopes: &[&str], redirect_uris: &[&str]) -> NewClient {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let name = "ci".to_owned();
    NewClient { name, scopes: texts(scopes), redirect_uris: texts(redirect_uris) }
}

#[test]
fn another_process_sees_what_is_changed() {
    let (_folder, directory) = directory();
    let other = Directory::open(directory.folder()).unwrap();
    let (added, password) = directory.add_user(user("ana")).unwrap();
    assert!(crate::secret::is_password(&password, added.password_hash()));
    other.set_disabled("ana", true).unwrap();
    other.set_groups("ana", vec!["viewer".to_owned()]).unwrap();
    let found = directory.user_by_sub(&added.sub).unwrap().unwrap();
    assert!(found.disabled);
    assert_eq!(found.groups, ["viewer"]);
    let again = other.reset_password("ana", None).unwrap();
    let found = directory.user_by_name("ana").unwrap().unwrap();
    assert!(crate::secret::is_password(&again, found.password_hash()));
    assert!(!crate::secret::is_password(&password, found.password_hash()));
}

#[test]
fn names_are_unique_and_groups_are_known() {
    let (_folder, directory) = directory();
    directory.add_user(user("ana")).unwrap();
    let kind = |outcome: Result<(User, String)>| outcome.unwrap_err().kind;
    assert_eq!(kind(directory.add_user(user("ana"))), ErrorKind::Conflict);
    for name in ["", "a b", "a\n", &"x".repeat(65)] {
        assert_eq!(kind(directory.add_user(user(name))), ErrorKind::InvalidRequest, "{name:?}");
    }
    let root = NewUser { groups: vec!["root".to_owned()], ..user("eva") };
    assert_eq!(kind(directory.add_user(root)), ErrorKind::InvalidRequest);
    let short = NewUser { password: Some("short".to_owned()), ..user("eva") };
    assert_eq!(kind(directory.add_user(short)), ErrorKind::InvalidRequest);
    assert_eq!(directory.set_disabled("eva", true).unwrap_err().kind, ErrorKind::NotFound);
    assert_eq!(directory.users().unwrap().len(), 1);
}

#[test]
fn a_client_is_a_machine_or_a_place_to_sign_in() {
    let (_folder, directory) = directory();
    for wrong in [
        client(&[], &[]),
        client(&["oma/read"], &["https://a.example/"]),
        client(&["oma/everything"], &[]),
        client(&[], &["http://a.example/"]),
        client(&[], &["https://a.example/#x"]),
    ] {
        assert_eq!(directory.add_client(wrong).unwrap_err().kind, ErrorKind::InvalidRequest);
    }
    let (machine, secret) = directory.add_client(client(&["oma/read"], &[])).unwrap();
    let secret = secret.unwrap();
    assert!(machine.is_machine() && machine.has_secret(&secret) && !machine.has_secret(""));
    directory.remove_client("ci").unwrap();
    assert!(directory.client(&machine.id).unwrap().is_none());
    let (place, none) = directory.add_client(client(&[], &["https://a.example/back"])).unwrap();
    assert!(none.is_none() && !place.is_machine() && !place.has_secret(""));
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_it_and_no_secret_is_in_it() {
    use std::os::unix::fs::PermissionsExt as _;

    let (_folder, directory) = directory();
    let (_, password) = directory.add_user(user("ana")).unwrap();
    let (_, secret) = directory.add_client(client(&["oma/read"], &[])).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(directory.folder()), 0o700);
    assert_eq!(mode(&directory.path()), 0o600);
    let text = std::fs::read_to_string(directory.path()).unwrap();
    assert!(!text.contains(&password) && !text.contains(&secret.unwrap()));
    assert!(!format!("{:?}", directory.users()).contains("argon2"));
}
