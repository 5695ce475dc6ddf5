use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::paths;

/// Any account will do; this one is not the emulator's own default, so that nothing can rely on it.
pub(crate) const ACCOUNT: &str = "111122223333";
/// Any region will do.
pub(crate) const REGION: &str = "eu-west-1";

/// Far more than the start takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);
/// A free port may be taken by someone else before the emulator binds it.
const STARTS: usize = 3;

/// A running ministack on a loopback port of its own. It is killed when this is dropped.
///
/// Start it on a thread that lives as long as the program, such as the main thread: the kernel
/// takes the end of that thread for the end of the parent.
pub struct Emulator {
    child: Child,
    /// Where every service answers.
    pub url: String,
}

impl Emulator {
    /// Starts it and waits until it answers. Its log is `target/stack/ministack.log`.
    pub fn start() -> Self {
        let kept = paths::kept();
        let _ = fs::remove_dir_all(kept.join("tmp"));
        fs::create_dir_all(kept.join("tmp")).unwrap();
        for _ in 0..STARTS {
            if let Some(emulator) = Self::try_start() {
                return emulator;
            }
        }
        panic!("the emulator does not start; its log:\n{}", Self::log_tail());
    }

    fn try_start() -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let url = format!("http://127.0.0.1:{port}");
        let log = File::create(paths::kept().join("ministack.log")).unwrap();
        let child = Command::new(paths::python())
            // Without leaving compiled files among the sources.
            .arg("-B")
            .arg(paths::root().join("tests/stack/emulator/launch.py"))
            // Nobody's real credentials, proxies or endpoints: functions inherit this environment.
            .env_clear()
            .envs(["PATH", "HOME", "LANG"].iter().filter_map(|n| Some((n, std::env::var(n).ok()?))))
            .env("TMPDIR", paths::kept().join("tmp"))
            .env("GATEWAY_PORT", port.to_string())
            .env("BIND_HOST", "127.0.0.1")
            .env("MINISTACK_REGION", REGION)
            .env("MINISTACK_ACCOUNT_ID", ACCOUNT)
            .env("AWS_ENDPOINT_URL", &url)
            .env("SFTP_ENABLED", "0")
            .env("IOT_MTLS_ENABLED", "0")
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut emulator = Self { child, url };
        emulator.wait_until_ready().then_some(emulator)
    }

    fn wait_until_ready(&mut self) -> bool {
        let address = self.url.trim_start_matches("http://").parse().unwrap();
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if self.child.try_wait().unwrap().is_some() {
                return false;
            }
            let pause = Duration::from_millis(50);
            if std::net::TcpStream::connect_timeout(&address, pause).is_ok() {
                return true;
            }
            std::thread::sleep(pause);
        }
        false
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The end of its log, to be shown with a failure.
    pub fn log_tail() -> String {
        let log = fs::read(paths::kept().join("ministack.log")).unwrap_or_default();
        let log = String::from_utf8_lossy(&log).into_owned();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // The whole group: functions and what they started.
        let group = format!("-{}", self.child.id());
        for signal in ["-TERM", "-KILL"] {
            let _ =
                Command::new("kill").args([signal, "--", &group]).stderr(Stdio::null()).status();
            let stopping = Instant::now();
            while stopping.elapsed() < Duration::from_secs(2) {
                if matches!(self.child.try_wait(), Ok(Some(_))) {
                    break;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
}
