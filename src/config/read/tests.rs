use super::*;
use crate::config::{GlyphSet, Stop};

fn problems(text: &str) -> Vec<String> {
    let loaded = read(Path::new("c.toml"), text);
    loaded.problems.iter().map(Problem::to_string).collect()
}

#[test]
fn an_empty_file_means_the_defaults() {
    assert_eq!(read(Path::new("c.toml"), "").config, Config::default());
}

#[test]
fn settings_are_taken_and_the_rest_keeps_its_default() {
    let loaded = read(
        Path::new("c.toml"),
        "reading.stop = 'never'\n[screen]\nglyphs = \"ascii\"\n",
    );
    assert_eq!(loaded.problems, []);
    assert_eq!(loaded.config.reading.stop, Stop::Never);
    assert_eq!(loaded.config.screen.glyphs, GlyphSet::Ascii);
    assert_eq!(loaded.config.polling, Config::default().polling);
}

#[test]
fn an_unknown_setting_names_file_line_and_the_nearest_right_one() {
    let text = "[reading]\ntext-widht = 80\nstop = \"feed\"\n";
    assert_eq!(
        problems(text),
        [
            "c.toml, line 2: there is no setting \"text-widht\" in [reading]; \
             the nearest is \"text-width\""
        ]
    );
    let config = read(Path::new("c.toml"), text).config;
    assert_eq!(config.reading.stop, Stop::Feed);
    assert_eq!(config.reading.text_width, 72);
}

#[test]
fn a_setting_in_the_wrong_table_is_told_where_it_belongs() {
    assert_eq!(
        problems("mouse = false\n[reading]\nconcurrency = 3\n[scren]\nmouse = true"),
        [
            "c.toml, line 1: \"mouse\" belongs in the table [screen]",
            "c.toml, line 3: \"concurrency\" belongs in the table [polling]",
            "c.toml, line 4: there is no table [scren]; the nearest is \"screen\"",
        ]
    );
}

#[test]
fn a_wrong_value_costs_that_setting_only() {
    let text = "[reading]\ntext-width = 500\nskip-short = true\n[screen]\nmouse = \"yes\"\n";
    assert_eq!(
        problems(text),
        [
            "c.toml, line 2: \"text-width\" must be a whole number from 40 to 120, not 500",
            "c.toml, line 5: \"mouse\" must be true or false, not \"yes\"",
        ]
    );
    assert!(read(Path::new("c.toml"), text).config.reading.skip_short);
}

#[test]
fn own_names_are_a_list_of_texts() {
    let names = |value| {
        read(
            Path::new("c.toml"),
            &format!("[reading]\nown-names = {value}\n"),
        )
    };
    let own = names("[\"ada\", \"Ada L.\"]").config.reading.own_names;
    assert_eq!(own, ["ada", "Ada L."]);
    let sentences = names("\"ada\"").problems;
    assert_eq!(
        sentences[0].to_string(),
        "c.toml, line 2: \"own-names\" must be a list of names in quotes, in brackets, not \"ada\""
    );
}

#[test]
fn a_line_that_is_no_toml_costs_that_line_only() {
    let text = "[reading]\nstop never\ntext-width = 80\n[screen]\nmouse = = 1\ncolour = false\n";
    let loaded = read(Path::new("c.toml"), text);
    let lines: Vec<_> = loaded.problems.iter().map(|p| p.line).collect();
    assert_eq!(lines, [Some(2), Some(5)], "{:?}", loaded.problems);
    assert_eq!(loaded.config.reading.text_width, 80);
    assert!(!loaded.config.screen.colour);
}

#[test]
fn a_file_that_is_no_toml_at_all_means_the_defaults() {
    let loaded = read(Path::new("c.toml"), &"<html> = [[[\n".repeat(100));
    assert_eq!(loaded.config, Config::default());
    assert_eq!(loaded.problems.len(), MAX_SYNTAX_ERRORS + 1);
    assert_eq!(
        loaded.problems[0].to_string(),
        "c.toml: too little of this is TOML; the file is not used"
    );
}

#[test]
fn nesting_without_end_is_a_problem_like_any_other() {
    let text = format!("reading = {}", "[".repeat(200_000));
    assert!(!problems(&text).is_empty());
}

#[test]
fn keys_are_read_for_all_panes_and_for_one() {
    let text = "[keys]\nx = \"quit\"\n[keys.comments]\n\"Ctrl-x\" = \"fold-read\"\n";
    let loaded = read(Path::new("c.toml"), text);
    assert_eq!(loaded.problems, []);
    assert_eq!(loaded.config.keys["all"]["x"], "quit");
    assert_eq!(loaded.config.keys["comments"]["Ctrl-x"], "fold-read");
}

#[test]
fn wrong_keys_are_named_with_their_lines_and_the_right_ones_stay() {
    let text = "[keys]\nx = \"qiut\"\nHyper-x = \"quit\"\ny = 3\nz = \"quit\"\n\
                [keys.coments]\nx = \"quit\"\n";
    let mut loaded = read(Path::new("c.toml"), text);
    loaded.check_keys(&["quit", "zoom"], |key| !key.starts_with("Hyper"));
    let sentences: Vec<String> = loaded.problems.iter().map(Problem::to_string).collect();
    assert_eq!(
        sentences,
        [
            "c.toml, line 2: there is no command \"qiut\"; the nearest is \"quit\"",
            "c.toml, line 3: there is no key \"Hyper-x\"",
            "c.toml, line 4: the key \"y\" needs the name of a command in quotes",
            "c.toml, line 6: there is no pane \"coments\"; the nearest is \"comments\"",
        ]
    );
    assert_eq!(
        loaded.config.keys["all"],
        [("z".to_owned(), "quit".to_owned())].into()
    );
}

#[test]
fn what_a_problem_quotes_cannot_reach_the_terminal_as_an_escape_sequence() {
    assert_eq!(
        problems("\"a\\u001b[31mb\" = 1"),
        ["c.toml, line 1: there is no setting \"a[31mb\""]
    );
}

#[test]
fn a_missing_file_is_a_mistake_only_if_it_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    assert_eq!(load(&file, false).unwrap().problems, []);
    assert!(load(&file, true).is_err());
}

#[test]
fn bytes_that_are_no_text_are_named_and_the_rest_counts() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    std::fs::write(
        &file,
        b"[network]\nuser-agent = \"\xff\"\n[screen]\nmouse = false\n",
    )
    .unwrap();
    let loaded = load(&file, true).unwrap();
    assert!(!loaded.config.screen.mouse);
    assert_eq!(loaded.problems[0].line, Some(2));
}

#[test]
fn services_have_addresses_that_stand_in_for_them() {
    let text = "[services]\n\"HN.algolia.com\" = \"http://nas.lan:8080/hn\"\n\
                \"lobste.rs\" = \"ftp://nas.lan/\"\n\"www.reddit.com\" = 7\n";
    let loaded = read(Path::new("c.toml"), text);
    let services: Vec<_> = loaded.config.services.iter().collect();
    let mirror = "http://nas.lan:8080/hn".parse().unwrap();
    assert_eq!(services, [(&"hn.algolia.com".to_owned(), &mirror)]);
    assert_eq!(
        problems(text),
        [
            "c.toml, line 3: \"lobste.rs\" needs the http or https address that stands in for it",
            "c.toml, line 4: \"www.reddit.com\" needs the http or https address that stands in for it",
        ]
    );
}

#[test]
fn the_example_file_lists_every_setting_with_its_default_and_a_sentence() {
    let example = include_str!("../../../config.example.toml");
    let loaded = read(Path::new("config.example.toml"), example);
    assert_eq!(loaded.problems, []);
    assert_eq!(loaded.config, Config::default());

    let document: toml::Table = example.parse().unwrap();
    for rule in rules::RULES {
        assert!(
            document
                .get(rule.table)
                .and_then(|table| table.get(rule.key))
                .is_some(),
            "{}.{} is missing",
            rule.table,
            rule.key
        );
        let line = format!("{} = ", rule.key);
        let at = example.find(&format!("\n{line}")).unwrap();
        let sentence = example[..at].lines().last().unwrap();
        assert!(
            sentence.starts_with("# ") && sentence.ends_with('.'),
            "{} has no sentence",
            rule.key
        );
    }
    assert!(document.contains_key(KEYS));
}
