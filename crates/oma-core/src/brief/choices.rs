//! The closed lists a brief chooses from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! choices {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident),* $(,)? }) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema,
        )]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vmeta])* $variant),* }

        impl $name {
            /// All choices, in the order of the docs.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
        }
    };
}

choices! {
    /// The look of the film.
    Style {
        /// Sober and clear.
        Professional,
        /// Bold colours, large type.
        #[default]
        Modern,
        /// Little on the screen, much space.
        Minimalist,
        /// Strong contrast, quick.
        Energetic,
        /// Dark, gold, slow.
        Elegant,
    }
}

choices! {
    /// The voice of the words.
    Tone {
        /// Plain.
        #[default]
        Neutral,
        /// Glad to tell.
        Enthusiastic,
        /// Slow and warm.
        Calm,
        /// Lifts up.
        Inspiring,
        /// Now or never.
        Urgent,
    }
}

choices! {
    /// The structure of the film.
    Template {
        /// Hook, body, call to action.
        #[default]
        Custom,
        /// Problem, product, benefits, proof, call to action.
        ProductTech,
        /// Question, steps, summary.
        Educational,
        /// Short and quick, hook first.
        SocialMedia,
        /// Situation, approach, results, invitation.
        Corporate,
    }
}

choices! {
    /// Where pictures come from, for scenes that show no file of your own.
    Pictures {
        /// Footage of libraries, else pictures by models, else drawn cards: whatever is switched on.
        #[default]
        Auto,
        /// Drawn cards.
        Cards,
        /// Footage of libraries, else drawn cards.
        Stock,
        /// Pictures by models, else drawn cards.
        Generated,
        /// Clips that models make of their pictures, else the pictures.
        GeneratedClips,
    }
}

choices! {
    /// Captions burned into the film.
    CaptionStyle {
        /// The word being spoken is highlighted.
        #[default]
        Karaoke,
        /// One phrase at a time.
        Phrase,
        /// Small, at the bottom, no box.
        Minimal,
        /// None on the picture; the files are still written.
        None,
    }
}

choices! {
    /// The feeling of music or of a scene.
    Mood {
        /// Slow and soft.
        #[default]
        Calm,
        /// Bright and light.
        Happy,
        /// Driving.
        Energetic,
        /// Warm memories.
        Nostalgic,
        /// Rising, hopeful.
        Inspiring,
    }
}

choices! {
    /// Whether something may be replaced when it cannot be had.
    Fallbacks {
        /// Replace it, and say so on the video.
        #[default]
        Allow,
        /// Fail instead.
        Never,
    }
}

choices! {
    /// Where a person must say yes.
    Review {
        /// Nowhere.
        #[default]
        None,
        /// After the script, before anything is drawn or spoken.
        Script,
        /// After the film, before it is released.
        Final,
    }
}

choices! {
    /// How a picture is made to fill the frame.
    Fit {
        /// Filled; what does not fit is cut off.
        #[default]
        Cover,
        /// Shown whole, on a blurred copy of itself.
        Contain,
    }
}
