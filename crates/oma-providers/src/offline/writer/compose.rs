//! Puts the scenes together: the facts of the brief where they serve best, the writer's own
//! phrases around them, all within each scene's time.

use std::collections::BTreeSet;

use oma_core::pacing;
use oma_core::plan::{Plan, Purpose, ScenePlan};

use super::super::random::Random;
use super::body;
use super::phrases::{Part, Wanted, phrases};
use super::source::{Fact, Role, Source};
use super::text::{capitalised, finish, heads, same_words, words};
use super::title::TitleKind;
use super::voice::{HOOK_MS, Speech, Wishes, key};

/// Writes the narrations of a plan's scenes.
pub(super) struct Composer<'a> {
    pub(super) source: &'a Source,
    pub(super) plan: &'a Plan,
    pub(super) wishes: &'a Wishes,
    pub(super) seed: u64,
    /// Facts not yet told, in the order of the description.
    pub(super) facts: Vec<Fact>,
    /// Sentences already said, so that no two scenes say the same.
    said: BTreeSet<String>,
    /// The speaking time of the body.
    room_ms: u64,
}

impl<'a> Composer<'a> {
    pub(super) fn new(source: &'a Source, plan: &'a Plan, wishes: &'a Wishes, seed: u64) -> Self {
        let facts = source.facts.iter().filter(|fact| wishes.allow(&fact.text)).cloned().collect();
        Self { source, plan, wishes, seed, facts, said: BTreeSet::new(), room_ms: 0 }
    }

    /// The narrations, in the order of the plan's scenes.
    ///
    /// What must be said is said first, so that its sentences are not used up elsewhere; the
    /// body takes the facts in their order; what it leaves may serve as proof.
    pub(super) fn write(mut self) -> Vec<String> {
        let mut scenes: Vec<Speech> =
            self.plan.scenes.iter().map(|scene| self.speech(scene.duration_ms)).collect();
        let bodies = self.indices(Purpose::Body);
        self.room_ms = bodies.iter().map(|&index| scenes[index].budget_ms).sum();
        if let Some(last) = scenes.last_mut() {
            self.call(last);
        }
        for index in self.indices(Purpose::Hook) {
            self.hook(&mut scenes[index]);
        }
        for index in self.indices(Purpose::Problem) {
            self.problem(&mut scenes[index]);
        }
        for index in self.indices(Purpose::Proof) {
            if let Some(fact) = self.free_fact(Role::Proof, true) {
                self.tell(&mut scenes[index], fact);
            }
        }
        body::write(&mut self, &mut scenes, &bodies);
        for index in self.indices(Purpose::Proof) {
            self.tell_rest(&mut scenes[index]);
            self.fill(&mut scenes[index], &[Part::Proof], "proof");
        }
        for index in self.indices(Purpose::CallToAction) {
            self.fill(&mut scenes[index], &[Part::Lead, Part::Line], "call");
        }
        for scene in &mut scenes {
            self.never_empty(scene);
        }
        scenes.iter().map(Speech::text).collect()
    }

    /// The scenes of a purpose but the last, which calls to action whatever the plan calls it.
    fn indices(&self, purpose: Purpose) -> Vec<usize> {
        let scenes = self.plan.scenes.split_last().map_or(&[][..], |(_, scenes)| scenes);
        let of = |(index, scene): (usize, &ScenePlan)| (scene.purpose == purpose).then_some(index);
        scenes.iter().enumerate().filter_map(of).collect()
    }

    fn speech(&self, scene_ms: u64) -> Speech {
        Speech::new(self.wishes.speaking_ms(scene_ms), self.source.language)
    }

    fn hook(&mut self, scene: &mut Speech) {
        if let Some(hook) = self.source.hook.clone() {
            // Nothing is said beside it: with another hook, the other scenes say what they said.
            self.push(scene, hook);
            return;
        }
        let limit = scene.budget_ms.min(HOOK_MS);
        let fits = |text: &str| pacing::speech_ms(text, self.source.language) <= limit;
        let mut random = self.random("opening");
        // A question or a short first sentence of the brief's own is as good an opening as ours.
        let needed = self.facts.get(1).is_some_and(|next| next.points_back);
        let first = self
            .facts
            .first()
            .filter(|fact| !needed && !fact.points_back && !fact.is_item && fits(&fact.text));
        let own = first.is_some_and(|fact| {
            let rich = self.facts.len() > 3;
            fact.text.ends_with('?') && random.below(2) == 0 || rich && random.below(5) == 0
        });
        let text = if own {
            self.facts.remove(0).text
        } else {
            let order = self.phrases(Part::Hook, "hook");
            // A title too long to be said leaves the openings that do without it.
            let nameless = self.phrases_of(Part::Hook, TitleKind::Nothing, "hook");
            let all: Vec<String> = order.into_iter().chain(nameless).collect();
            let long_enough = |text: &&String| {
                fits(text) && pacing::speech_ms(text, self.source.language) * 10 >= limit * 6
            };
            let found = all.iter().find(long_enough).or_else(|| all.iter().find(|text| fits(text)));
            let shortest = || all.iter().min_by_key(|t| pacing::speech_ms(t, self.source.language));
            found.or_else(shortest).cloned().unwrap_or_default()
        };
        self.push(scene, text);
        self.fill(scene, &[Part::Line], "hook");
    }

    fn problem(&mut self, scene: &mut Speech) {
        if let Some(index) = self.free_fact(Role::Trouble, false) {
            self.tell(scene, index);
            self.fill(scene, &[Part::Echo], "problem");
        } else if self.has_plenty() {
            // The brief's own words set the stage better than a commonplace.
            self.tell(scene, 0);
        }
        self.fill(scene, &[Part::Problem], "problem");
    }

    /// Whether the body cannot hold all facts, and the first can stand before it.
    fn has_plenty(&self) -> bool {
        let told = |fact: &Fact| pacing::speech_ms(&fact.text, self.source.language);
        let total: u64 = self.facts.iter().map(told).sum();
        self.facts.first().is_some_and(|fact| !fact.points_back && !fact.is_item)
            && total > self.room_ms
    }

    /// Facts that the body had no room for, as long as they stand alone.
    fn tell_rest(&mut self, scene: &mut Speech) {
        while !scene.is_full() {
            let fits = |fact: &Fact| !fact.points_back && scene.has_room_for(&fact.text);
            let Some(index) = self.facts.iter().position(fits) else { break };
            self.tell(scene, index);
        }
    }

    /// A fact of a role that can be told out of its place: it needs no fact before it, and none
    /// after needs it. The first fact is always in its place before the body, the last after it.
    fn free_fact(&self, role: Role, from_the_end: bool) -> Option<usize> {
        let free = |index: &usize| {
            let fact = &self.facts[*index];
            let needed = self.facts.get(index + 1).is_some_and(|next| next.points_back);
            let in_place = !from_the_end && *index == 0;
            fact.role == role && !fact.points_back && (in_place || !needed)
        };
        // The body needs something to tell as well.
        let mut indices = 0..self.facts.len();
        if self.facts.len() < 2 {
            None
        } else if from_the_end {
            indices.rfind(free)
        } else {
            indices.find(free)
        }
    }

    /// Moves a fact into a scene, shortened if need be; it stays where it is if it cannot fit.
    fn tell(&mut self, scene: &mut Speech, index: usize) {
        let whole = self.facts[index].text.clone();
        let shorter = heads(&whole, self.source.language);
        if let Some(text) = std::iter::once(whole).chain(shorter).find(|t| scene.has_room_for(t)) {
            self.facts.remove(index);
            self.push(scene, text);
        }
    }

    fn call(&mut self, scene: &mut Speech) {
        let call = self.source.call.clone();
        let call = call.unwrap_or_else(|| {
            self.phrases(Part::Call, "call").into_iter().next().unwrap_or_default()
        });
        let name = self.signature(&call);
        let begins = |text: &str| words(text).into_iter().next();
        let lead = self.phrases(Part::Lead, "lead").into_iter().find(|lead| {
            if begins(lead) == begins(&call) {
                return false;
            }
            let all = format!("{lead} {call} {}", name.clone().unwrap_or_default());
            scene.has_room_for(&all)
        });
        let name = name.filter(|name| scene.has_room_for(&format!("{call} {name}")));
        // Whatever the time: the call is said in full.
        for text in [lead, Some(call), name].into_iter().flatten() {
            self.push(scene, text);
        }
        self.fill_before(scene);
    }

    /// The name said at the end, unless the call says it or it is no name.
    fn signature(&self, call: &str) -> Option<String> {
        let title = &self.source.title;
        let said = call.to_lowercase().contains(&title.name.to_lowercase());
        (title.signs && !said).then(|| finish(&title.name))
    }

    /// A long last scene begins with a remark, so that the call stays at the end.
    fn fill_before(&mut self, scene: &mut Speech) {
        for _ in 0..3 {
            if scene.is_full() {
                break;
            }
            let Some(text) = self.best_fill(scene, &[Part::Line], "closing") else {
                break;
            };
            self.said.insert(key(&text));
            scene.parts.insert(0, text);
        }
    }

    /// Adds phrases until the scene is full, or nothing fits any more.
    pub(super) fn fill(&mut self, scene: &mut Speech, parts: &[Part], purpose: &str) {
        for _ in 0..6 {
            if scene.is_full() {
                break;
            }
            let Some(text) = self.best_fill(scene, parts, purpose) else { break };
            self.push(scene, text);
        }
    }

    /// Of the phrases that fit, the first that fills most of the room, else the longest.
    fn best_fill(&self, scene: &Speech, parts: &[Part], purpose: &str) -> Option<String> {
        let fitting: Vec<String> = parts
            .iter()
            .flat_map(|part| self.phrases(*part, purpose))
            .filter(|text| scene.has_room_for(text))
            .collect();
        let enough = |text: &&String| scene.ms_with(text) * 100 >= scene.budget_ms * 72;
        let longest = || fitting.iter().max_by_key(|text| scene.ms_with(text));
        fitting.iter().find(enough).or_else(longest).cloned()
    }

    pub(super) fn push(&mut self, scene: &mut Speech, text: String) {
        if !text.is_empty() {
            self.said.insert(key(&text));
            scene.parts.push(text);
        }
    }

    /// A scene too short for any phrase gets the shortest; one that nothing is left for, the title.
    fn never_empty(&mut self, scene: &mut Speech) {
        if !scene.parts.is_empty() {
            return;
        }
        let all = [Part::Comment, Part::Lead, Part::Line, Part::Problem, Part::Proof];
        let phrases = all.iter().flat_map(|part| self.phrases(*part, "rest"));
        let shortest = phrases.min_by_key(|text| pacing::speech_ms(text, self.source.language));
        let text = shortest.unwrap_or_else(|| finish(&self.source.title.name));
        self.push(scene, text);
    }

    pub(super) fn random(&self, purpose: &str) -> Random {
        Random::new(self.seed, purpose)
    }

    /// Phrases of a part that may still be said, filled in, in the order drawn by lot.
    pub(super) fn phrases(&self, part: Part, purpose: &str) -> Vec<String> {
        self.phrases_of(part, self.source.title.kind, purpose)
    }

    fn phrases_of(&self, part: Part, kind: TitleKind, purpose: &str) -> Vec<String> {
        let wanted = Wanted {
            language: self.source.language,
            template: self.plan.template,
            tone: self.plan.tone,
            kind,
        };
        phrases(part, wanted, &mut self.random(purpose))
            .into_iter()
            .filter_map(|phrase| self.filled_in(phrase))
            .filter(|text| !self.said.contains(&key(text)) && self.wishes.allow(text))
            .collect()
    }

    fn filled_in(&self, phrase: &str) -> Option<String> {
        let title = &self.source.title;
        if phrase.contains("{audience}") && self.source.audience.is_none() {
            return None;
        }
        let audience = self.source.audience.as_deref().unwrap_or_default();
        let text = phrase
            .replace("{name}", &title.name)
            .replace("{topic}", &title.topic)
            .replace("{audience}", audience);
        // A title that ends in a mark must not be followed by another.
        let text = capitalised(&text);
        let clean = finish(&text);
        Some(if same_words(&clean, &text) { clean } else { text })
    }
}
