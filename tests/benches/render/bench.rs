use std::env;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::footage::Footage;
use crate::job::{self, Change, FILM_S};
use crate::material::Material;
use crate::measure::quietly;
use crate::meter::{self, LOSSLESS, SHARES};
use crate::product::{self, Made, Setting};
use crate::quality::Compared;
use crate::rivals::Mpt;
use crate::single_pass;
use crate::table::{self, Bound, Row, Target};

/// Everything that is measured.
struct Rows {
    single: Row,
    oma: Row,
    pictures: Row,
    caption: Row,
    words: Row,
    music: Row,
    nothing: Row,
    project: Row,
    project_changed: Row,
    mpt: Row,
}

impl Rows {
    fn new() -> Self {
        Self {
            single: Row::new("one ffmpeg pass, written by hand"),
            pictures: Row::new("OMA: segments and assembly"),
            oma: Row::new("OMA: the whole product, speech apart"),
            caption: Row::new("OMA again: one caption respelt, speech apart"),
            words: Row::new("OMA again: one scene's words, speech apart"),
            music: Row::new("OMA again: other music"),
            nothing: Row::new("OMA again: nothing changed"),
            project: Row::new("MPT video_project: no captions, no ducking"),
            project_changed: Row::new("MPT video_project again: one scene's words"),
            mpt: Row::new("MPT: combine_videos, generate_video"),
        }
    }

    fn all(&self) -> [&Row; 10] {
        [
            &self.single,
            &self.pictures,
            &self.oma,
            &self.caption,
            &self.words,
            &self.music,
            &self.nothing,
            &self.project,
            &self.project_changed,
            &self.mpt,
        ]
    }
}

/// The folders and files of a run of the bench.
struct Bench {
    dir: PathBuf,
    footage: Footage,
    rows: Rows,
}

pub(crate) fn run() {
    // This program lies in target/PROFILE/deps.
    let dir = env::current_exe().unwrap().ancestors().nth(3).unwrap().join("bench");
    let footage = Footage::in_dir(&dir.join("footage"));
    let mut bench = Bench { dir, footage, rows: Rows::new() };
    bench.speak();
    let mut last = None;
    for n in 0..count("OMA_BENCH_RUNS", 3) {
        last = Some(bench.measure(n < count("OMA_BENCH_MPT_RUNS", 1)));
    }
    let (oma, material) = last.expect("at least one run");
    let cards = bench.cards();
    let quality = bench.quality(&oma, &material);
    let report = bench.report(&oma, &material, &quality, &cards);
    let path = bench.dir.join("render.json");
    fs::write(&path, serde_json::to_vec_pretty(&report).unwrap()).unwrap();
    println!("\nwritten to {}", path.display());
}

fn count(variable: &str, default: usize) -> usize {
    env::var(variable).ok().and_then(|count| count.parse().ok()).unwrap_or(default)
}

impl Bench {
    fn brief(&self, change: Change) -> PathBuf {
        let name = format!("{change:?}").to_lowercase();
        job::written(&job::brief(&self.footage, change), &self.dir, &name)
    }

    /// A folder whose state is a copy of another's.
    fn folder(&self, name: &str, like: &str) -> PathBuf {
        let dir = self.dir.join(name);
        let _ = fs::remove_dir_all(&dir);
        product::copy(&self.dir.join(like).join("state"), &dir.join("state"));
        dir
    }

    /// Has everything spoken beforehand, at a size at which the rest costs little.
    fn speak(&self) {
        let dir = self.dir.join("spoken");
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(&dir).unwrap();
        for change in [Change::Nothing, Change::Caption, Change::Words] {
            let draft = job::draft(job::brief(&self.footage, change));
            let brief =
                job::written(&draft, &self.dir, &format!("draft-{change:?}").to_lowercase());
            product::make(&brief, &dir, &Setting::default());
        }
    }

    /// One round of everything.
    fn measure(&mut self, with_mpt: bool) -> (Made, Material) {
        let oma = product::make(
            &self.brief(Change::Nothing),
            &self.folder("oma", "spoken"),
            &Setting::default(),
        );
        said_apart(&oma);
        self.rows.pictures.add(oma.pictures());
        self.rows.oma.add(oma.cost.clone());
        let material = Material::of(&oma, &self.dir.join("material"));
        let single = self.dir.join("single.mp4");
        let pass = &mut single_pass::command(&self.footage, &material, 23, &single);
        self.rows.single.add(quietly(pass));
        let again = |change, name| {
            let made =
                product::make(&self.brief(change), &self.folder(name, "oma"), &Setting::default());
            println!("  made again: {}", made.made().join(", "));
            said_apart(&made);
            made
        };
        let caption = again(Change::Caption, "caption");
        let words = again(Change::Words, "words");
        let music = again(Change::Music, "music");
        let nothing = again(Change::Nothing, "nothing");
        self.rows.caption.add(caption.cost.clone());
        self.rows.words.add(words.cost.clone());
        self.rows.music.add(music.cost);
        self.rows.nothing.add(nothing.cost);
        let reworded = Material::of(&words, &self.dir.join("reworded"));
        match Mpt::new(&self.footage, &material, &reworded, &self.dir) {
            None => println!("MoneyPrinterTurbo is not installed: scripts/setup-bench.sh"),
            Some(mpt) => {
                self.rows.project.add(mpt.run("project"));
                self.rows.project_changed.add(mpt.run("project-changed"));
                if with_mpt {
                    self.rows.mpt.add(mpt.run("default"));
                    println!("  {}", mpt.film().display());
                }
            }
        }
        (oma, material)
    }

    /// The film without clips: CPU seconds per second of film, and what they go to.
    fn cards(&self) -> Value {
        let brief =
            job::written(&job::cards_brief(&self.footage, Change::Nothing), &self.dir, "cards");
        let made = product::make(&brief, &self.folder("cards", "spoken"), &Setting::default());
        said_apart(&made);
        let dir = self.folder("cards-shares", "spoken");
        product::make(&brief, &dir, &meter::setting(&dir, SHARES));
        let shares = meter::shares(&dir);
        let film_s = f64::from(FILM_S);
        let whole = made.cost.cpu_s;
        let (drawing, segments) = (made.state("Make pictures"), made.state("Render"));
        let encoding = segments * (1.0 - shares.unencoded_s / shares.whole_s);
        println!("\ncards: {:.2} CPU s per second of film", whole / film_s);
        for (name, cpu_s) in [
            ("drawing", drawing),
            ("moving, blending, captions", segments - encoding),
            ("encoding", encoding),
            ("assembly", made.state("Assemble")),
            ("review", made.state("Review")),
            (
                "the rest",
                whole - drawing - segments - made.state("Assemble") - made.state("Review"),
            ),
        ] {
            println!("  {name:<28} {cpu_s:>7.2} CPU s {:>6.1} %", 100.0 * cpu_s / whole);
        }
        json!({
            "film_s": film_s, "cpu_s": whole, "drawing_s": drawing, "segments_s": segments,
            "encoding_s": encoding, "states": made.states,
            "largest_ffmpeg_mb": made.cost.ffmpeg_mb,
        })
    }

    fn quality(&self, oma: &Made, material: &Material) -> Compared {
        let dir = self.folder("reference", "spoken");
        let brief = self.brief(Change::Nothing);
        let reference = product::make(&brief, &dir, &meter::setting(&dir, LOSSLESS));
        let single = self.dir.join("single.mp4");
        let parts = (&self.footage, material);
        Compared::new(&oma.film(), &reference.film(), &single, parts, &self.dir)
    }

    fn report(&self, oma: &Made, material: &Material, quality: &Compared, cards: &Value) -> Value {
        let rows = &self.rows;
        let limit = rows.single.cpu_s();
        println!("\n{} captions, {} overlays", material.captions, material.overlays.len());
        let table = table::print(&rows.all(), limit);
        println!("\nwhere OMA's CPU goes:");
        for (state, cpu_s) in &oma.states {
            println!("  {state:<40} {cpu_s:>7.2} CPU s");
        }
        println!(
            "\nquality: OMA SSIM {:.5} in {:.2} MB, single pass {:.5} in {:.2} MB, {:.5} at OMA's size",
            quality.oma.ssim,
            quality.oma.video_mb,
            quality.single.ssim,
            quality.single.video_mb,
            quality.single_at_equal_size
        );
        let targets = table::print_targets(&self.targets(oma, quality));
        json!({
            "film_s": FILM_S, "captions": material.captions, "rows": table,
            "states": oma.states, "quality": quality.json(), "cards": cards,
            "targets": targets,
        })
    }

    fn targets(&self, oma: &Made, quality: &Compared) -> Vec<Target> {
        let rows = &self.rows;
        let limit = rows.single.cpu_s();
        let ratio = |name, row: &Row, most| Target {
            name,
            value: row.cpu_s() / limit,
            bound: Bound::AtMost(most),
        };
        let mut targets = vec![
            ratio("segments and assembly : single pass", &rows.pictures, 1.05),
            ratio("one caption : single pass", &rows.caption, 0.20),
            ratio("one scene's words : single pass", &rows.words, 0.25),
            ratio("other music : single pass", &rows.music, 0.06),
            ratio("nothing changed : single pass", &rows.nothing, 0.01),
            Target {
                name: "largest ffmpeg in MB",
                value: oma.cost.ffmpeg_mb,
                bound: Bound::AtMost(400.0),
            },
            Target {
                name: "SSIM, against the single pass's at equal size",
                value: quality.oma.ssim,
                bound: Bound::AtLeast(quality.single_at_equal_size),
            },
        ];
        if rows.mpt.is_measured() {
            targets.push(Target {
                name: "MPT : OMA's segments and assembly",
                value: rows.mpt.cpu_s() / rows.pictures.cpu_s(),
                bound: Bound::AtLeast(9.0),
            });
        }
        targets
    }
}

/// Speech is made beforehand; a film that speaks anew measures something else.
fn said_apart(made: &Made) {
    let spoken: Vec<String> =
        made.made().into_iter().filter(|step| step.starts_with("audio.narrate")).collect();
    assert!(spoken.is_empty(), "spoken again: {spoken:?}");
}
