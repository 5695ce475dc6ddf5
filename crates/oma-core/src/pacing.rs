//! How long words take to speak, before anybody speaks them.

use crate::language::Language;

/// Silence before the first word of a scene.
pub const LEAD_MS: u64 = 300;
/// Silence after the last word of a scene.
pub const TAIL_MS: u64 = 400;
/// The shortest silence before the first word, where the words need the time.
pub const SHORTEST_LEAD_MS: u64 = 200;
/// The shortest silence after the last word, where the words need the time.
pub const SHORTEST_TAIL_MS: u64 = 250;
/// How much quicker a voice may speak to fit its scene, in percent of its own pace. More sounds
/// rushed.
pub const FASTEST_PERCENT: u64 = 108;

/// The silence before and after the words of a scene, in milliseconds: the usual one where there
/// is room, less where the words need the time.
pub fn pauses_around(speech_ms: u64, scene_ms: u64) -> (u64, u64) {
    let room = scene_ms.saturating_sub(speech_ms);
    let usual = LEAD_MS + TAIL_MS;
    if room >= usual {
        return (LEAD_MS, TAIL_MS);
    }
    let shortest = SHORTEST_LEAD_MS + SHORTEST_TAIL_MS;
    let spare = room.saturating_sub(shortest);
    let lead = SHORTEST_LEAD_MS + spare * (LEAD_MS - SHORTEST_LEAD_MS) / (usual - shortest);
    (lead, room.max(shortest) - lead)
}

/// How quickly words are to be spoken to fit their scene, in percent of the voice's own pace:
/// pauses give way first, then the pace, up to [`FASTEST_PERCENT`].
pub fn rate_percent(speech_ms: u64, scene_ms: u64) -> u64 {
    let room = scene_ms.saturating_sub(SHORTEST_LEAD_MS + SHORTEST_TAIL_MS);
    if room == 0 {
        return FASTEST_PERCENT;
    }
    (speech_ms * 100).div_ceil(room).clamp(100, FASTEST_PERCENT)
}

/// What the parts of a text take to speak, in milliseconds.
///
/// Fitted to 49 sentences of each language as spoken by Kokoro's default voices at 90 % of their own
/// speed. Every other voice has a base speed that brings it to this pace. A test of
/// `oma-providers` measures again; `docs/voices.md` holds the figures.
struct Pace {
    /// A group of vowels, which is close to a syllable.
    syllable: u64,
    /// A consonant as heard: `sh`, `lh` and doubled letters are one.
    consonant: u64,
    word: u64,
    digit: u64,
    /// The pause of a comma.
    comma: u64,
    /// The pause of a full stop.
    stop: u64,
    /// By how much the last word is drawn out.
    end: u64,
    /// A word of running text, with its share of pauses.
    average_word: u64,
}

const ENGLISH: Pace = Pace {
    syllable: 88,
    consonant: 42,
    word: 63,
    digit: 380,
    comma: 180,
    stop: 620,
    end: 165,
    average_word: 370,
};

const PORTUGUESE: Pace = Pace {
    syllable: 57,
    consonant: 56,
    word: 57,
    digit: 320,
    comma: 70,
    stop: 260,
    end: 435,
    average_word: 365,
};

fn pace(language: Language) -> &'static Pace {
    match language {
        Language::EnUs => &ENGLISH,
        Language::PtBr => &PORTUGUESE,
    }
}

/// The estimated time to speak a text, without the silence around it.
///
/// Off by 4 % in the median and by less than 14 % for nine of ten sentences. The pause after the
/// last sentence belongs to the scene and is not counted.
pub fn speech_ms(text: &str, language: Language) -> u64 {
    let pace = pace(language);
    let words: u64 = text
        .split(|c: char| !c.is_alphabetic() && c != '\'' && c != '’')
        .filter(|word| word.chars().any(char::is_alphabetic))
        .map(|word| word_ms(&word.to_lowercase(), language))
        .sum();
    let digits = text.chars().filter(char::is_ascii_digit).count() as u64 * pace.digit;
    if words + digits == 0 {
        return 0;
    }
    words + digits + pauses_ms(text, pace) + pace.end
}

fn word_ms(word: &str, language: Language) -> u64 {
    let pace = pace(language);
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
    let (mut syllables, mut consonants) = (0, 0);
    for (index, &letter) in letters.iter().enumerate() {
        let before = index.checked_sub(1).map(|i| letters[i]);
        if is_vowel(letter) {
            syllables += u64::from(!before.is_some_and(is_vowel));
        } else {
            consonants += u64::from(!before.is_some_and(|b| is_one_sound(b, letter, language)));
        }
    }
    if language == Language::EnUs && syllables > 1 && has_silent_e(&letters) {
        syllables -= 1;
    }
    syllables * pace.syllable + consonants * pace.consonant + pace.word
}

/// Whether two consonant letters are heard as one.
fn is_one_sound(first: char, second: char, language: Language) -> bool {
    let pairs: &[&str] = match language {
        Language::EnUs => &["ck", "gh", "wh", "kn", "wr", "th", "sh", "ch", "ph", "ng"],
        Language::PtBr => &["ch", "lh", "nh"],
    };
    first == second || pairs.iter().any(|pair| pair.chars().eq([first, second]))
}

/// The final vowel of "make", "makes", "looked", but not of "table", "roses", "wanted".
fn has_silent_e(letters: &[char]) -> bool {
    let consonant = |c: &char| !is_vowel(*c);
    match letters {
        [.., a, 'l', 'e'] if consonant(a) => false,
        [.., a, 'e'] => consonant(a),
        [.., a, 'e', 'd'] => consonant(a) && !matches!(a, 't' | 'd'),
        [.., a, 'e', 's'] => consonant(a) && !matches!(a, 's' | 'c' | 'z' | 'x' | 'g' | 'h'),
        _ => false,
    }
}

fn pauses_ms(text: &str, pace: &Pace) -> u64 {
    let is_stop = |c: char| matches!(c, '.' | '!' | '?' | '…');
    let text = text.trim_end().trim_end_matches(is_stop);
    let mut following = text.chars().skip(1);
    let mut pauses = 0;
    for c in text.chars() {
        let next = following.next();
        let pause = match c {
            ',' | ';' | ':' | '—' | '–' => pace.comma,
            c if is_stop(c) && !next.is_some_and(is_stop) => pace.stop,
            _ => 0,
        };
        // "1,000", "2.5" and "8:30" are spoken without a pause.
        if !next.is_some_and(|c| c.is_ascii_digit()) {
            pauses += pause;
        }
    }
    pauses
}

/// The estimated time of a scene that speaks a text: the words and the silence around them.
pub fn scene_ms(text: &str, language: Language) -> u64 {
    LEAD_MS + speech_ms(text, language) + TAIL_MS
}

/// About how many words fit a time.
pub fn words_in(duration_ms: u64, language: Language) -> u64 {
    duration_ms / pace(language).average_word
}

fn is_vowel(c: char) -> bool {
    matches!(
        c.to_lowercase().next().unwrap_or(c),
        'a' | 'e'
            | 'i'
            | 'o'
            | 'u'
            | 'y'
            | 'á'
            | 'à'
            | 'â'
            | 'ã'
            | 'é'
            | 'ê'
            | 'í'
            | 'ó'
            | 'ô'
            | 'õ'
            | 'ú'
            | 'ü'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_words_take_longer() {
        let short = speech_ms("Visit us.", Language::EnUs);
        let long = speech_ms("Visit us today, and bring a friend.", Language::EnUs);
        assert!(short > 0 && long > 2 * short, "{short} {long}");
    }

    #[test]
    fn pauses_give_way_first_and_then_the_pace() {
        assert_eq!(pauses_around(5_000, 9_000), (300, 400));
        assert_eq!(pauses_around(5_000, 5_700), (300, 400));
        assert_eq!(pauses_around(5_000, 5_575), (250, 325));
        assert_eq!(pauses_around(5_000, 5_450), (200, 250));
        assert_eq!(pauses_around(5_000, 1_000), (200, 250), "a scene is never shorter than this");

        assert_eq!(rate_percent(5_000, 5_450), 100);
        assert_eq!(rate_percent(5_000, 5_260), 104);
        assert_eq!(rate_percent(5_000, 3_000), FASTEST_PERCENT);
        assert_eq!(rate_percent(5_000, 100), FASTEST_PERCENT);
    }

    #[test]
    fn nothing_takes_no_time() {
        assert_eq!(speech_ms("", Language::PtBr), 0);
        assert_eq!(speech_ms("...", Language::PtBr), 0);
    }

    #[test]
    fn pauses_count_inside_a_text_and_not_at_its_end() {
        let ms = |text| speech_ms(text, Language::PtBr);
        assert_eq!(ms("Venha hoje"), ms("Venha hoje."));
        assert_eq!(ms("Venha, hoje!"), ms("Venha hoje.") + 70);
        assert_eq!(ms("Venha... hoje"), ms("Venha hoje") + 260);
        assert_eq!(ms("Só 1.500 reais"), ms("Só 1500 reais"));
    }

    #[test]
    fn letters_that_are_not_heard_take_no_time() {
        let ms = |text| speech_ms(text, Language::EnUs);
        assert_eq!(ms("makes") - ms("maks"), 0);
        assert_eq!(ms("looked") - ms("lookd"), 0);
        assert!(ms("wanted") > ms("wantd"));
        assert_eq!(ms("hammer"), ms("hamer"));
        assert_eq!(ms("don't"), ms("dont"));
    }

    #[test]
    fn words_fit_the_time_they_take() {
        for language in Language::ALL {
            let words = words_in(30_000, language);
            assert!((60..=90).contains(&words), "{language:?}: {words}");
        }
    }
}
