//! What pages write around a comment's name, date and text, in the languages of the pages that were
//! measured.

/// What themes write between the name and the text.
const SAYS: [&str; 38] = [
    "says",
    "said",
    "wrote",
    "writes",
    "commented",
    "comments",
    "posted",
    "replied",
    "sagt",
    "sagte",
    "schreibt",
    "schrieb",
    "meint",
    "kommentierte",
    "a dit",
    "dit",
    "a écrit",
    "écrit",
    "dice",
    "dijo",
    "comenta",
    "comentó",
    "escribió",
    "ha scritto",
    "ha detto",
    "scrive",
    "disse",
    "escreveu",
    "zegt",
    "schreef",
    "skriver",
    "skrev",
    "пишет",
    "さん",
    "说道",
    "說道",
    "说",
    "說",
];

/// What themes write before the name; the longer ones first where one begins another.
const BY: [&str; 38] = [
    "comment by",
    "comment from",
    "commented by",
    "posted by",
    "submitted by",
    "written by",
    "left by",
    "reply by",
    "reply from",
    "kommentar von",
    "kommentar av",
    "geschrieben von",
    "verfasst von",
    "gepostet von",
    "commentaire par",
    "commentaire de",
    "publié par",
    "posté par",
    "rédigé par",
    "écrit par",
    "comentario de",
    "comentario por",
    "comentário de",
    "publicado por",
    "enviado por",
    "escrito por",
    "commento di",
    "inviato da",
    "scritto da",
    "postato da",
    "geplaatst door",
    "reactie van",
    "автор:",
    "autor:",
    "author:",
    "name:",
    "by",
    "von",
];

/// Words that lead from the name to the date or stand around either.
const LINKS: [&str; 40] = [
    "on",
    "at",
    "am",
    "um",
    "le",
    "à",
    "el",
    "a",
    "las",
    "il",
    "alle",
    "ore",
    "op",
    "om",
    "em",
    "den",
    "dnia",
    "o",
    "kl",
    "uhr",
    "h",
    "the",
    "of",
    "posted",
    "published",
    "submitted",
    "commented",
    "wrote",
    "said",
    "says",
    "edited",
    "dated",
    "date",
    "datum",
    "le:",
    "в",
    "to",
    "in",
    "from",
    "via",
];

/// What buttons and links of a comment say.
const CONTROLS: [&str; 96] = [
    "reply",
    "reply to this",
    "reply to this comment",
    "replies",
    "reply to",
    "leave a reply",
    "respond",
    "reply with quote",
    "quote",
    "quote this",
    "edit",
    "edit this",
    "delete",
    "remove",
    "report",
    "report abuse",
    "report this comment",
    "report comment",
    "report as inappropriate",
    "flag",
    "flag as inappropriate",
    "flag comment",
    "share",
    "share this",
    "link",
    "permalink",
    "permanent link",
    "link to this",
    "link to this comment",
    "like",
    "likes",
    "dislike",
    "unlike",
    "love",
    "vote up",
    "vote down",
    "upvote",
    "downvote",
    "recommend",
    "recommended",
    "parent",
    "top",
    "up",
    "back to top",
    "hide",
    "show",
    "collapse",
    "more",
    "context",
    "print",
    "email",
    "e-mail",
    "log in to reply",
    "login to reply",
    "log in or register to post comments",
    "login or register to post comments",
    "log in to post comments",
    "login to post comments",
    "register to post comments",
    "sign in to reply",
    "view all",
    "thread",
    "follow",
    "subscribe",
    "antworten",
    "zitieren",
    "melden",
    "teilen",
    "bearbeiten",
    "kommentar melden",
    "gefällt mir",
    "auf diesen kommentar antworten",
    "anmelden",
    "répondre",
    "citer",
    "signaler",
    "partager",
    "permalien",
    "j'aime",
    "modifier",
    "responder",
    "citar",
    "reportar",
    "compartir",
    "enlace",
    "me gusta",
    "rispondi",
    "cita",
    "segnala",
    "mi piace",
    "beantwoorden",
    "svar",
    "svara",
    "odpowiedz",
    "ответить",
    "返信",
];

/// A name or heading without the words that lead up to it.
pub(super) fn without_by(text: &str) -> &str {
    let text = text.trim_start();
    for by in BY {
        if let Some(start) = text.get(..by.len())
            && start.to_lowercase() == by
        {
            let rest = &text[by.len()..];
            let is_whole = by.ends_with(':') || rest.starts_with([' ', '\u{a0}', ':']);
            if is_whole {
                return rest.trim_start_matches([' ', '\u{a0}', ':']);
            }
        }
    }
    text
}

/// What follows a date without the word that leads over to the name: "… par Ada".
pub(super) fn without_preposition(text: &str) -> &str {
    const WORDS: [&str; 14] = [
        "par", "por", "by", "von", "da", "di", "door", "av", "af", "przez", "от", "from", "przez:",
        "od",
    ];
    let bare = text.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '_');
    let word = bare.split(char::is_whitespace).next().unwrap_or_default();
    match WORDS.contains(&word.to_lowercase().as_str()) {
        true => &bare[word.len()..],
        false => text,
    }
}

/// A name without the word that leads over to the text.
pub(super) fn without_says(name: &str) -> &str {
    let name = name
        .trim()
        .trim_end_matches([':', '：', ',', '…'])
        .trim_end();
    // "Ada said..."
    let bare = name.trim_end_matches('.');
    SAYS.iter()
        .find_map(|word| {
            let shorter = bare.strip_suffix(word)?;
            let is_word = shorter.ends_with(char::is_whitespace)
                || !word.is_ascii() && word.chars().count() <= 2;
            is_word.then(|| shorter.trim_end())
        })
        .unwrap_or(name)
}

/// A name without the words behind it for who wrote the article: "Ada Post author".
pub(super) fn without_badge(name: &str) -> &str {
    const BADGES: [&str; 11] = [
        "Post author",
        "Article author",
        "Post Author",
        "Beitragsautor",
        "Autor des Beitrags",
        "Auteur de l’article",
        "Auteur de l'article",
        "Autor de la entrada",
        "Autore articolo",
        "Berichtauteur",
        "投稿作成者",
    ];
    let bare = name.trim_end_matches([')', ']']);
    let shorter = BADGES.iter().find_map(|badge| bare.strip_suffix(badge));
    shorter.map_or(name, |shorter| {
        shorter.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '·' | '-'))
    })
}

/// Whether a text ends in a word that leads over from a name to what was said: "Ada says:".
pub(super) fn has_says(text: &str) -> bool {
    let bare = text
        .trim()
        .trim_end_matches([':', '：', ',', '…'])
        .trim_end();
    without_says(bare).len() < bare.len() && bare.split_whitespace().count() <= 8
}

/// Whether a text begins with a word that leads up to a name: "Posted by".
pub(super) fn has_by(text: &str) -> bool {
    without_by(text).len() < text.trim_start().len()
}

/// A text without the words and signs at both ends that join a name with a date.
pub(super) fn without_links(text: &str) -> &str {
    let is_sign = |c: char| !c.is_alphanumeric() && !matches!(c, '!' | '?' | '_' | '"' | '*');
    let mut text = text;
    loop {
        let bare = text.trim_matches(|c| is_sign(c) && !matches!(c, ')' | '.'));
        let bare = bare.trim_start_matches([')', '.']);
        let last = bare.rsplit(char::is_whitespace).next().unwrap_or_default();
        let is_link = bare.len() > last.len() && is_link(last);
        let shorter = match is_link {
            true => &bare[..bare.len() - last.len()],
            false => bare,
        };
        if shorter.len() == text.len() {
            return text;
        }
        text = shorter;
    }
}

fn is_link(word: &str) -> bool {
    let word = word.to_lowercase();
    LINKS.contains(&word.as_str())
}

/// Whether a text is nothing but what buttons and links say: "Reply · Report (2)".
pub(super) fn is_control(text: &str) -> bool {
    let lower = text.to_lowercase().replace('’', "'");
    let mut pieces = lower
        .split(['|', '·', '•', '/', '(', ')', '[', ']', ',', '—', '–'])
        .map(|piece| piece.trim_matches(|c: char| !c.is_alphabetic()))
        .filter(|piece| !piece.is_empty())
        .peekable();
    pieces.peek().is_some() && pieces.all(is_control_piece)
}

fn is_control_piece(piece: &str) -> bool {
    CONTROLS.contains(&piece)
        || piece
            .split_whitespace()
            .map(|word| word.trim_matches(|c: char| !c.is_alphabetic()))
            .filter(|word| !word.is_empty())
            .all(|word| CONTROLS.contains(&word))
}

/// Whether what is left of a head says nothing: signs, numbers, and words that join a name with a date.
pub(super) fn is_filler(text: &str) -> bool {
    let lower = text.to_lowercase();
    let lower = SAYS
        .iter()
        .chain(&BY)
        .filter(|phrase| phrase.contains(' '))
        .fold(lower, |text, phrase| text.replace(phrase, " "));
    lower
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|word| !word.is_empty() && !word.bytes().all(|byte| byte.is_ascii_digit()))
        .all(is_filler_word)
}

/// Whether a word may stand around a relative time without saying anything else.
pub(super) fn is_around_relative(word: &str) -> bool {
    const AROUND: [&str; 27] = [
        "ago",
        "about",
        "over",
        "almost",
        "around",
        "and",
        "et",
        "und",
        "y",
        "e",
        "en",
        "fa",
        "ca",
        "circa",
        "etwa",
        "vor",
        "hace",
        "há",
        "geleden",
        "siden",
        "sedan",
        "temu",
        "назад",
        "old",
        "il",
        "an",
        "önce",
    ];
    let word = word.to_lowercase();
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    AROUND.contains(&word) || is_filler(word)
}

fn is_filler_word(word: &str) -> bool {
    const OTHERS: [&str; 24] = [
        "comment",
        "kommentar",
        "commentaire",
        "comentario",
        "commento",
        "reactie",
        "no",
        "nr",
        "re",
        "utc",
        "gmt",
        "pst",
        "pdt",
        "est",
        "edt",
        "cet",
        "cest",
        "author",
        "autor",
        "guest",
        "gast",
        "op",
        "mod",
        "time",
    ];
    LINKS.contains(&word)
        || SAYS.contains(&word)
        || BY.contains(&word)
        || CONTROLS.contains(&word)
        || OTHERS.contains(&word)
        || is_weekday(word)
}

pub(super) fn is_weekday(word: &str) -> bool {
    const STARTS: [&str; 30] = [
        "mon", "tue", "wed", "thu", "fri", "sat", "sun", "mo", "di", "mi", "do", "fr", "sa", "so",
        "lun", "mar", "mer", "jeu", "ven", "sam", "dim", "mié", "jue", "vie", "sáb", "dom", "gio",
        "sab", "pon", "nie",
    ];
    const ENDS: [&str; 8] = ["day", "tag", "woch", "di", "che", "dì", "es", "ndag"];
    STARTS.contains(&word)
        || (STARTS.iter().any(|start| word.starts_with(start))
            && word.chars().count() <= 10
            && ENDS.iter().any(|end| word.ends_with(end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_the_words_around_them() {
        for (text, name) in [
            ("Comment by Ada", "Ada"),
            ("Posted by: Ada", "Ada"),
            ("Byron", "Byron"),
            ("Von Ada", "Ada"),
            ("Автор: Ада", "Ада"),
        ] {
            assert_eq!(without_by(text), name);
        }
        assert_eq!(without_says("Ada says:"), "Ada");
        assert_eq!(without_says("Ada a écrit :"), "Ada");
        assert_eq!(without_links("Ada on "), "Ada");
        assert_eq!(without_links("| Ada at — "), "Ada");
        assert_eq!(without_links("A. B. (x)"), "A. B. (x)");
    }

    #[test]
    fn buttons_are_told_from_text() {
        for text in [
            "Reply",
            "Reply · Report (2)",
            "[Permalink]",
            "↩ Antworten",
            "Like (3) Share",
        ] {
            assert!(is_control(text), "{text}");
        }
        for text in ["Reply to what?", "5", "", "Share prices fell"] {
            assert!(!is_control(text), "{text}");
        }
    }
}
