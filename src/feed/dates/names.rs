//! Names of months and zones, and the words around them.

/// Minutes east of Greenwich of a zone by its name. Where one name has several meanings, it is the one
/// that feeds are written with.
pub(super) fn zone_by_name(name: &str) -> Option<i64> {
    // Some names are words too: those count only as zones are written.
    let is_word = matches!(
        name.to_ascii_uppercase().as_str(),
        "ART"
            | "BOT"
            | "CAT"
            | "COT"
            | "EAT"
            | "ECT"
            | "GET"
            | "GILT"
            | "PET"
            | "VET"
            | "WAT"
            | "WIT"
    );
    if is_word && name.bytes().any(|letter| letter.is_ascii_lowercase()) {
        return None;
    }
    let minutes = match name.to_ascii_uppercase().as_str() {
        "UT" | "UTC" | "GMT" | "Z" | "WET" | "WEZ" | "AZOST" | "EGST" => 0,
        "BST" | "CET" | "MET" | "MEZ" | "WEST" | "WEDT" | "WAT" => 60,
        "CEST" | "CEDT" | "MEST" | "MESZ" | "EET" | "OEZ" | "SAST" | "CAT" => 120,
        "EEST" | "EEDT" | "OESZ" | "MSK" | "TRT" | "EAT" | "IDT" => 180,
        "IRST" => 210,
        "MSD" | "GST" | "SAMT" | "AZT" | "GET" | "MUT" | "RET" | "SCT" => 240,
        "AFT" | "IRDT" => 270,
        "PKT" | "UZT" | "YEKT" | "MVT" | "TMT" | "TJT" => 300,
        "IST" | "SLST" => 330,
        "NPT" => 345,
        "OMST" | "BTT" | "BDT" | "BDST" | "KGT" | "ALMT" => 360,
        "MMT" => 390,
        "ICT" | "WIB" | "KRAT" | "NOVT" | "HOVT" => 420,
        "HKT" | "SGT" | "AWST" | "MYT" | "PHT" | "PHST" | "WITA" | "IRKT" | "ULAT" => 480,
        "ACWST" => 525,
        "JST" | "KST" | "WIT" | "YAKT" | "AWDT" => 540,
        "ACST" => 570,
        "AEST" | "AET" | "CHST" | "VLAT" | "PGT" => 600,
        "ACDT" | "LHST" => 630,
        "AEDT" | "AEDST" | "MAGT" | "SAKT" | "SBT" | "NCT" | "LHDT" => 660,
        "NZST" | "NZT" | "FJT" | "PETT" | "ANAT" | "GILT" => 720,
        "CHAST" => 765,
        "NZDT" | "TOT" | "PHOT" => 780,
        "CHADT" => 825,
        "AZOT" | "CVT" | "EGT" => -60,
        "NDT" => -150,
        "FNT" | "BRST" | "UYST" | "PMDT" => -120,
        "NST" => -210,
        "AST" | "EDT" | "CLT" | "BOT" | "VET" | "GYT" | "PYT" | "AMT" => -240,
        "ADT" | "BRT" | "ART" | "UYT" | "CLST" | "PYST" | "GFT" | "SRT" | "WGT" | "PMST" => -180,
        "EST" | "CDT" | "ET" | "COT" | "PET" | "ECT" | "ACT" => -300,
        "CST" | "MDT" | "CT" | "GALT" => -360,
        "MST" | "PDT" | "MT" => -420,
        "PST" | "AKDT" | "PT" => -480,
        "AKST" | "HDT" | "HADT" | "GAMT" => -540,
        "HST" | "HAST" | "TAHT" | "CKT" => -600,
        "SST" | "NUT" => -660,
        _ => return None,
    };
    Some(minutes)
}

/// Names of months in the languages whose feeds write them, in lower case and in the cases that stand in
/// dates. A beginning of three letters is enough, or that before a bar where three mean something else.
const MONTHS: [&str; 12] = [
    "january januari januar január janvier janeiro jänner enero gennaio gener ianuarie styczeń stycznia \
     leden ledna tammikuuta ocak январь января січень січня януари ιανουάριος ιανουαρίου يناير ינואר",
    "february februari februar február feber février fevrier fevereiro febrero febbraio febrer februarie luty \
     lutego únor února helmikuuta şubat февраль февраля лютий лютого февруари φεβρουάριος φεβρουαρίου فبراير \
     פברואר",
    "march mars marts märz maerz mrz mrt maart marzo março marco març martie mart marzec marca březen března \
     marec március maaliskuuta март марта березень березня μάρτιος μαρτίου مارس מרץ",
    "april aprilie apríl aprilis április avril abril aprile kwiecień kwietnia duben dubna huhtikuuta nisan \
     апрель апреля април квітень квітня απρίλιος απριλίου أبريل ابريل אפריל",
    "may mai maj maja maio mayo maggio maig mei máj május květen května toukokuuta mayıs май мая травень \
     травня μάιος μαΐου μαίου مايو מאי",
    "june juin juni junio junho giugno juny jún június iunie czerwiec czerwca červen června čvn \
     kesäkuuta haziran июнь июня юни червень червня ιούνιος ιουνίου يونيو יוני",
    "july juillet juli julio julho luglio juliol júl július iulie lipiec lipca červenec července čvc \
     heinäkuuta temmuz июль июля юли липень липня ιούλιος ιουλίου يوليو יולי",
    "august augusti augustus augusztus août aout agosto agost agustus ağustos sierpień sierpnia srpen srpna \
     elokuuta август августа серпень серпня αύγουστος αυγούστου أغسطس אוגוסט",
    "september septembre septiembre septembrie setiembre setembro setembre settembre szep|tember wrzesień \
     września září syyskuuta eylül сентябрь сентября септември вересень вересня σεπτέμβριος σεπτεμβρίου \
     سبتمبر ספטמבר",
    "october octobre octubre octombrie oktober október outubro ottobre październik października říjen října \
     lokakuuta ekim октябрь октября октомври жовтень жовтня οκτώβριος οκτωβρίου أكتوبر אוקטובר",
    "november novembre noviembre novembro noiembrie nóvember listopad listopadu listopada marraskuuta kasım \
     ноябрь ноября ноември листопад листопада νοέμβριος νοεμβρίου نوفمبر נובמבר",
    "december décembre decembre diciembre dezember dezembro dicembre desember desembre decembrie grudzień \
     grudnia pros|inec prosince joulukuuta aralık декабрь декабря декември грудень грудня δεκέμβριος \
     δεκεμβρίου ديسمبر דצמבר",
];

/// Letters of a month's name that are enough, but for those with a bar.
const LETTERS: usize = 3;

/// Beginnings of months that are days of the week as well: Tuesday in French, Italian, Spanish and
/// Romanian, Monday in Dutch, Wednesday in Finnish, Ukrainian and Serbian.
const ALSO_WEEKDAYS: [&str; 7] = ["mar", "mart", "marti", "maa", "kes", "сер", "сре"];

/// A month as a word names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NamedMonth {
    pub(super) month: i64,
    /// Whether the word may be a day of the week.
    pub(super) may_be_weekday: bool,
}

/// The month that a word names. A word that only begins like one is none.
pub(super) fn month_by_name(word: &str) -> Option<NamedMonth> {
    let lower = word.to_lowercase();
    let letters = lower.chars().count();
    if letters < LETTERS {
        return None;
    }
    let is_name = |name: &str| match name.split_once('|') {
        Some((start, end)) => {
            let rest = lower.strip_prefix(start);
            rest.is_some_and(|rest| end.starts_with(rest))
        }
        None => name.starts_with(lower.as_str()),
    };
    let month = MONTHS
        .iter()
        .position(|names| names.split_ascii_whitespace().any(is_name))?;
    Some(NamedMonth {
        month: i64::try_from(month).ok()? + 1,
        may_be_weekday: ALSO_WEEKDAYS.contains(&lower.as_str()),
    })
}

/// Words that stand between the parts of a date: "5th of May", "el 5 de mayo".
pub(super) fn is_filler(word: &str) -> bool {
    const FILLERS: [&str; 22] = [
        "of", "the", "st", "nd", "rd", "th", "de", "del", "di", "d", "do", "du", "le", "la", "el",
        "o", "er", "den", "der", "a", "го", "ой",
    ];
    FILLERS.contains(&word.to_lowercase().as_str())
}

/// Whether a word behind a number is a unit in which English counts how long ago something was; single
/// letters are that only where they are `glued` to the number.
pub(super) fn is_span(word: &str, is_glued: bool) -> bool {
    const SPANS: [&str; 11] = [
        "yr", "year", "mo", "mth", "month", "wk", "week", "day", "hr", "hour", "min",
    ];
    let lower = word.to_lowercase();
    SPANS.contains(&lower.trim_end_matches('s'))
        || (is_glued && matches!(lower.as_str(), "y" | "w" | "d" | "h"))
}
