use proptest::prelude::*;

use super::*;

#[derive(Default)]
struct Log(Vec<String>);

impl TokenTarget for Log {
    fn start(&mut self, name: &str, attributes: Attributes<'_>, _: bool) {
        self.0
            .push(format!("<{name} {}", attributes.iter().count()));
    }
    fn end(&mut self, name: &str) {
        self.0.push(format!("</{name}"));
    }
    fn text(&mut self, text: &str) {
        self.0.push(text.to_owned());
    }
}

#[test]
fn a_tag_with_thousands_of_attributes_keeps_the_first_ones() {
    let many: String = (0..5_000).map(|n| format!(" a{n}=\"x > y\"")).collect();
    let log = tokenize(&format!("<p{many}>text"), Log::default());
    assert_eq!(log.0, ["<p 256", "text"]);
}

#[test]
fn scripts_and_comments_keep_what_looks_like_a_tag() {
    let words = "b ".repeat(1_000);
    let script = format!("<script>a <{words}</script><!-- <{words}> --><b>");
    assert!(matches!(cut_attributes(&script), Cow::Borrowed(_)));
}

#[test]
fn what_stands_behind_a_frame_or_a_script_is_read_ahead_again() {
    for html in [
        "<iframe src=\"https://a.example/\" allowfullscreen></iframe><p>",
        "<script>if (a<b) '<p>'</SCRIPT><p>",
        "<style/><p>",
    ] {
        let (piece, length) = plain::read(html, &mut Vec::new()).unwrap();
        assert_eq!((piece, &html[length..]), (Piece::Other, "<p>"));
    }
}

#[test]
fn the_content_of_a_script_is_one_text() {
    let log = tokenize("<script>if (a<b) '<p>'</script>x", Log::default());
    assert_eq!(log.0.first().map(String::as_str), Some("<script 0"));
    assert!(log.0.contains(&"</script".to_owned()));
    assert!(!log.0.iter().any(|token| token.starts_with("<p")));
}

/// Everything that a target hears, texts joined however they are cut.
#[derive(Debug, Default, PartialEq)]
struct Heard(Vec<String>);

impl TokenTarget for Heard {
    fn start(&mut self, name: &str, attributes: Attributes<'_>, self_closing: bool) {
        let attributes = attributes.iter().collect::<Vec<_>>();
        self.0
            .push(format!("<{name} {attributes:?} {self_closing}>"));
    }
    fn end(&mut self, name: &str) {
        self.0.push(format!("</{name}>"));
    }
    fn text(&mut self, text: &str) {
        match self.0.last_mut() {
            Some(last) if last.starts_with('"') => last.push_str(text),
            _ => self.0.push(format!("\"{text}")),
        }
    }
}

/// Pieces of HTML, good and bad, that are thrown together.
const PIECES: [&str; 77] = [
    "<p>",
    "</p>",
    "<a href=\"",
    "\"",
    "https://a.example/?a=1&b=2",
    "<b",
    ">",
    "</b>",
    "<br/>",
    "<br />",
    "<img src='",
    "'",
    " alt=\"x\"",
    " ",
    "\n",
    "\r\n",
    "\r",
    "\0",
    "&amp;",
    "&amp",
    "&notit;",
    "&#8217;",
    "&#x",
    "&",
    ";",
    "&unknown;",
    "text",
    "é",
    "\u{feff}",
    "<!-- c -->",
    "<!--",
    "-->",
    "<!-->",
    "--!>",
    "<!",
    "<![CDATA[",
    "]]>",
    "<?xml?>",
    "<script>",
    "</script>",
    "<style>",
    "</style",
    "<iframe/>",
    "<iframe src=\"x\">",
    "</iframe>",
    "</IFRAME >",
    "<style media='x' media='y'>",
    "</style>",
    "</STYLE>",
    "</title>",
    "</scripture>",
    "<script>a<b",
    "<title>",
    "<textarea>",
    "</textarea>",
    "<A HREF=x>",
    "<o:p>",
    " id=\"1\"",
    " id=\"2\"",
    "=",
    "/",
    "<",
    "</",
    "< ",
    "<3",
    " hidden",
    "\t",
    " data-x='&lt;'",
    "\u{c}",
    "&#128;",
    "&#xD800;",
    "&#x10FFFF;",
    "&#XFDD0;",
    "&NotEqualTilde;",
    "&nbsp;",
    "&#+5;",
    "&#38;",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn plain_html_is_read_as_the_standard_reads_it(
        pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..24)
    ) {
        let html = pieces.concat();
        let whole = Sink(RefCell::new(Heard::default()));
        tokenize_by_standard(html.strip_prefix('\u{feff}').unwrap_or(&html), &whole);
        prop_assert_eq!(tokenize(&html, Heard::default()), whole.0.into_inner());
    }
}
