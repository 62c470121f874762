//! A post's text with its links, which stand beside it as ranges of bytes.
//!
//! <https://docs.bsky.app/docs/advanced-guides/post-richtext>

use crate::comments::json::Value;
use crate::comments::{attached, fields};

/// The text of a record as HTML.
pub(super) fn html(record: Value<'_>) -> String {
    let text = record.get("text").text().unwrap_or_default();
    let mut links: Vec<(usize, usize, String)> = record
        .get("facets")
        .items()
        .filter_map(|facet| {
            let uri = facet
                .get("features")
                .items()
                .find_map(|feature| feature.get("uri").filled())?;
            let url = fields::web_url(&uri, None)?;
            let place = |name| usize::try_from(facet.get("index").get(name).integer()?).ok();
            Some((place("byteStart")?, place("byteEnd")?, url.to_string()))
        })
        .collect();
    if links.is_empty() {
        return fields::plain_body(&text).as_str().to_owned();
    }
    links.sort_unstable();
    let mut html = String::new();
    let mut at = 0;
    for (start, end, url) in links {
        // Ranges are the author's: they may overlap, or cut characters apart.
        let (Some(before), Some(linked)) = (text.get(at..start), text.get(start..end)) else {
            continue;
        };
        html.push_str(&lines(before));
        html.push_str(&attached::link(&url, &lines(linked)));
        at = end;
    }
    html.push_str(&lines(&text[at..]));
    format!("<p>{html}</p>")
}

fn lines(text: &str) -> String {
    fields::escaped(text).replace('\n', "<br>")
}
