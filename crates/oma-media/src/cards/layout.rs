//! Which layout a scene has: by template, by its part in the story, and in turn, so that a film
//! does not repeat itself.

use oma_core::brief::Template;
use oma_core::plan::Purpose;

use super::CardRequest;

/// How a card is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) art: Art,
    pub(super) flow: Flow,
    pub(super) words: Words,
    pub(super) centred: bool,
}

/// What holds the icon, or stands in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Art {
    /// A disc of glass in fine rings.
    Ring,
    /// A disc with small things on its orbits.
    Orbit,
    /// A tile like an app's.
    Tile,
    /// A window with a bar.
    Window,
    /// A telephone.
    Phone,
    /// A sticker on a bold shape.
    Sticker,
    /// A square with marks at its corners.
    Plate,
    /// The number of a step, a line, the icon.
    Step,
    /// A number out of the text, very large.
    Figure,
}

/// Where the art stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    /// Above the words.
    Above,
    /// Below them.
    Below,
    /// Small, above the words, at their left edge.
    Corner,
    /// Large, over the right edge of the frame.
    Bleed,
}

/// What the words stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    /// On the ground.
    Free,
    /// On a sheet of paper with ruled lines.
    Paper,
    /// On a pane of glass.
    Pane,
    /// Every line of the headline on a box of its own, the whole turned a little.
    Boxes,
    /// Beside a bar.
    Bar,
    /// Under a thin line with the scene's number.
    Ruled,
}

impl Layout {
    /// The layout of a scene; `figure` says whether its words hold a number worth a card.
    pub(super) fn of(request: &CardRequest<'_>, figure: bool) -> Self {
        let turn = request.number as usize;
        if figure && request.purpose == Purpose::Proof {
            return figure_card(request.template);
        }
        match request.template {
            Template::Custom => custom(request.purpose, turn),
            Template::ProductTech => product(request.purpose, turn),
            Template::Educational => educational(request.purpose, request.step, turn),
            Template::SocialMedia => social(request.purpose, turn),
            Template::Corporate => corporate(request.purpose, turn),
        }
    }
}

const fn layout(art: Art, flow: Flow, words: Words) -> Layout {
    Layout { art, flow, words, centred: false }
}

const fn centred(art: Art, flow: Flow, words: Words) -> Layout {
    Layout { art, flow, words, centred: true }
}

fn figure_card(template: Template) -> Layout {
    match template {
        Template::Custom => centred(Art::Figure, Flow::Above, Words::Free),
        Template::ProductTech => layout(Art::Figure, Flow::Above, Words::Pane),
        Template::Educational => layout(Art::Figure, Flow::Above, Words::Paper),
        Template::SocialMedia => layout(Art::Figure, Flow::Above, Words::Boxes),
        Template::Corporate => layout(Art::Figure, Flow::Above, Words::Ruled),
    }
}

/// One of some layouts in turn.
fn turned(layouts: &[Layout], turn: usize) -> Layout {
    layouts[turn % layouts.len()]
}

fn custom(purpose: Purpose, turn: usize) -> Layout {
    let ring = layout(Art::Ring, Flow::Above, Words::Free);
    match purpose {
        Purpose::Hook | Purpose::Intro | Purpose::Outro => ring,
        Purpose::Problem => layout(Art::Ring, Flow::Below, Words::Free),
        Purpose::Body => turned(
            &[
                centred(Art::Ring, Flow::Above, Words::Free),
                layout(Art::Ring, Flow::Bleed, Words::Free),
                layout(Art::Tile, Flow::Corner, Words::Bar),
                layout(Art::Ring, Flow::Below, Words::Free),
            ],
            turn,
        ),
        Purpose::Proof => layout(Art::Tile, Flow::Corner, Words::Pane),
        Purpose::CallToAction => centred(Art::Ring, Flow::Above, Words::Free),
    }
}

fn product(purpose: Purpose, turn: usize) -> Layout {
    match purpose {
        Purpose::Hook | Purpose::Intro | Purpose::Outro => {
            layout(Art::Window, Flow::Above, Words::Free)
        }
        Purpose::Problem => layout(Art::Window, Flow::Below, Words::Free),
        Purpose::Body => turned(
            &[
                layout(Art::Phone, Flow::Bleed, Words::Free),
                layout(Art::Window, Flow::Above, Words::Free),
                layout(Art::Tile, Flow::Corner, Words::Pane),
            ],
            turn,
        ),
        Purpose::Proof => layout(Art::Window, Flow::Above, Words::Free),
        Purpose::CallToAction => centred(Art::Tile, Flow::Above, Words::Free),
    }
}

fn educational(purpose: Purpose, step: Option<u32>, turn: usize) -> Layout {
    match (purpose, step) {
        (Purpose::Hook | Purpose::Intro | Purpose::Outro, _) => {
            layout(Art::Sticker, Flow::Above, Words::Paper)
        }
        (Purpose::Body, Some(_)) => turned(
            &[
                layout(Art::Step, Flow::Above, Words::Free),
                layout(Art::Step, Flow::Above, Words::Paper),
                layout(Art::Step, Flow::Below, Words::Free),
            ],
            turn,
        ),
        (Purpose::Problem | Purpose::Body | Purpose::CallToAction, _) => {
            centred(Art::Orbit, Flow::Above, Words::Free)
        }
        (Purpose::Proof, _) => layout(Art::Sticker, Flow::Corner, Words::Paper),
    }
}

fn social(purpose: Purpose, turn: usize) -> Layout {
    match purpose {
        Purpose::Hook | Purpose::Intro | Purpose::Outro => {
            layout(Art::Sticker, Flow::Bleed, Words::Free)
        }
        Purpose::Problem => layout(Art::Sticker, Flow::Below, Words::Boxes),
        Purpose::Body => turned(
            &[
                layout(Art::Sticker, Flow::Above, Words::Boxes),
                layout(Art::Sticker, Flow::Below, Words::Free),
                centred(Art::Sticker, Flow::Above, Words::Free),
                layout(Art::Sticker, Flow::Bleed, Words::Boxes),
            ],
            turn,
        ),
        Purpose::Proof => layout(Art::Sticker, Flow::Corner, Words::Boxes),
        Purpose::CallToAction => centred(Art::Sticker, Flow::Above, Words::Free),
    }
}

fn corporate(purpose: Purpose, turn: usize) -> Layout {
    match purpose {
        Purpose::Hook | Purpose::Intro | Purpose::Outro => {
            layout(Art::Plate, Flow::Corner, Words::Bar)
        }
        Purpose::Problem => layout(Art::Plate, Flow::Below, Words::Ruled),
        Purpose::Body => turned(
            &[
                layout(Art::Plate, Flow::Above, Words::Ruled),
                layout(Art::Plate, Flow::Corner, Words::Bar),
                layout(Art::Plate, Flow::Below, Words::Ruled),
            ],
            turn,
        ),
        Purpose::Proof => layout(Art::Plate, Flow::Corner, Words::Ruled),
        Purpose::CallToAction => layout(Art::Plate, Flow::Above, Words::Free),
    }
}
