//! The API on a real port, with everything behind it in this process.
//!
//! Reading order: [`Server::start`] wires it; `resume` takes up what the process before was at. `links` lets clients
//! read and write media by presigned links of the server's own address. `changes` follows the
//! table's stream, as a Lambda function does in the cloud. `claims` and `log` stand around the API's
//! router, `sign_in` says where tokens come from, `timers` begins schedules, `listen` is the port.
//!
//! Invariant: a video is taken up from what its record says, so the process may die at any point.

mod changes;
mod claims;
pub(crate) mod links;
mod listen;
mod log;
pub(crate) mod resume;
mod router;
mod settings;
mod sign_in;
mod timers;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use api_function::{Dependency, Services, Settings, VendorPrices};
use axum::Router;
use jiff::SignedDuration;
use notifier_function::{Notifier, Tidy};
use oma_core::ports::{SystemClock, Timers};
use oma_core::{Error, Result};
use oma_identity::{Directory, Issuer, IssuerSettings, NewUser, Verifier, VerifierSettings};
use oma_media::ffmpeg::Tools;
use oma_outbound::{Policy, Reach};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use self::links::Links;
pub use self::settings::{OutsideIssuer, ServeSettings, identity_folder};
use self::sign_in::SignIn;
use self::timers::LocalTimers;
use crate::Studio;
use crate::batches::{self, LocalBatches};
use crate::executions::LocalExecutions;

/// A server that is bound and wired, and has taken up what was under way.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    url: String,
    app: Router,
    executions: LocalExecutions,
    batches: LocalBatches,
    workers: JoinSet<()>,
    first_user: Option<(String, String)>,
    // Last, so that the state folder is freed when nobody works in it any more.
    _studio: Arc<Studio>,
}

impl Server {
    /// Binds the port, opens the state folder and goes on with the videos that are not finished.
    /// Nothing is answered before [`Server::run`].
    pub async fn start(settings: &ServeSettings, tools: Tools) -> Result<Self> {
        // It is large, and whoever starts a server should not have to know.
        Box::pin(Self::open(settings, tools)).await
    }

    async fn open(settings: &ServeSettings, tools: Tools) -> Result<Self> {
        let listener = TcpListener::bind(settings.listen).await;
        let listener = listener.map_err(|e| settings.unusable(&e))?;
        let address = listener.local_addr().map_err(Error::internal)?;
        let url = settings.url(address)?;
        let studio = Arc::new(
            Studio::open(&settings.state_dir, tools, &settings.faults, &settings.reach).await?,
        );
        // Before anything is written, so that nothing is missed.
        let stream = studio.embedded.stream()?;
        let executions = LocalExecutions::new(studio.clone(), settings.jobs);
        let links = Links::new(&studio.embedded, &url)?;

        let (issuer, verifier, first_user) = identity(settings, &url)?;
        let timers = LocalTimers::default();
        let mut services =
            services(&studio, &executions, &links, Arc::new(timers.clone()), settings.of_api()?)?;
        let batches = LocalBatches::new(&services, &executions, None)?;
        services.batches = Arc::new(batches.clone());
        let ticking = timers::tick(services.clone(), timers);
        let notifier = Arc::new(notifier(settings, &studio, &services)?);
        let parts = router::Parts {
            services: services.clone(),
            issuer,
            verifier: Arc::new(verifier),
            links,
            sign_in: SignIn::of(settings.outside_issuer.as_ref(), &url),
            allow_origins: settings.origins()?,
        };
        resume::take_up(studio.storage(), &executions).await?;
        // After the videos: rows that were begun find theirs at work.
        batches::take_up(&services).await?;
        let mut workers = JoinSet::new();
        let state_dir = settings.state_dir.clone();
        workers.spawn(changes::follow(stream, state_dir, notifier.clone()));
        workers.spawn(changes::sweep(notifier));
        workers.spawn(ticking);
        Ok(Self {
            listener,
            address,
            url,
            app: router::router(parts),
            executions,
            batches,
            workers,
            first_user,
            _studio: studio,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL that clients use; of its own issuer, too.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The name and password of the user that was made because there was none.
    pub fn first_user(&self) -> Option<(&str, &str)> {
        self.first_user.as_ref().map(|(name, password)| (name.as_str(), password.as_str()))
    }

    /// Answers until `stop` resolves; then finishes the requests under way, and leaves videos that
    /// are being made as they are: the next start takes them up.
    pub async fn run(mut self, stop: impl Future<Output = ()> + Send) {
        listen::serve(self.listener, self.app, stop).await;
        self.workers.shutdown().await;
        self.batches.close().await;
        self.executions.close().await;
    }
}

/// A stopped execution is dropped with its programs, so it writes hardly any longer.
const GRACE: SignedDuration = SignedDuration::from_secs(30);

fn notifier(settings: &ServeSettings, studio: &Studio, services: &Services) -> Result<Notifier> {
    let policy = Policy::messages();
    let policy =
        if settings.allow_local_webhooks { policy.reaching(Reach::Anywhere) } else { policy };
    let tidy = Tidy {
        limits: services.limits(),
        events: services.events.clone(),
        uses: Arc::new(studio.storage().table.clone()),
        objects: services.objects.clone(),
        bucket: services.bucket.clone(),
        grace: GRACE,
    };
    let (documents, clock) = (services.documents.clone(), services.clock.clone());
    Notifier::new(documents, clock, policy, Arc::new(tidy)).map_err(Error::internal)
}

/// The API's ports over a studio. Batches are put in place by whoever makes [`LocalBatches`] of it.
pub(crate) fn services(
    studio: &Studio,
    executions: &LocalExecutions,
    links: &Links,
    timers: Arc<dyn Timers>,
    settings: Settings,
) -> Result<Services> {
    let storage = studio.storage().clone();
    let providers = studio.providers().clone();
    let on = providers.on.clone();
    Ok(Services {
        videos: Arc::new(storage.table.clone()),
        events: Arc::new(storage.table.clone()),
        documents: Arc::new(storage.table.clone()),
        counters: Arc::new(storage.table.clone()),
        objects: Arc::new(storage.bucket.clone()),
        bucket: Arc::new(storage.bucket.clone()),
        presign: Arc::new(links.presigner()),
        executions: Arc::new(executions.clone()),
        batches: Arc::new(executions.clone()),
        timers,
        clock: Arc::new(SystemClock),
        prices: Arc::new(VendorPrices::new(providers, |name| std::env::var(name).ok())?),
        settings,
        dependencies: Arc::new([
            Dependency { name: "table", health: Arc::new(storage.table) },
            Dependency { name: "bucket", health: Arc::new(storage.bucket) },
        ]),
        voices_of: on.into(),
    })
}

type FirstUser = Option<(String, String)>;

/// Our own issuer, unless an outside one is named.
fn identity(settings: &ServeSettings, url: &str) -> Result<(Option<Issuer>, Verifier, FirstUser)> {
    if let Some(OutsideIssuer { url, audiences }) = &settings.outside_issuer {
        let outside = VerifierSettings { issuer: url.clone(), audiences: audiences.clone() };
        return Ok((None, Verifier::new(outside)?, None));
    }
    let directory = Directory::open(&identity_folder(&settings.state_dir))?;
    let first_user = first_user(&directory)?;
    let issuer = Issuer::open(IssuerSettings {
        url: url.to_owned(),
        directory,
        clock: Arc::new(SystemClock),
    })?;
    let verifier = issuer.verifier();
    Ok((Some(issuer), verifier, first_user))
}

/// An administrator where there is nobody yet.
fn first_user(directory: &Directory) -> Result<FirstUser> {
    if !directory.users()?.is_empty() {
        return Ok(None);
    }
    let groups = vec!["admin".to_owned()];
    let new = NewUser { name: "admin".to_owned(), password: None, groups };
    let (user, password) = directory.add_user(new)?;
    Ok(Some((user.name, password)))
}
