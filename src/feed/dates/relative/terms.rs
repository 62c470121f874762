//! The words of relative times, in lower case.

use super::{Token, Unit};

/// Names of units; a name counts only behind a number.
const UNITS: [(Unit, &str); 7] = [
    (
        Unit::Second,
        "s sec secs second seconds sek sekunde sekunden seconde secondes secondo secondi seg segundo \
         segundos segon segons seconden sekund sekunda sekundę sekundy sekunder sekunt sekuntia saniye sn \
         másodperc másodperce secundă secunde detik giây δευτερόλεπτα δευτερόλεπτο секунд секунда секунду \
         секунды секунди сек с 秒 秒钟 秒鐘 秒間 초 ثانية ثوان ثواني שניות",
    ),
    (
        Unit::Minute,
        "m min mins minute minutes minuten minuto minuti minutos minuut minuten minut minuts minutt minutter \
         minuter minuta minutę minuty minutu minutou minutami минут минута минуту минуты мин хв хвилина \
         хвилину хвилини хвилин dakika dk perc perce perccel minuutti minuuttia menit phút λεπτό λεπτά \
         минути 分 分钟 分鐘 分間 분 دقيقة دقائق דקה דקות",
    ),
    (
        Unit::Hour,
        "h hr hrs hour hours std stunde stunden heure heures ora ore hora horas hores uur uren time timer \
         timen tim timme timmar godzina godzinę godziny godzin godz hodina hodinu hodiny hodin hodinou \
         hodinami час часа часов ч годину година години годин год saat sa óra órája órával tunti tuntia oră \
         jam giờ ώρα ώρες 時間 小时 小時 个小时 個小時 시간 ساعة ساعات שעה שעות",
    ),
    (
        Unit::Day,
        "d day days tag tage tagen jour jours j giorno giorni día días dia dias dies dag dagen dage dager \
         dagar dzień dni dniem dniami dny den dnů dnem dňami день дня дней дн дні днів ден дни gün nap napja \
         nappal päivä päivää zi zile hari ngày ημέρα ημέρες μέρα μέρες 日 日間 天 일 يوم أيام יום ימים",
    ),
    (
        Unit::Week,
        "w wk wks week weeks woche wochen semaine semaines sem settimana settimane semana semanas setmana \
         setmanes weken uge uger uke uker vecka veckor tydzień tygodnie tygodni tygodniem týden týdny týdnů \
         týdnem неделя неделю недели недель нед тиждень тижні тижнів седмица седмици hafta hét hete héttel \
         viikko viikkoa săptămână săptămâni minggu tuần εβδομάδα εβδομάδες 週 週間 周 星期 个星期 個星期 주 \
         주일 أسبوع أسابيع שבוע שבועות",
    ),
    (
        Unit::Month,
        "mo mos mon mth mths month months monat monate monaten mois mese mesi mes meses mês mesos maand \
         maanden mnd måned måneder måneden månad månader miesiąc miesiące miesięcy miesiącem měsíc měsíce \
         měsíců měsícem měsíci mesiac mesiacmi месяц месяца месяцев мес місяць місяці місяців месец месеца \
         ay hónap hónapja hónappal kuukausi kuukautta lună luni luna bulan tháng μήνα μήνες μήνας か月 ヶ月 \
         ヵ月 カ月 ケ月 箇月 个月 個月 月 개월 달 شهر أشهر חודש חודשים",
    ),
    (
        Unit::Year,
        "y yr yrs year years jahr jahre jahren an ans année années anno anni año años ano anos any anys jaar \
         jaren år rok rokem roku lata lat let roky lety год года лет рік роки років година години yıl sene \
         év éve évvel vuosi vuotta ani tahun năm χρόνο χρόνια χρόνος έτη 年 年間 년 سنة سنوات שנה שנים",
    ),
];

/// Numbers that are written as words where a duration is told.
const COUNTS: [(i64, &str); 11] = [
    (
        1,
        "a an one ein eine einem einer einen un une una uno um uma een één en et ett et egy jeden jedna \
         jednu jedną jedním один одну одна bir yksi o μία ένα",
    ),
    (
        2,
        "two zwei deux due dos dois duas twee to två dwa dwie dva dvě два две дві iki kaksi",
    ),
    (
        3,
        "few three drei trois tre tres três drie trzy tři три üç kolme paar quelques unos unas alguns",
    ),
    (
        4,
        "four vier quatre quattro cuatro quatro fire fyra cztery čtyři четыре dört neljä",
    ),
    (
        5,
        "five fünf cinq cinque cinco vijf fem pięć pět пять beş viisi",
    ),
    (
        6,
        "six sechs sei seis zes seks sex sześć šest шесть altı kuusi",
    ),
    (
        7,
        "seven sieben sept sette siete sete zeven syv sju siedem sedm семь yedi",
    ),
    (
        8,
        "eight acht huit otto ocho oito åtte otte åtta osiem osm восемь sekiz",
    ),
    (
        9,
        "nine neun neuf nove nueve negen ni nio dziewięć devět девять dokuz",
    ),
    (
        10,
        "ten zehn dix dieci diez dez tien ti tio dziesięć deset десять",
    ),
    (12, "twelve zwölf douze dodici doce doze twaalf tolv"),
];

/// Signs of the past that stand before a duration; "il y a" is two words with one before.
const BEFORE: &str = "vor hace há fa acum před pred przed prije преди пре πριν منذ قبل לפני";

/// Signs of the past that stand behind a duration.
const AFTER: &str = "ago earlier geleden siden sedan sitten temu назад тому önce ezelőtt fa atrás atras lalu \
                     trước 前 以前 之前 전 پیش";

/// Words between two parts of a duration.
const LINKS: &str = "and und et y e en og och i a ja и та și ve és dan và και";

/// Days by their names, counted back.
const DAYS: [(i32, &str); 3] = [
    (
        0,
        "today heute aujourd'hui hoy oggi hoje vandaag idag dzisiaj dziś dnes сегодня сьогодні днес bugün \
         tänään azi avui σήμερα 今日 今天 오늘 اليوم היום",
    ),
    (
        1,
        "yesterday gestern hier ayer ieri ontem gisteren igår går wczoraj včera вчера вчора dün tegnap eilen \
         ahir χθες χτες kemarin 昨日 昨天 어제 أمس אתמול",
    ),
    (
        2,
        "vorgestern anteayer antier anteontem eergisteren przedwczoraj předevčírem позавчера позавчора \
         tegnapelőtt alaltăieri 一昨日 前天 그저께",
    ),
];

/// Whole texts that mean this very moment.
const NOW: [&str; 48] = [
    "now",
    "just now",
    "right now",
    "moments ago",
    "a moment ago",
    "seconds ago",
    "less than a second ago",
    "less than a minute ago",
    "jetzt",
    "eben",
    "gerade eben",
    "gerade jetzt",
    "soeben",
    "à l'instant",
    "maintenant",
    "ahora",
    "ahora mismo",
    "justo ahora",
    "hace un momento",
    "hace instantes",
    "adesso",
    "ora",
    "proprio ora",
    "poco fa",
    "agora",
    "agora mesmo",
    "nu",
    "net nu",
    "zojuist",
    "zonet",
    "just nu",
    "nyss",
    "lige nu",
    "akkurat nå",
    "nå",
    "teraz",
    "przed chwilą",
    "nyní",
    "právě teď",
    "teď",
    "только что",
    "сейчас",
    "щойно",
    "şimdi",
    "az önce",
    "たった今",
    "刚刚",
    "방금",
];

fn holds(words: &str, wanted: &str) -> bool {
    words.split_ascii_whitespace().any(|word| word == wanted)
}

fn meaning<T: Copy>(table: &[(T, &str)], wanted: &str) -> Option<T> {
    let row = table.iter().find(|(_, words)| holds(words, wanted));
    row.map(|&(meaning, _)| meaning)
}

/// The unit of a word that stands behind a number.
pub(super) fn unit(word: &str) -> Option<Unit> {
    meaning(&UNITS, word)
}

/// The number that a word means before a unit.
pub(super) fn count_word(word: &str) -> Option<i64> {
    meaning(&COUNTS, word)
}

/// Whether a word may stand between two parts of a duration.
pub(super) fn is_link(word: &str) -> bool {
    holds(LINKS, word)
}

/// Whether a word makes the duration behind it a past one; `previous` is the word before it.
pub(super) fn is_before(word: &str, previous: &str) -> bool {
    holds(BEFORE, word) || (word == "a" && previous == "y")
}

/// Whether a word makes the duration before it a past one.
pub(super) fn is_after(word: &str) -> bool {
    holds(AFTER, word)
}

/// The day that a word names, counted back, by the tokens around it too.
pub(super) fn day_word(previous: &str, word: &str, next: Option<&Token<'_>>) -> Option<i32> {
    match (previous, word) {
        ("i", "dag") | ("hari", "ini") => Some(0),
        ("before", "yesterday") | ("avant", "hier") => Some(2),
        // It is "here" in German.
        (_, "hier") if matches!(next, Some(Token::Word(next)) if *next != "à") => None,
        _ => meaning(&DAYS, word),
    }
}

/// Whether all of a text means this very moment.
pub(super) fn is_now(tokens: &[Token<'_>]) -> bool {
    let words = || {
        tokens.iter().map(|token| match token {
            Token::Word(word) => *word,
            _ => "",
        })
    };
    NOW.iter().any(|now| now.split(' ').eq(words()))
}
