//! What is taken along as a quotation, in Markdown: the words, and who wrote them where.

use crate::model::article::Article;
use crate::model::safe::SafeText;
use crate::text::markdown::escape;
use crate::ui::effect::Effect;
use crate::ui::pane::{Context, Outcome};

/// A quotation of Markdown with its source below.
pub fn quotation(text: &str, source: &[&str]) -> String {
    let mut quote = String::new();
    for line in text.split('\n') {
        quote.push_str(format!("> {line}").trim_end());
        quote.push('\n');
    }
    quote.push_str(&format!("\n— {}\n", source.join(", ")));
    quote
}

/// `Y` on an article: a paragraph of it where one is in sight, else its title, with author, feed and
/// address.
pub fn quote_article(
    article: &Article,
    paragraph: Option<String>,
    context: &Context<'_>,
) -> Outcome {
    let title = escape(article.title.as_str());
    let author = article.author.as_ref().map(SafeText::as_str);
    let feed = context.library.feed(article.feed);
    let feed = feed.map(|feed| feed.title.as_str());
    let link = article.link.as_ref().map(url::Url::as_str);
    let own_title = paragraph.is_some().then_some(title.as_str());
    let source = [author, own_title, feed, link].into_iter().flatten();
    let source: Vec<&str> = source.filter(|words| !words.is_empty()).collect();
    let what = match paragraph {
        Some(_) => "The first paragraph in sight",
        None => "The title",
    };
    let text = paragraph.unwrap_or_else(|| title.clone());
    Outcome {
        effects: vec![Effect::Copy(quotation(&text, &source))],
        ..Outcome::said(format!("{what} is on the clipboard, as a quote"))
    }
}
