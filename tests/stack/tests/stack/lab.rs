//! What the cases share. Everything is started by the first case that needs it.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Instant;

use libtest_mimic::Trial;
use oma_stack_tests::{Clients, Emulator, Stack, logs, paths};
use tokio::runtime::Runtime;
use tokio::sync::{OnceCell, RwLock};

/// The emulator, the clients and the stack.
pub(crate) struct Lab {
    /// The names that the caller asked for.
    pub(crate) filter: Option<String>,
    runtime: Runtime,
    // In a slot of its own, so that it is stopped when the cases are over.
    emulator: OnceLock<Mutex<Option<Emulator>>>,
    clients: OnceCell<Clients>,
    stack: OnceCell<RwLock<Stack>>,
}

impl Lab {
    pub(crate) fn new(filter: Option<String>) -> Self {
        Self {
            filter,
            runtime: Runtime::new().unwrap(),
            emulator: OnceLock::new(),
            clients: OnceCell::new(),
            stack: OnceCell::new(),
        }
    }

    /// Clients of the running emulator.
    pub(crate) async fn clients(&self) -> &Clients {
        let start = || async {
            let started = Instant::now();
            let emulator = Emulator::start();
            report(&format!("the emulator answers after {:?}", started.elapsed()));
            let clients = Clients::of(&emulator.url);
            self.emulator.get_or_init(|| Mutex::new(Some(emulator)));
            clients
        };
        self.clients.get_or_init(start).await
    }

    /// The deployed stack.
    pub(crate) async fn stack(&self) -> &RwLock<Stack> {
        let create = || async {
            let clients = self.clients().await;
            let started = Instant::now();
            let stack = Stack::create(clients).await;
            report(&format!("CREATE_COMPLETE after {:?}", started.elapsed()));
            RwLock::new(stack)
        };
        self.stack.get_or_init(create).await
    }

    /// A folder of this run that is empty at first.
    pub(crate) fn empty_dir(name: &str) -> PathBuf {
        let dir = paths::kept().join(name);
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(&dir).unwrap();
        dir
    }

    /// Keeps the functions' logs and stops the emulator.
    pub(crate) fn close(&self, failed: bool) {
        let Some(emulator) = self.emulator.get() else { return };
        let memory = memory_mib(emulator.lock().unwrap().as_ref().unwrap().id());
        report(&format!("the emulator's process peaked at {memory} MiB"));
        let lines = self.runtime.block_on(async { logs::all(self.clients().await).await });
        let path = paths::kept().join("functions.log");
        fs::write(&path, lines.join("\n")).unwrap();
        emulator.lock().unwrap().take();
        if failed {
            report(&format!("the end of the emulator's log:\n{}", Emulator::log_tail()));
            report(&format!("the functions' logs: {}", path.display()));
        }
    }
}

/// A case of its own name.
pub(crate) fn case<F, R>(lab: &Arc<Lab>, name: impl Into<String>, run: F) -> Trial
where
    F: FnOnce(Arc<Lab>) -> R + Send + 'static,
    R: Future<Output = ()>,
{
    let lab = lab.clone();
    Trial::test(name.into(), move || {
        lab.runtime.block_on(run(lab.clone()));
        Ok(())
    })
}

/// Tells whoever watches.
#[allow(clippy::print_stderr)]
pub(crate) fn report(text: &str) {
    eprintln!("  [{text}]");
}

fn memory_mib(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = peak.and_then(|text| text.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kib.unwrap_or_default() / 1024
}
