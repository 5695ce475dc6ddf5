use std::collections::BTreeMap;

use oma_api::uploads::{Purpose, UploadStatus};
use oma_core::Result;
use oma_core::brief::{BrandKit, Brief, BriefMusic, Problem};
use oma_core::id::Owner;
use oma_core::video::keys;

use crate::material::{Kind, kinds_of};
use crate::services::Services;
use crate::uploads::{self, UploadRecord};

/// The most bytes of all files of a brief.
const MOST_BYTES: u64 = 1024 * 1024 * 1024;

/// Replaces sources by the names under which their uploads are kept, and notes what is wrong.
pub(crate) struct Sources<'a> {
    services: &'a Services,
    owner: &'a Owner,
    problems: Vec<Problem>,
    /// The size of each file, by its name: a file that is used twice counts once.
    sizes: BTreeMap<String, u64>,
}

/// An upload that can be used: its name and its size.
type Usable = std::result::Result<(String, u64), (String, String)>;

/// The name of a file, or its problem and what is allowed.
type Brought = std::result::Result<String, (String, String)>;

impl<'a> Sources<'a> {
    pub(crate) fn new(services: &'a Services, owner: &'a Owner) -> Self {
        Self { services, owner, problems: Vec::new(), sizes: BTreeMap::new() }
    }

    /// Everything that is wrong.
    pub(crate) fn problems(mut self) -> Vec<Problem> {
        if self.sizes.values().sum::<u64>() > MOST_BYTES {
            let problem = Problem::new("", "names files of more than 1 GB", "1 GB altogether");
            self.problems.push(problem);
        }
        self.problems
    }

    pub(crate) fn refuse(&mut self, at: &str, problem: &str, allowed: &str) {
        self.problems.push(Problem::new(at, problem, allowed));
    }

    pub(super) async fn of_brief(&mut self, brief: &mut Brief) -> Result<()> {
        for (i, asset) in brief.assets.iter_mut().enumerate() {
            let purposes = [Purpose::Image, Purpose::Clip];
            self.replace(&format!("assets[{i}].source"), &mut asset.source, &purposes).await?;
        }
        if let BriefMusic::File(source) = &mut brief.music {
            self.replace("music.file", source, &[Purpose::Music]).await?;
        }
        Ok(())
    }

    /// The files of a kit that stands at a path.
    pub(crate) async fn of_kit(&mut self, kit: &mut BrandKit, at: &str) -> Result<()> {
        if let Some(logo) = &mut kit.logo {
            let purposes = [Purpose::Logo, Purpose::Image];
            self.replace(&format!("{at}.logo.source"), &mut logo.source, &purposes).await?;
        }
        if let Some(font) = &mut kit.font {
            self.replace(&format!("{at}.font"), font, &[Purpose::Font]).await?;
        }
        Ok(())
    }

    async fn replace(&mut self, at: &str, source: &mut String, purposes: &[Purpose]) -> Result<()> {
        let usable = if let Some(brought) = self.brought(source, purposes) {
            self.sized(brought).await?
        } else if source.contains("://") {
            let problem = "is a link, and links are not fetched here: upload the file first";
            Err((problem.to_owned(), "the id of an upload".to_owned()))
        } else if let Some(kind) = kind_of_name(source) {
            self.kept(source, kind, purposes).await?
        } else {
            self.uploaded(source, purposes).await?
        };
        match usable {
            Ok((name, size)) => {
                self.sizes.insert(name.clone(), size);
                *source = name;
            }
            Err((problem, allowed)) => self.refuse(at, &problem, &allowed),
        }
        Ok(())
    }

    /// A file that was taken in by its path or link.
    fn brought(&self, source: &str, purposes: &[Purpose]) -> Option<Brought> {
        let purpose = *purposes.first()?;
        self.services.settings.brought.files.get(&(purpose, source.to_owned())).cloned()
    }

    async fn sized(&self, brought: Brought) -> Result<Usable> {
        let name = match brought {
            Ok(name) => name,
            Err(problem) => return Ok(Err(problem)),
        };
        let size = self.services.objects.size(&keys::upload(self.owner, &name)).await?;
        Ok(Ok((name, size.unwrap_or_default())))
    }

    /// A file by the id of its upload.
    async fn uploaded(&self, id: &str, purposes: &[Purpose]) -> Result<Usable> {
        let kept = uploads::shelf(self.services, self.owner).find::<UploadRecord>(id).await?;
        let Some(kept) = kept else { return Ok(absent(purposes)) };
        let UploadRecord { upload, file } = kept.value;
        let wanted = names(purposes);
        Ok(match (upload.status, file) {
            _ if !purposes.contains(&upload.purpose) => {
                let is = names(&[upload.purpose]);
                Err((
                    format!("is an upload for the purpose {is}"),
                    format!("an upload for {wanted}"),
                ))
            }
            (UploadStatus::Ready, Some(file)) => Ok((file, upload.size)),
            (UploadStatus::Refused, _) => {
                let why = upload.problem.unwrap_or_default();
                Err((format!("is an upload that was refused ({why})"), format!("another {wanted}")))
            }
            _ => {
                let problem = "is an upload that has not been completed";
                Err((problem.to_owned(), "an upload whose status is ready".to_owned()))
            }
        })
    }

    /// A file by the name under which it is kept, as a stored brief has it.
    async fn kept(&self, name: &str, kind: Kind, purposes: &[Purpose]) -> Result<Usable> {
        let fits = purposes.iter().any(|purpose| kinds_of(*purpose).contains(&kind));
        let size = self.services.objects.size(&keys::upload(self.owner, name)).await?;
        Ok(match size.filter(|_| fits) {
            Some(size) => Ok((name.to_owned(), size)),
            None => absent(purposes),
        })
    }
}

fn absent(purposes: &[Purpose]) -> Usable {
    let allowed = format!("the id of an upload for {}", names(purposes));
    Err(("names no upload of yours".to_owned(), allowed))
}

fn names(purposes: &[Purpose]) -> String {
    let name = |purpose: &Purpose| match purpose {
        Purpose::Image => "image",
        Purpose::Clip => "clip",
        Purpose::Logo => "logo",
        Purpose::Music => "music",
        Purpose::Font => "font",
        Purpose::Manifest => "manifest",
    };
    purposes.iter().map(name).collect::<Vec<_>>().join(" or ")
}

/// What a file is by the name under which uploads are kept: a hash and an extension. Nothing else
/// has this form, and so no path does.
fn kind_of_name(name: &str) -> Option<Kind> {
    let (hash, extension) = name.split_once('.')?;
    let is_hash = hash.len() == 64 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    Kind::by_extension(extension).filter(|_| is_hash)
}
