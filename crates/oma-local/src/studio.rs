use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use audio_agent::AudioAgent;
use editor_agent::Editor;
use oma_asl::{Definition, Execution, RunOptions, Runner, TaskTokens, substitute};
use oma_aws::Storage;
use oma_core::contract::{ApprovalAnswer, ExecutionInput, files};
use oma_core::id::{Owner, VideoId};
use oma_core::limits::Figures;
use oma_core::ports::{ManageObjects, Objects, ScriptWriter, SystemClock, Videos};
use oma_core::report::Report;
use oma_core::video::{VideoRecord, keys};
use oma_core::{Error, Result};
use oma_lambda::{Faults, Faulty};
use oma_media::ffmpeg::Tools;
use oma_providers::Providers;
use oma_providers::offline::writer::TemplateWriter;
use script_agent::ScriptAgent;
use supervisor_agent::Supervisor;
use visual_agent::VisualAgent;

use crate::embedded::Embedded;
use crate::functions::Functions;
use crate::progress::{OnProgress, Progress};
use crate::reach::Reach;
use crate::submit::Submitted;
use crate::watch::Watch;

/// The definition that runs in the cloud, too.
pub const VIDEO_WORKFLOW: &str = include_str!("../../../statemachine/video.asl.json");

/// The whole product in one process.
pub struct Studio {
    pub(crate) embedded: Embedded,
    pub(crate) owner: Owner,
    pub(crate) functions: Arc<Functions>,
    pub(crate) workflow: String,
    pub(crate) tokens: TaskTokens,
    providers: Providers,
}

/// How a film was made.
#[derive(Debug)]
pub struct Made {
    /// Its report.
    pub report: Report,
    /// What the workflow did.
    pub execution: Execution,
}

impl Studio {
    /// Opens a state folder, creating it if need be. `faults` are for tests; see [`Faults`].
    pub async fn open(state_dir: &Path, tools: Tools, faults: &str, reach: &Reach) -> Result<Self> {
        let embedded = Embedded::start(state_dir).await?;
        let providers = Box::pin(reach.providers(embedded.storage())).await?;
        let functions = functions(embedded.storage(), &providers, &tools, faults)?;
        let workflow = substitute(VIDEO_WORKFLOW, &functions.substitutions())
            .map_err(|e| Error::internal(format!("the workflow: {e}")))?;
        Ok(Self {
            embedded,
            owner: Owner::local(),
            functions: Arc::new(functions),
            workflow,
            tokens: TaskTokens::default(),
            providers,
        })
    }

    /// The table and the media.
    pub fn storage(&self) -> &Storage {
        self.embedded.storage()
    }

    /// What is switched on.
    pub(crate) fn providers(&self) -> &Providers {
        &self.providers
    }

    /// See [`Embedded::environment`].
    pub fn environment(&self) -> Vec<(String, String)> {
        self.embedded.environment()
    }

    /// Runs the workflow for a submitted video to its end. A film that fails is a report with an
    /// error; `Err` means that not even a report could be written.
    pub async fn run(&self, submitted: &Submitted, on_progress: OnProgress) -> Result<Made> {
        let Submitted { record, resumed } = submitted;
        let video_id = record.video_id.to_string();
        on_progress(&Progress::Started { video_id: video_id.clone(), resumed: *resumed });
        let watch =
            Watch { functions: self.functions.clone(), on_progress, seen: Mutex::default() };
        let definition = Definition::parse(&self.workflow)
            .map_err(|e| Error::internal(format!("the workflow: {e}")))?;
        let runner = Runner::new(definition, self.functions.clone())
            .named("video")
            .with_observer(watch)
            .with_tokens(self.tokens.clone());
        let input = ExecutionInput { owner: self.owner.clone(), video_id: record.video_id };
        let input = serde_json::to_value(input)?;
        let execution = runner.run(input, RunOptions::new(&record.execution)).await;
        let report = self.conclude(record, &execution.outcome).await?;
        Ok(Made { report, execution })
    }

    /// Answers the question that a video waits with. `false` if it waits with none.
    pub async fn answer(&self, video: VideoId, answer: &ApprovalAnswer) -> Result<bool> {
        let record = self.storage().table.get(&self.owner, video).await?;
        let Some(approval) = record.approval else { return Ok(false) };
        let answer = serde_json::to_value(answer)?;
        Ok(self.tokens.succeed(&approval.token, answer).is_ok())
    }

    /// The record of a video.
    pub async fn video(&self, video: VideoId) -> Result<VideoRecord> {
        self.storage().table.get(&self.owner, video).await
    }

    /// Copies the files of a finished video into a folder, replacing those of the same name.
    pub async fn download(&self, video: VideoId, dir: &Path) -> Result<Vec<PathBuf>> {
        std::fs::create_dir_all(dir).map_err(|e| {
            Error::new(
                oma_core::ErrorKind::StorageUnavailable,
                format!("The folder {} cannot be made: {e}.", dir.display()),
            )
        })?;
        let prefix = keys::video_file(video, "");
        let mut paths = Vec::new();
        for key in self.storage().bucket.list(&prefix).await? {
            let name = key.trim_start_matches(&prefix);
            // Briefs of earlier revisions lie in a folder of their own.
            if name == files::BRIEF || name.contains('/') {
                continue;
            }
            let path = dir.join(name);
            self.storage().bucket.get_file(&key, &path).await?;
            paths.push(path);
        }
        Ok(paths)
    }
}

/// The five agents over the embedded storage and the providers.
fn functions(
    storage: &Storage,
    providers: &Providers,
    tools: &Tools,
    faults: &str,
) -> Result<Functions> {
    let steps = storage.steps();
    let figures = Figures::from_settings(|name| std::env::var(name).ok())?;
    let accounts = storage.accounts(figures);
    let writer = Arc::new(TemplateWriter);
    let Providers { models, sources, narrator, composer, moderator, .. } = providers.clone();

    let on_purpose = || Faults::parse(faults);
    let mut functions = Functions::default();
    functions.add(Faulty::new(
        Supervisor {
            steps: steps.clone(),
            videos: Arc::new(storage.table.clone()),
            events: Arc::new(storage.table.clone()),
            clock: Arc::new(SystemClock),
            tools: tools.clone(),
            narrator: narrator.clone(),
            writer: writer.model(),
            models: models.clone(),
            sources: sources.clone(),
        },
        on_purpose()?,
    ));
    let (steps_of, accounts_of) = (|| steps.clone(), || accounts.clone());
    functions.add(Faulty::new(
        ScriptAgent { steps: steps_of(), accounts: accounts_of(), writer, models, moderator },
        on_purpose()?,
    ));
    functions.add(Faulty::new(
        VisualAgent { steps: steps_of(), accounts: accounts_of(), tools: tools.clone(), sources },
        on_purpose()?,
    ));
    let audio = AudioAgent {
        steps: steps_of(),
        accounts: accounts_of(),
        narrator,
        composer,
        tools: tools.clone(),
    };
    functions.add(Faulty::new(audio, on_purpose()?));
    functions.add(Faulty::new(Editor { steps, tools: tools.clone() }, on_purpose()?));
    Ok(functions)
}
