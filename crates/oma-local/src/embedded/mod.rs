//! `DynamoDB` and S3 inside this process, so that the production adapters of oma-aws run on one
//! machine with nothing installed.
//!
//! Reading order: [`Embedded::start`] locks the state folder and wires everything; `servers` runs
//! the two servers on a thread of their own; `media` is the S3, which mends what s3s-fs leaves
//! half done.
//!
//! Everything lies in the state folder: `table.sqlite` with its write-ahead log is the table,
//! `media/media/{key}` is an object as a plain file. Both survive the death of the process at any
//! point. The table is flushed to the disk on each write; objects are not, so after a power cut
//! the last ones may be missing or short. The runner of steps compares lengths and makes them anew.
//!
//! Both listen on a random port of the loopback address. The S3 checks signatures made with
//! credentials that are drawn at each start. dynoxide, like Amazon's own `DynamoDB` Local, checks
//! no signature: whoever can run programs on the machine and finds the port can read the table.

mod lock;
mod media;
mod servers;
mod stream;

use std::fmt;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use dynoxide::Database;
use oma_aws::{Endpoints, Storage};
use oma_core::{Error, Result};
use s3s::service::S3Service;
use ulid::Ulid;

use self::media::Media;
use self::servers::{Parts, Servers};
pub(crate) use self::stream::Stream;

pub(crate) const TABLE: &str = "oma";
pub(crate) const BUCKET: &str = "media";
/// Where the SQLite file, the objects and the lock lie in the state folder.
const TABLE_FILE: &str = "table.sqlite";
const MEDIA_FOLDER: &str = "media";
const LOCK_FILE: &str = "lock";

/// State and media of one machine. Dropping it stops both servers and frees the state folder;
/// that takes milliseconds, during which the dropping thread waits.
pub struct Embedded {
    storage: Storage,
    endpoints: Endpoints,
    database: Database,
    media: S3Service,
    _servers: Servers,
}

impl Embedded {
    /// Opens a state folder, creating what is missing. A folder in use by another process, or
    /// twice by this one, is [`oma_core::ErrorKind::Conflict`].
    pub async fn start(state_dir: &Path) -> Result<Self> {
        std::fs::create_dir_all(state_dir).map_err(|e| unusable(state_dir, &e))?;
        let lock = lock::take(state_dir, LOCK_FILE)?;
        let table_file = state_dir.join(TABLE_FILE);
        let path = table_file.to_str().ok_or_else(|| unusable(state_dir, &"it is not UTF-8"))?;
        let access_key_id = Ulid::generate().to_string();
        let secret_access_key = format!("{}{}", Ulid::generate(), Ulid::generate());
        let (dynamodb, dynamodb_url) = listen()?;
        let (s3, s3_url) = listen()?;
        let database = Database::new(path).map_err(|e| unusable(state_dir, &e))?;
        let media = Media::open(&state_dir.join(MEDIA_FOLDER), BUCKET)
            .map_err(|e| unusable(state_dir, &e))?
            .into_service(&access_key_id, &secret_access_key);
        let servers = Servers::start(Parts {
            lock,
            database: database.clone(),
            dynamodb,
            media: media.clone(),
            s3,
        })?;
        let endpoints = Endpoints {
            dynamodb: dynamodb_url,
            s3: s3_url,
            access_key_id,
            secret_access_key,
            region: "local".to_owned(),
        };
        let storage = Storage::at_endpoints(&endpoints, TABLE, BUCKET);
        storage.table.create_if_missing().await?;
        Ok(Self { storage, endpoints, database, media, _servers: servers })
    }

    /// The environment in which another process on this machine, such as a function's binary,
    /// reaches the same table and media.
    pub fn environment(&self) -> Vec<(String, String)> {
        let Endpoints { dynamodb, s3, access_key_id, secret_access_key, region } = &self.endpoints;
        [
            ("AWS_ENDPOINT_URL_DYNAMODB", dynamodb.as_str()),
            ("AWS_ENDPOINT_URL_S3", s3),
            ("AWS_ACCESS_KEY_ID", access_key_id),
            ("AWS_SECRET_ACCESS_KEY", secret_access_key),
            ("AWS_REGION", region),
            ("OMA_TABLE", TABLE),
            ("OMA_BUCKET", BUCKET),
            ("OMA_S3_PATH_STYLE", "true"),
            // The servers are on this machine, whatever proxy leads out of it.
            ("NO_PROXY", "127.0.0.1"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }

    /// The same credentials, for an S3 that clients reach at another address.
    pub(crate) fn endpoints_at(&self, s3: &str) -> Endpoints {
        Endpoints { s3: s3.to_owned(), ..self.endpoints.clone() }
    }

    /// The S3 itself, for whoever hands requests to it.
    pub(crate) fn media(&self) -> S3Service {
        self.media.clone()
    }

    /// The table's stream, switched on from the first call on.
    pub(crate) fn stream(&self) -> Result<Stream> {
        Stream::open(self.database.clone())
    }

    /// The adapters, wired to the embedded servers. They stop working when this is dropped.
    pub fn storage(&self) -> &Storage {
        &self.storage
    }
}

impl fmt::Debug for Embedded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Embedded").field("storage", &self.storage).finish_non_exhaustive()
    }
}

/// A free port of the loopback address. Callers may connect at once: the system queues them until
/// the server accepts.
fn listen() -> Result<(TcpListener, String)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    let listener = listener.and_then(|l| l.set_nonblocking(true).map(|()| l));
    let listener = listener.map_err(|e| Error::internal(format!("cannot listen: {e}")))?;
    let address = listener.local_addr().map_err(|e| Error::internal(format!("no port: {e}")))?;
    Ok((listener, format!("http://{address}")))
}

fn unusable(state_dir: &Path, source: &dyn fmt::Display) -> Error {
    Error::internal(format!("state folder {}: {source}", state_dir.display()))
}
