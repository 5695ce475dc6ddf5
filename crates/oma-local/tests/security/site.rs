//! A server in this process with users that signed in as people do.

use std::path::Path;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use oma_core::limits::Figures;
use oma_identity::{CLI_CLIENT, Directory, NewUser};
use oma_local::Reach;
use oma_local::serve::{ServeSettings, Server, identity_folder};
use oma_media::ffmpeg::Tools;
use reqwest::{Client, Method, RequestBuilder, StatusCode, header};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use url::{Url, form_urlencoded};

const BACK: &str = "http://127.0.0.1:4711/callback";
const PROOF: &str = "a-code-verifier-of-at-least-forty-three-characters";
const PASSWORD: &str = "correct horse battery";

pub(crate) struct Site {
    pub(crate) folder: TempDir,
    pub(crate) url: String,
    pub(crate) http: Client,
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
}

/// Somebody who signed in.
pub(crate) struct Person {
    pub(crate) access: String,
    pub(crate) id: String,
    pub(crate) refresh: String,
}

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: header::HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }
}

/// More than any test asks for: limits are tested elsewhere.
const PLENTY: Figures = Figures {
    requests_per_minute: 100_000,
    requests_per_minute_per_address: 100_000,
    videos_at_once: 100,
    videos_per_day: 1000,
    usd_per_month: 0,
};

impl Site {
    pub(crate) async fn start(faults: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = ServeSettings {
            listen: "127.0.0.1:0".parse().unwrap(),
            state_dir: folder.path().to_owned(),
            jobs: 2,
            public_url: None,
            allow_origins: Vec::new(),
            outside_issuer: None,
            allow_local_webhooks: false,
            figures: Some(PLENTY),
            reach: Reach::offline(),
            faults: faults.to_owned(),
        };
        let server = Server::start(&settings, Tools::locate().unwrap()).await.unwrap();
        let url = server.url().to_owned();
        let (stop, stopped) = oneshot::channel();
        let stopped = async move {
            let _ = stopped.await;
        };
        let served = tokio::spawn(server.run(stopped));
        let http = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
        let http = http.timeout(Duration::from_mins(2)).build().unwrap();
        Self { folder, url, http, stop, served }
    }

    pub(crate) fn identity(&self) -> Directory {
        Directory::open(&identity_folder(self.folder.path())).unwrap()
    }

    /// A new user in groups, signed in.
    pub(crate) async fn person(&self, name: &str, groups: &[&str]) -> Person {
        let groups = groups.iter().map(|group| (*group).to_owned()).collect();
        let password = Some(PASSWORD.to_owned());
        self.identity().add_user(NewUser { name: name.to_owned(), password, groups }).unwrap();
        let code = self.code(name).await.unwrap();
        let tokens = self.exchange(&code).await.json();
        let token = |name: &str| tokens[name].as_str().unwrap().to_owned();
        Person {
            access: token("access_token"),
            id: token("id_token"),
            refresh: token("refresh_token"),
        }
    }

    /// Opens the page of the issuer and sends its form: a code, or nothing.
    pub(crate) async fn code(&self, name: &str) -> Option<String> {
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(PROOF));
        let mut pairs = vec![
            ("response_type", "code"),
            ("client_id", CLI_CLIENT),
            ("redirect_uri", BACK),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
            ("scope", "openid"),
            ("state", "state"),
        ];
        let page = format!("{}/oauth2/authorize", self.url);
        let shown = self.http.get(format!("{page}?{}", form(&pairs))).send().await.unwrap();
        let cookie = shown.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
        let cookie = cookie.split(';').next().unwrap();
        let csrf = cookie.split_once('=').unwrap().1;
        pairs.extend([("csrf", csrf), ("username", name), ("password", PASSWORD)]);
        let sent = self.http.post(page).header(header::COOKIE, cookie);
        let sent = of_form(sent, &pairs).send().await.unwrap();
        let location = sent.headers().get(header::LOCATION)?.to_str().unwrap();
        let back = Url::parse(location).unwrap();
        back.query_pairs().find(|(key, _)| key == "code").map(|(_, code)| code.into_owned())
    }

    pub(crate) async fn exchange(&self, code: &str) -> Answer {
        let grant = ("grant_type", "authorization_code");
        let more = [("redirect_uri", BACK), ("code", code), ("code_verifier", PROOF)];
        self.token(&[&[grant, ("client_id", CLI_CLIENT)], &more[..]].concat()).await
    }

    pub(crate) async fn refresh(&self, token: &str) -> Answer {
        let grant = ("grant_type", "refresh_token");
        self.token(&[grant, ("client_id", CLI_CLIENT), ("refresh_token", token)]).await
    }

    pub(crate) async fn token(&self, pairs: &[(&str, &str)]) -> Answer {
        self.answer(of_form(self.http.post(format!("{}/oauth2/token", self.url)), pairs)).await
    }

    pub(crate) async fn answer(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        Answer { status, headers, text: response.text().await.unwrap() }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url))
    }

    /// Asks with a token and perhaps a body of JSON.
    pub(crate) async fn ask(
        &self,
        method: Method,
        path: &str,
        token: &str,
        body: Option<&Value>,
    ) -> Answer {
        let request = self.request(method, path).bearer_auth(token);
        let request = match body {
            Some(body) => {
                request.header(header::CONTENT_TYPE, "application/json").body(body.to_string())
            }
            None => request,
        };
        self.answer(request).await
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> Answer {
        self.ask(Method::GET, path, token, None).await
    }

    pub(crate) async fn post(&self, path: &str, token: &str, body: &Value) -> Answer {
        self.ask(Method::POST, path, token, Some(body)).await
    }

    /// Stops the server and keeps what it left.
    pub(crate) async fn end(self) -> TempDir {
        self.stop.send(()).unwrap();
        self.served.await.unwrap();
        self.folder
    }
}

fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn of_form(request: RequestBuilder, pairs: &[(&str, &str)]) -> RequestBuilder {
    request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(form(pairs))
}

/// The private key that a state folder's issuer signs with: its id and its PEM.
pub(crate) fn signing_key(identity: &Path) -> (String, String) {
    let text = std::fs::read_to_string(identity.join("keys.json")).unwrap();
    let ring: Value = serde_json::from_str(&text).unwrap();
    let keys = ring["keys"].as_array().unwrap();
    let key = keys.iter().find(|key| key["signs_from"].is_string()).unwrap();
    (key["kid"].as_str().unwrap().to_owned(), key["pem"].as_str().unwrap().to_owned())
}
