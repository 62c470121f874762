use super::*;

/// 2026-03-31T12:00:00Z, a Tuesday.
fn base() -> Timestamp {
    "2026-03-31T12:00:00Z".parse().unwrap()
}

fn shown(text: &str) -> String {
    match relative(text, base()) {
        Some(found) => format!("{} {:?}", found.at, found.unit),
        None => "none".to_owned(),
    }
}

#[test]
fn durations_of_one_and_more_units_are_counted_back_by_the_calendar() {
    for (text, expected) in [
        ("3 days ago", "2026-03-28T12:00:00Z Day"),
        ("2 years 5 months ago", "2023-10-31T12:00:00Z Month"),
        ("4 years, 8 months ago", "2021-07-31T12:00:00Z Month"),
        ("1 month ago", "2026-02-28T12:00:00Z Month"),
        ("2 hours and 5 minutes ago", "2026-03-31T09:55:00Z Minute"),
        ("1 year, 2 months, 3 days ago", "2025-01-28T12:00:00Z Day"),
        ("5 months 2 weeks ago", "2025-10-17T12:00:00Z Week"),
        (
            "posted 15 hrs. ago by Ann Smith",
            "2026-03-30T21:00:00Z Hour",
        ),
        (
            "John Smith — 10 mins ago — Reply",
            "2026-03-31T11:50:00Z Minute",
        ),
        ("an hour ago", "2026-03-31T11:00:00Z Hour"),
        ("about a year ago", "2025-03-31T12:00:00Z Year"),
        ("two weeks earlier", "2026-03-17T12:00:00Z Week"),
        ("a few seconds ago", "2026-03-31T11:59:57Z Second"),
        ("1.5 hours ago", "2026-03-31T11:00:00Z Hour"),
        ("1,000 days ago", "2023-07-05T12:00:00Z Day"),
        ("8h ago", "2026-03-31T04:00:00Z Hour"),
        ("2y 5mo ago", "2023-10-31T12:00:00Z Month"),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn a_short_duration_may_stand_alone() {
    for (text, expected) in [
        ("1d", "2026-03-30T12:00:00Z Day"),
        ("15 min", "2026-03-31T11:45:00Z Minute"),
        ("3mo", "2025-12-31T12:00:00Z Month"),
        ("2y5mo", "2023-10-31T12:00:00Z Month"),
        ("45s.", "2026-03-31T11:59:15Z Second"),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn durations_are_read_in_many_languages() {
    for (text, expected) in [
        ("vor 3 Tagen", "2026-03-28T12:00:00Z Day"),
        (
            "vor mehr als 2 Jahren, 5 Monaten",
            "2023-10-31T12:00:00Z Month",
        ),
        ("vor einer Stunde", "2026-03-31T11:00:00Z Hour"),
        ("il y a 2 heures", "2026-03-31T10:00:00Z Hour"),
        ("Il y a environ un mois", "2026-02-28T12:00:00Z Month"),
        ("hace 5 min", "2026-03-31T11:55:00Z Minute"),
        ("hace 2 años y 5 meses", "2023-10-31T12:00:00Z Month"),
        ("2 ore fa", "2026-03-31T10:00:00Z Hour"),
        ("un anno e 2 mesi fa", "2025-01-31T12:00:00Z Month"),
        ("há 3 dias", "2026-03-28T12:00:00Z Day"),
        ("3 dias atrás", "2026-03-28T12:00:00Z Day"),
        ("fa 2 hores", "2026-03-31T10:00:00Z Hour"),
        ("2 jaar geleden", "2024-03-31T12:00:00Z Year"),
        ("for 2 dager siden", "2026-03-29T12:00:00Z Day"),
        ("för 3 veckor sedan", "2026-03-10T12:00:00Z Week"),
        ("3 tygodnie temu", "2026-03-10T12:00:00Z Week"),
        ("před 2 lety", "2024-03-31T12:00:00Z Year"),
        ("5 месяцев назад", "2025-10-31T12:00:00Z Month"),
        ("2 години тому", "2026-03-31T10:00:00Z Hour"),
        ("3 gün önce", "2026-03-28T12:00:00Z Day"),
        ("2 vuotta sitten", "2024-03-31T12:00:00Z Year"),
        ("acum 2 zile", "2026-03-29T12:00:00Z Day"),
        ("πριν από 2 ώρες", "2026-03-31T10:00:00Z Hour"),
        ("2 jam yang lalu", "2026-03-31T10:00:00Z Hour"),
        ("3日前", "2026-03-28T12:00:00Z Day"),
        ("約3時間前", "2026-03-31T09:00:00Z Hour"),
        ("2小时之前", "2026-03-31T10:00:00Z Hour"),
        ("5 个月前", "2025-10-31T12:00:00Z Month"),
        ("3시간 전", "2026-03-31T09:00:00Z Hour"),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn days_have_names_and_may_have_a_clock() {
    for (text, expected) in [
        ("yesterday", "2026-03-30T00:00:00Z Day"),
        ("Yesterday, 10:32 PM", "2026-03-30T22:32:00Z Day"),
        ("yesterday at 15:04", "2026-03-30T15:04:00Z Day"),
        ("Today, 12:03 AM", "2026-03-31T00:03:00Z Day"),
        ("today at 23:59", "2026-03-31T12:00:00Z Day"),
        ("the day before yesterday", "2026-03-29T00:00:00Z Day"),
        ("Gestern um 08:15 Uhr", "2026-03-30T08:15:00Z Day"),
        ("hier à 8h30", "2026-03-30T08:30:00Z Day"),
        ("avant-hier", "2026-03-29T00:00:00Z Day"),
        ("aujourd’hui à 09:00", "2026-03-31T09:00:00Z Day"),
        ("Igår 21:40", "2026-03-30T21:40:00Z Day"),
        ("вчера в 10:00", "2026-03-30T10:00:00Z Day"),
        ("昨天 10:30", "2026-03-30T10:30:00Z Day"),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn words_for_now_are_the_given_moment() {
    for text in [
        "just now",
        "Gerade eben",
        "à l'instant",
        "только что",
        "Moments ago",
    ] {
        assert_eq!(shown(text), "2026-03-31T12:00:00Z Second", "{text}");
    }
}

#[test]
fn what_is_no_time_before_the_given_moment_is_none() {
    for text in [
        "",
        "in 3 days",
        "in 2 Stunden",
        "5 min read",
        "3 comments",
        "September 5, 2023",
        "2023-09-05T10:00:00Z",
        "2026 years ago",
        "99999999999999999999 days ago",
        "900000 years ago",
        "Hier klicken",
        "a long time ago",
        "il a 2 ans",
        "now you see it",
        "5 ago 2020",
        "é",
        "12:99",
        "1.",
        "1:",
        "1:2",
    ] {
        assert_eq!(shown(text), "none", "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_told_or_refused(text in ".*") {
        let _ = relative(&text, base());
    }

    #[test]
    fn any_text_of_the_words_is_told_or_refused(
        text in "([0-9]{1,7}[:.,]?|vor|il y a|hace|yesterday| |ago|years|d|日前|前|전|hier|à|pm){0,20}"
    ) {
        let _ = relative(&text, base());
    }
}
